"""As known: the one reader of sheets. It takes a revision, so every reading is of one moment."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from app.reports.packing import unpack
from app.reports.merge import Known
from app.reports.tables import Report, SheetRow
from app.sla.sheets import Sheet

_PLAIN: tuple[Any, ...] = (
    SheetRow.queue,
    SheetRow.segment,
    SheetRow.channel,
    SheetRow.first_day,
    SheetRow.last_day,
    SheetRow.grain,
    SheetRow.totals,
    SheetRow.sources,
)

_REPORT: tuple[Any, ...] = (Report.id, Report.name, Report.sha256, Report.rows, Report.revision)


def sheets_known(
    session: Session,
    organisation_id: UUID,
    contract_id: UUID,
    side: str,
    start: date,
    end: date,
    revision: int,
) -> list[Known]:
    """The sheets of one side that touch [start, end), as known at the revision; without their intervals."""
    chosen = select(*_PLAIN).where(_known(organisation_id, contract_id, side, start, end, revision))
    return [_known_sheet(row[:6], row.totals, row.sources, {}) for row in session.execute(chosen)]


def sheets_with_intervals(
    session: Session,
    organisation_id: UUID,
    contract_id: UUID,
    side: str,
    start: date,
    end: date,
    revision: int,
) -> list[Known]:
    """The same sheets with their intervals opened."""
    where = _known(organisation_id, contract_id, side, start, end, revision)
    chosen = select(*_PLAIN, col(SheetRow.intervals)).where(where)
    rows = session.execute(chosen)
    return [_known_sheet(row[:6], row.totals, row.sources, unpack(row.intervals)) for row in rows]


def _known(organisation_id: UUID, contract_id: UUID, side: str, start: date, end: date, revision: int) -> Any:
    return and_(
        col(SheetRow.organisation_id) == organisation_id,
        col(SheetRow.contract_id) == contract_id,
        col(SheetRow.side) == side,
        col(SheetRow.last_day) >= start,
        col(SheetRow.first_day) < end,
        col(SheetRow.from_revision) <= revision,
        or_(col(SheetRow.to_revision).is_(None), col(SheetRow.to_revision) > revision),
    )


def _known_sheet(
    place: Sequence[Any],
    totals: dict[str, int],
    sources: dict[str, Any],
    intervals: dict[str, tuple[int | None, ...]],
) -> Known:
    slack = {name: source["slack"] for name, source in sources.items() if source.get("slack")}
    return Known(Sheet(*place, totals=totals, intervals=intervals, slack=slack), sources)


def reports_used(session: Session, known: Iterable[Known]) -> list[dict[str, Any]]:
    """The reports that state these sheets: id, name, SHA-256, rows; by arrival."""
    ids = {UUID(source["report"]) for one in known for source in one.sources.values()}
    if not ids:
        return []
    chosen = select(*_REPORT).where(col(Report.id).in_(ids))
    rows = sorted(session.execute(chosen).all(), key=lambda row: row[4] or 0)
    return [{"id": str(key), "name": name, "sha256": sha, "rows": rows_} for key, name, sha, rows_, _ in rows]
