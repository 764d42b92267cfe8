"""Spans of time that people review: a month, a quarter or a year of the calendar."""

from collections.abc import Sequence
from typing import Final

from app.sla.periods import Cadence, Period

SPAN: Final = r"^[0-9]{4}(-[0-9]{2}|-Q[1-4])?$"
_CUT: Final[Sequence[Cadence]] = (Cadence("month"), Cadence("quarter"), Cadence("year"))


def span_of(label: str) -> Period | None:
    """The month ``2026-08``, the quarter ``2026-Q3`` or the year ``2026``; None for any other text."""
    for cadence in _CUT:
        try:
            return cadence.parse(label)
        except ValueError:
            continue
    return None
