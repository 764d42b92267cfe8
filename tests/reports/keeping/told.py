"""Where reports are sent to, and what the service and its database say afterwards."""

from typing import Any

from sqlalchemy import text

from tests.desk import REF, Desk

PATH = f"/contracts/{REF}/reports"
CARD = f"/contracts/{REF}/scorecards/2026-01"


def sql(desk: Desk, statement: str) -> list[tuple[Any, ...]]:
    with desk.database.reading() as session:
        return [tuple(row) for row in session.execute(text(statement))]


def abandonment(desk: Desk, **params: str) -> str | None:
    value: str | None = desk.shown(CARD, params=params)["targets"][0]["value"]
    return value
