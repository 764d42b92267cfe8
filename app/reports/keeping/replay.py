"""What a side's figures would be if a report had been read otherwise: later readings stand as they were.

A re-reading takes the place of the reading that it replaces, not that of the newest report: what a later
file corrected stays corrected. So the sheets are made again from those known before that place, by merging
in order every reading that still counts. A cell that only the replaced reading stated goes back to what was
known before it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest

from sqlmodel import Session, col, select

from app.reports.keeping.as_known import Side, intervals_known
from app.reports.keeping.merge import Key, Known, Overlap, key_of, merge, overlaps, says_the_same
from app.reports.tables import Report
from app.sla.measures import Measure
from app.sla.sheets import Sheet

Sheets = dict[Key, Known]


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a reading and the one that it replaces are about, both included."""

    first: date
    last: date

    def touches(self, sheet: Sheet) -> bool:
        """Whether the sheet is about any of these days."""
        return sheet.first_day <= self.last and sheet.last_day >= self.first


def place_of(report: Report) -> int:
    """Where a reading stands in the order of all: at its own revision, or that of the first it replaces."""
    return report.place or report.revision or 0


def readings_from(session: Session, of: Side, span: Span, place: int) -> tuple[int, list[Report]]:
    """The readings that count in the span, in order, and from which place on they must be merged again.

    Further back than ``place`` where an earlier report was itself read again after it.
    """
    touching = select(Report).where(
        col(Report.organisation_id) == of.organisation_id,
        col(Report.contract_id) == of.contract_id,
        col(Report.side) == of.side,
        col(Report.status) == "accepted",
        col(Report.first_day) <= span.last,
        col(Report.last_day) >= span.first,
    )
    found = session.exec(touching).all()
    while again := [
        place_of(one) for one in found if place_of(one) < place and (one.revision or 0) >= place and one.place
    ]:
        place = min(again)
    live = [one for one in found if one.replaced_by is None and place_of(one) >= place]
    return place, sorted(live, key=place_of)


def known_in(session: Session, of: Side, span: Span, revision: int) -> Sheets:
    """The sheets of the span as they were known at that revision."""
    known = intervals_known(session, of, [(span.first, span.last + timedelta(days=1))], revision)
    return {key_of(one.sheet): one for one in known}


def merge_reading(
    sheets: Sheets, report: str, stated: Iterable[Sheet], span: Span, lookup: Callable[[str], Measure]
) -> list[Overlap]:
    """Merges a reading into the sheets as a report is merged when it arrives; what it would count twice."""
    chosen = [sheet for sheet in stated if span.touches(sheet)]
    twice = overlaps(chosen, sheets.values())
    for sheet in () if twice else chosen:
        old = sheets.get(key_of(sheet))
        new = merge(sheet, old, report, lookup)
        if old is None or not says_the_same(new.sheet, old.sheet):
            sheets[key_of(sheet)] = new
    return twice


def differing(before: Sheets, after: Sheets) -> list[Key]:
    """The keys of all sheets whose figures differ, or that only one of the two has."""
    return [
        key
        for key in sorted(before.keys() | after.keys())
        if key not in before or key not in after or not says_the_same(before[key].sheet, after[key].sheet)
    ]


def cells_changed(before: Known | None, after: Known | None) -> int:
    """In how many cells (a measure in an interval, or in the whole sheet) two states of a sheet differ."""
    old, new = (one.sheet if one else None for one in (before, after))
    names = {*(old.totals if old else ()), *(new.totals if new else ())}
    return sum(_of_measure(name, old, new) for name in names)


def _of_measure(name: str, old: Sheet | None, new: Sheet | None) -> int:
    def of(cells: Mapping[str, tuple[int | None, ...]] | None) -> tuple[int | None, ...]:
        return (cells or {}).get(name, ())

    was, now = of(old.intervals if old else None), of(new.intervals if new else None)
    if was or now:
        return sum(one != other for one, other in zip_longest(was, now))
    return int((old.totals.get(name) if old else None) != (new.totals.get(name) if new else None))
