"""As known: the one reader of sheets. It takes a revision, so every reading is of one moment."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, cast, or_, select
from sqlmodel import Session, col

from app.columns import read_document
from app.reports.keeping.merge import Known, reports_of
from app.reports.keeping.packing import unpack
from app.reports.tables import Report, SheetRow
from app.sla.sheets import MINUTES_A_DAY, Sheet

_PLAIN: tuple[Any, ...] = (
    SheetRow.queue,
    SheetRow.segment,
    SheetRow.channel,
    SheetRow.first_day,
    SheetRow.last_day,
    SheetRow.grain,
    SheetRow.totals,
    cast(SheetRow.sources, Text),
)
_WHOLE: tuple[Any, ...] = (*_PLAIN, SheetRow.intervals)
_FETCHED = 500  # sheets that are held at once where all of a long span go by
_REPORT: tuple[Any, ...] = (Report.id, Report.name, Report.sha256, Report.rows, Report.revision)


@dataclass(frozen=True, slots=True)
class Side:
    """One side's figures of one contract; the owner comes first, as it leads every key."""

    organisation_id: UUID
    contract_id: UUID
    side: str


def sheets_known(session: Session, of: Side, start: date, end: date, revision: int) -> list[Known]:
    """The sheets that touch [start, end), as known at the revision; without their intervals."""
    chosen = select(*_PLAIN).where(_touching(of, start, end), _at(revision))
    return [_known_sheet(*row) for row in session.execute(chosen)]


def sheets_with_intervals(session: Session, of: Side, start: date, end: date, revision: int) -> list[Known]:
    """The same sheets with their intervals opened."""
    return intervals_known(session, of, [(start, end)], revision)


def intervals_known(
    session: Session, of: Side, spans: Sequence[tuple[date, date]], revision: int
) -> list[Known]:
    """The sheets that touch any of these spans [start, end), with their intervals opened; one query."""
    touching = or_(*(_touching(of, start, end) for start, end in spans))
    chosen = select(*_WHOLE).where(touching, _at(revision))
    return [_known_sheet(*row) for row in session.execute(chosen)]


def sheets_streamed(
    session: Session, of: Side, start: date, end: date, revision: int, *, intervals: bool
) -> Iterator[Known]:
    """The sheets whose first day lies in [start, end), as known at the revision, by day and queue, one after
    the other: a few at a time are held.
    """
    chosen = select(*(_WHOLE if intervals else _PLAIN)).where(_beginning(of, start, end), _at(revision))
    in_order = chosen.order_by(
        col(SheetRow.first_day), SheetRow.queue, SheetRow.segment, SheetRow.channel, col(SheetRow.last_day)
    )
    for row in session.execute(in_order.execution_options(yield_per=_FETCHED)):
        yield _known_sheet(*row)


def measures_stated(
    session: Session, of: Side, start: date, end: date, revision: int, *, below_day: bool
) -> list[str]:
    """The names of all measures of those sheets; with ``below_day`` only of those stated by intervals."""
    chosen = select(cast(SheetRow.sources, Text)).where(_beginning(of, start, end), _at(revision)).distinct()
    sources = (_read_sources(text)[0] for text in session.execute(chosen).scalars())
    return sorted(
        {
            name
            for stated in sources
            for name, source in stated.items()
            if not below_day or int(source["grain"]) < MINUTES_A_DAY
        }
    )


def sheets_current(
    session: Session, of: Side, start: date, end: date, before: int, queues: Iterable[str]
) -> list[tuple[UUID, Known]]:
    """The sheets of these queues that touch [start, end), stand now and did before that revision, with the
    ids of their rows and their intervals.
    """
    row_id: tuple[Any, ...] = (SheetRow.id,)
    chosen = select(*row_id, *_WHOLE).where(
        _current_before(of, start, end, before), col(SheetRow.queue).in_(list(queues))
    )
    return [(row[0], _known_sheet(*row[1:])) for row in session.execute(chosen)]


def is_known(session: Session, of: Side, start: date, end: date, before: int) -> bool:
    """Whether there is any sheet that touches [start, end), stands now and did before that revision."""
    row_id: tuple[Any, ...] = (SheetRow.id,)
    chosen = select(*row_id).where(_current_before(of, start, end, before)).limit(1)
    return session.execute(chosen).first() is not None


def _current_before(of: Side, start: date, end: date, before: int) -> ColumnElement[bool]:
    standing = col(SheetRow.to_revision).is_(None), col(SheetRow.from_revision) < before
    return and_(_touching(of, start, end), *standing)


def _touching(of: Side, start: date, end: date) -> ColumnElement[bool]:
    return and_(
        col(SheetRow.organisation_id) == of.organisation_id,
        col(SheetRow.contract_id) == of.contract_id,
        col(SheetRow.side) == of.side,
        col(SheetRow.last_day) >= start,
        col(SheetRow.first_day) < end,
    )


def _beginning(of: Side, start: date, end: date) -> ColumnElement[bool]:
    return and_(_touching(of, start, end), col(SheetRow.first_day) >= start)


def _at(revision: int) -> ColumnElement[bool]:
    return and_(
        col(SheetRow.from_revision) <= revision,
        or_(col(SheetRow.to_revision).is_(None), col(SheetRow.to_revision) > revision),
    )


def _known_sheet(
    queue: str,
    segment: str,
    channel: str,
    first_day: date,
    last_day: date,
    grain: int,
    totals: dict[str, int],
    sources: str,
    packed: bytes | None = None,
) -> Known:
    stated, slack = _read_sources(sources)
    sheet = Sheet(queue, segment, channel, first_day, last_day, grain, totals, unpack(packed), slack)
    return Known(sheet, stated)


@lru_cache(maxsize=4096)
def _read_sources(text: str) -> tuple[Mapping[str, Any], Mapping[str, int]]:
    """Sources and slack of their text: the days of one report share them, so they are read once."""
    sources = read_document(text)
    slack = {name: source["slack"] for name, source in sources.items() if source.get("slack")}
    return MappingProxyType(sources), MappingProxyType(slack)


def reports_used(session: Session, known: Iterable[Known]) -> list[dict[str, Any]]:
    """The reports that state these sheets: id, name, SHA-256, rows; by arrival."""
    ids = {UUID(id_) for id_ in reports_of(known)}
    if not ids:
        return []
    rows = session.execute(select(*_REPORT).where(col(Report.id).in_(ids))).all()
    return [
        {"id": str(row.id), "name": row.name, "sha256": row.sha256, "rows": row.rows}
        for row in sorted(rows, key=lambda row: row.revision)
    ]
