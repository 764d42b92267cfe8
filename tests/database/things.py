"""Tables of the tests' own, outside of the service's metadata, and what is put into them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Insert, MetaData, Table, Uuid, insert, select

from app.database import (
    Database,
    Document,
    ExactFraction,
    Instant,
    Whole,
    new_id,
)

own = MetaData()
things = Table(
    "thing",
    own,
    Column("id", Uuid, primary_key=True),
    Column("at", Instant),
    Column("facts", Document),
    Column("number", Whole),
    Column("ratio", ExactFraction),
)
NOON = datetime(2026, 11, 22, 12, 0, 0, 1, tzinfo=UTC)
ROLLED_BACK = RuntimeError("change of mind")


def thing(**values: Any) -> Insert:
    return insert(things).values(id=new_id(), **values)


def kept(database: Database, column: str, value: Any) -> Any:
    """What comes back after `value` was stored in one unit of work and read in another."""
    key = new_id()
    with database.writing() as session:
        session.execute(insert(things).values({"id": key, column: value}))
    with database.reading() as session:
        return session.scalar(select(things.c[column]).where(things.c.id == key))


def count(database: Database) -> int:
    with database.reading() as session:
        return len(session.execute(select(things.c.id)).all())
