"""What is asked before it is known who asks: narrow questions that row-level security does not answer.

Each is one statement with named parameters. SQLite runs it as it is. On PostgreSQL `scorecard migrate` makes
a SECURITY DEFINER function of it: that is all which the application may ask about anybody's rows.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ARRAY, SelectBase, bindparam, column, text
from sqlalchemy.dialects import postgresql
from sqlmodel import Session

_DIALECT = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]


class LookUp:
    """A question under its name; every parameter of `statement` is a `bindparam` without a value."""

    def __init__(self, name: str, statement: SelectBase) -> None:
        self.name, self.statement = f"scorecard_{name}", statement
        compiled: Any = statement.compile(dialect=_DIALECT)
        self._body = str(compiled)
        self._given = {
            key: ARRAY(bind.type) if bind.expanding else bind.type for key, bind in compiled.binds.items()
        }
        self._told = [one.type for one in statement.selected_columns]
        columns = [column(f"c{number}", kind) for number, kind in enumerate(self._told)]
        call = f"SELECT * FROM {self.name}({', '.join(f':{key}' for key in self._given)})"  # noqa: S608 - our own names
        binds = [bindparam(key, type_=kind) for key, kind in self._given.items()]
        self._call = text(call).bindparams(*binds).columns(*columns)

    def ask(self, session: Session, **given: Any) -> list[tuple[Any, ...]]:
        """Every row that answers."""
        plain = session.get_bind().dialect.name != "postgresql"
        asked: Any = self.statement if plain else self._call
        return [tuple(row) for row in session.execute(asked, given)]

    @property
    def signature(self) -> str:
        """The function's name and what it takes, as PostgreSQL writes it."""
        return f"{self.name}({', '.join(_kind(kind) for kind in self._given.values())})"

    @property
    def definition(self) -> str:
        """The function, for the role that makes it: it runs as that role and changes nothing."""
        body = self._body
        for number, key in enumerate(self._given, 1):
            body = re.sub(rf"IN \(__\[POSTCOMPILE_{key}\]\)", f"= ANY (${number})", body)
            body = re.sub(rf"(?<!:):{key}\b", f"${number}", body)
        told = ", ".join(f"c{number} {_kind(kind)}" for number, kind in enumerate(self._told))
        return (
            f"CREATE FUNCTION {self.signature} RETURNS TABLE ({told}) LANGUAGE sql STABLE SECURITY DEFINER "
            f"SET search_path FROM CURRENT AS $look_up$ {body} $look_up$"
        )


def _kind(kind: Any) -> str:
    return str(kind.compile(_DIALECT))
