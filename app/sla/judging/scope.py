"""What a target is about: its sheets within a span of days, and how much of the span they cover."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.sla.periods import ONE_DAY, Period
from app.sla.sheets import Sheet, stated_as
from app.sla.terms import Target, Terms

Cell = tuple[str, date]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the period the reports cover, for the measures and queues of one target."""

    expected: int
    stated: int
    missing: tuple[Cell, ...]

    @property
    def is_complete(self) -> bool:
        """Whether there is a row or an explicit zero for every queue and day that is over."""
        return self.stated == self.expected


def in_scope(terms: Terms, target: Target, period: Period, sheets: Iterable[Sheet]) -> list[Sheet]:
    """The sheets that the target is about: its queues, channels and segments, wholly inside the period."""
    queues = set(terms.queue_ids(target))
    return [
        sheet
        for sheet in sheets
        if (not queues or sheet.queue in queues)
        and (not target.channels or sheet.channel in target.channels)
        and (not target.segments or sheet.segment in target.segments)
        and period.start <= sheet.first_day
        and sheet.last_day < period.end
    ]


def cover(
    terms: Terms,
    target: Target,
    period: Period,
    kept: Sequence[Sheet],
    today: date,
    opens: Callable[[str, date], bool] | None = None,
) -> Coverage:
    """Which queue-days that are over have figures for every measure of the target, and which have not.

    ``opens`` says whether anything is expected for a queue's day: there is service, and nobody excluded it.
    """
    names = stated_as(kept, target.metric.measures)
    whole = {
        (sheet.queue, sheet.first_day)
        for sheet in kept
        if sheet.first_day == sheet.last_day and names <= sheet.totals.keys()
    }
    wanted = expected(terms, target, period.start, min(period.end, today), kept, opens)
    open_ones = [cell for cell in wanted if cell not in whole]
    missing = _missing(open_ones, kept, names) if open_ones else ()
    return Coverage(len(wanted), len(wanted) - len(missing), missing)


def expected(
    terms: Terms,
    target: Target,
    start: date,
    end: date,
    sheets: Sequence[Sheet],
    opens: Callable[[str, date], bool] | None,
) -> list[Cell]:
    """The queue-days of [start, end) that have to be reported: of the contract's queues, else those seen."""
    queues = terms.queue_ids(target) or tuple(sorted({sheet.queue for sheet in sheets})) or ("",)
    days = _days(start, end)
    return [(queue, day) for queue in queues for day in days if opens is None or opens(queue, day)]


def _missing(cells: Sequence[Cell], kept: Sequence[Sheet], names: frozenset[str]) -> tuple[Cell, ...]:
    """The cells that even all sheets together, coarse ones too, do not state in full."""
    stated: dict[Cell, set[str]] = {}
    for sheet in kept:
        have = names.intersection(sheet.totals)
        for day in _days(sheet.first_day, sheet.last_day + ONE_DAY):
            stated.setdefault((sheet.queue, day), set()).update(have)
    return tuple(cell for cell in cells if stated.get(cell, set()) != names)


@lru_cache(maxsize=1024)
def _days(start: date, end: date) -> tuple[date, ...]:
    """The days of [start, end); the same for every target of a period."""
    return tuple(date.fromordinal(number) for number in range(start.toordinal(), end.toordinal()))
