"""Which permission each operation of the API needs, read from the code that answers it."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any, cast

from app.access.roles import BELONGS_TO, ROLES, SAYS, Permission
from app.access.unit import work

_ROOMS = ("app.", "dashboards.")


def needed_by(endpoint: Callable[..., Any]) -> tuple[Permission, ...]:
    """What is needed to use an operation: the permissions of the units of work that it opens, each once.

    Read from its source and that of the functions of ours which it calls; empty for one that asks nobody.
    """
    found: dict[Permission, None] = {}
    seen: set[Callable[..., Any]] = set()
    waiting = [endpoint]
    while waiting:
        function = inspect.unwrap(waiting.pop(0))
        if function in seen:
            continue
        seen.add(function)
        for called, node in _calls(function):
            if called is work:
                found[_literal(node, function)] = None
            elif inspect.isfunction(called) and called.__module__ == function.__module__:
                waiting.append(called)
    return tuple(found)


def _calls(function: Callable[..., Any]) -> Iterator[tuple[Any, ast.Call]]:
    names = inspect.getmodule(function).__dict__
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield names.get(node.func.id), node


def _literal(node: ast.Call, function: Callable[..., Any]) -> Permission:
    """The third argument of `work`, which is written out where it is opened, so that it can be read here."""
    given = node.args[2] if len(node.args) > 2 else None
    if not isinstance(given, ast.Constant):
        raise TypeError(f"{function.__qualname__} opens its work with a permission that is not written out")
    return cast("Permission", given.value)


def page_of_roles() -> str:
    """docs/roles.md: what each role may do, and whose part in a contract it is."""
    roles = list(ROLES)
    rows = [["", "", *roles, "part"], ["---", "---", *(":-:" for _ in roles), "---"]]
    for permission, words in SAYS.items():
        marks = ["●" if permission in ROLES[role] else "" for role in roles]
        rows.append([f"`{permission}`", words, *marks, BELONGS_TO.get(permission, "both")])
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return _PAGE.format(table=table)


_PAGE = """\
# Who may do what

This page is written from `app/access/roles.py`; a test compares the two, and another asks every route of the
API as every role on every side of a contract and expects what stands here.

A role says what somebody's employer trusts them with; the part says what the contract gives their employer. A
row with a part is done by the people of that side alone, also where the role allows it. Who is no party of a
contract reads it like one that does not exist. A clerk is meant for providers, procurement for clients; what
counts is the table.

{table}

A token acts as a role and reaches no further than whoever made it does today. Its scopes are the permissions
that it keeps of its role, its contracts the only ones that it sees. A token for uploads and nothing else:
`scorecard token add li@centre.example --name upload --role clerk --scope reports:write`.

The amount above which a second person confirms is set by administrators of the client alone.
"""
