"""Between two revisions of a contract: every figure that is known otherwise, and from which report.

A report that corrects another is one revision, so what it changed lies between the revision before it and its
own. A day that was not known before is told by its totals; one that was, by its intervals too where both
versions have them. Whatever only moved to another report and kept its value is no change.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.columns import read_document
from app.reports.keeping.as_known import Side
from app.reports.keeping.packing import unpack
from app.reports.rows.days import interval_starts
from app.reports.tables import SheetRow

_FETCHED = 200  # changed days that are held at once
_KEY = ("queue", "segment", "channel", "first_day", "last_day")


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure in millionths, before and after (None: not stated), with the report that each is from.

    ``interval`` is when the interval begins, local time with its offset; empty for the whole day.
    """

    measure: str
    interval: str
    old: int | None
    new: int | None
    old_report: str
    new_report: str


@dataclass(frozen=True, slots=True)
class ChangedDay:
    """A queue's day (or week, or month) of which figures changed; ``id`` is its place in the list."""

    id: UUID
    queue: str
    segment: str
    channel: str
    first_day: date
    last_day: date
    cells: tuple[Cell, ...]


def changed_days(
    session: Session, of: Side, before: int, after: int, time_zone: str, last: UUID | None = None
) -> Iterator[ChangedDay]:
    """Every day of the side whose figures differ between the revisions, behind ``last``; few at a time."""
    old: Any = aliased(SheetRow)
    new: Any = aliased(SheetRow)
    chosen = _pairs(old, new, of, before, after)
    if last is not None:
        chosen = chosen.where(new.id > last)
    for was, now in session.execute(chosen.order_by(new.id).execution_options(yield_per=_FETCHED)):
        if cells := tuple(_cells(was, now, time_zone)):
            yield ChangedDay(now.id, now.queue, now.segment, now.channel, now.first_day, now.last_day, cells)
        session.expunge(now)
        if was is not None:
            session.expunge(was)


def _pairs(old: Any, new: Any, of: Side, before: int, after: int) -> Select[tuple[Any, Any]]:
    """Sheets that are known after and were made since, each with the one that was known before, if any."""
    same = (getattr(old, part) == getattr(new, part) for part in ("contract_id", "side", *_KEY))
    known = and_(old.from_revision <= before, or_(old.to_revision.is_(None), old.to_revision > before))
    return (
        select(old, new)
        .select_from(new)
        .outerjoin(old, and_(*same, known))
        .where(
            new.organisation_id == of.organisation_id,
            new.contract_id == of.contract_id,
            new.side == of.side,
            new.from_revision > before,
            new.from_revision <= after,
            or_(col(new.to_revision).is_(None), new.to_revision > after),
        )
    )


def _cells(was: SheetRow | None, now: SheetRow, time_zone: str) -> Iterator[Cell]:
    totals: Mapping[str, int] = was.totals if was else {}
    before, after = (unpack(was.intervals) if was else {}), unpack(now.intervals)
    old_sources, new_sources = (_sources(was) if was else {}), _sources(now)
    for name in sorted(totals.keys() | now.totals.keys()):
        reports = _report(old_sources, name), _report(new_sources, name)
        if totals.get(name) != now.totals.get(name):
            yield Cell(name, "", totals.get(name), now.totals.get(name), *reports)
        one, other = before.get(name), after.get(name)
        if one is not None and other is not None and one != other:
            grain = int(new_sources[name]["grain"])
            starts = interval_starts(time_zone, now.first_day, grain)
            for start, earlier, later in zip_longest(starts, one, other, fillvalue=None):
                if earlier != later:
                    yield Cell(name, start or "", earlier, later, *reports)


def _sources(row: SheetRow) -> Mapping[str, Any]:
    return row.sources if isinstance(row.sources, dict) else read_document(row.sources)


def _report(sources: Mapping[str, Any], name: str) -> str:
    return str(sources[name]["report"]) if name in sources else ""
