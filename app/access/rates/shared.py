"""The count that all web processes share: one row a key, one statement to add to it."""

from __future__ import annotations

from sqlalchemy import case
from sqlmodel import col

from app.access.rates.counting import Share
from app.access.rates.tables import RateCount
from app.database import Database, insert_into


def shared_in(database: Database) -> Share | None:
    """How to add to the count of all; None on SQLite, where one process answers everything."""
    if database.engine.dialect.name == "sqlite":
        return None

    def add(key: str, window: int, more: int) -> int:
        with database.writing() as session:
            new = insert_into(session, RateCount).values(key=key, window=window, count=more)
            same = col(RateCount.window) == new.excluded.window
            added = case((same, col(RateCount.count) + new.excluded.count), else_=new.excluded.count)
            counted = new.on_conflict_do_update(
                index_elements=["key"], set_={"count": added, "window": new.excluded.window}
            )
            return int(session.execute(counted.returning(col(RateCount.count))).scalar_one())

    return add
