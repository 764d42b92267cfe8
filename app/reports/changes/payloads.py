"""What goes out of the routes of changes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import Field

from app.payloads import Payload
from app.reports.changes.between import Cell, ChangedDay
from app.sla.quantities import decimal_text, from_millionths

Figure = Annotated[str | None, Field(description="Exact; null: it was not stated.")]


class CellShown(Payload):
    """One figure before and after, and the report that each comes from."""

    measure: str
    interval: Annotated[str | None, Field(description="When the interval begins; null for the whole day.")]
    old: Figure
    new: Figure
    old_report: str | None
    new_report: str | None

    @classmethod
    def of(cls, cell: Cell) -> Self:
        """The cell with its figures as decimal text."""
        return cls(
            measure=cell.measure,
            interval=cell.interval or None,
            old=figure(cell.old),
            new=figure(cell.new),
            old_report=cell.old_report or None,
            new_report=cell.new_report or None,
        )


class ChangedDayShown(Payload):
    """A queue's day (or week, or month) with the figures that are known otherwise now."""

    queue: str
    segment: str
    channel: str
    first_day: date
    last_day: date
    changes: list[CellShown]

    @classmethod
    def of(cls, day: ChangedDay) -> Self:
        """The day with its changed cells."""
        return cls(
            queue=day.queue,
            segment=day.segment,
            channel=day.channel,
            first_day=day.first_day,
            last_day=day.last_day,
            changes=[CellShown.of(cell) for cell in day.cells],
        )


def figure(millionths: int | None) -> str | None:
    """The figure as exact decimal text."""
    return None if millionths is None else decimal_text(from_millionths(millionths))
