"""Runs migrations on the connection of `app.database.migrate`, or on SCORECARD_DATABASE_URL."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection
from sqlmodel import SQLModel

import app
from app.access import walls
from app.database import make_engine
from app.settings import load_settings

# Every room's tables, so that none is taken for a stranger.
APP = Path(app.__file__).parent
for tables in sorted(APP.rglob("tables.py")):
    import_module(".".join(("app", *tables.relative_to(APP).with_suffix("").parts)))


def _render(kind: str, item: Any, writer: AutogenContext) -> str | Literal[False]:
    """Our own column types by their name and import; False leaves everything else to Alembic."""
    if kind == "type" and type(item).__module__ == "app.columns":
        writer.imports.add(f"from app.columns import {type(item).__name__}")
        return f"{type(item).__name__}()"
    if kind == "type" and type(item).__module__.startswith("sqlmodel"):
        return f"sa.String({f'length={item.length}' if item.length else ''})"
    return False


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=_render,
        user_module_prefix="",
    )
    with context.begin_transaction():
        wanted = context.config.attributes.get("walled")
        if wanted is None:
            context.run_migrations()
        elif wanted != "head" or not (_is_current() and walls.stands(connection)):
            walls.lower(connection)
            context.run_migrations()
            if _is_current():
                walls.raise_again(connection)


def _is_current() -> bool:
    return set(context.get_context().get_current_heads()) == set(context.script.get_heads())


if (given := context.config.attributes.get("connection")) is not None:
    _run(given)
else:
    # Only the address is wanted here, so the secret may be a passing one.
    engine = make_engine(load_settings(demo=True).database_url, statement_seconds=None)
    with engine.execution_options(scorecard_writing=True).connect() as opened:
        _run(opened)
    engine.dispose()
