"""What changed between two versions of what was reported, over HTTP: paged, and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import Work, work
from app.contracts.in_force import terms_in_force
from app.contracts.open import find_contract
from app.csv_text import MEDIA_TYPE, write_csv
from app.errors import Problem, Refused
from app.payloads import Cursor, Limit, Page, cursor_of, read_cursor
from app.reports.changes.between import ChangedDay, changed_days
from app.reports.changes.payloads import ChangedDayShown, figure
from app.reports.exports.files import Spooled, spooled
from app.reports.exports.spooled import SpooledResponse
from app.reports.keeping.as_known import Side
from app.reports.keeping.inbox import find_report
from app.settings import Settings

router = APIRouter(prefix="/api/v1", tags=["reports"])
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {"text/csv": {"schema": {"type": "string"}}}}
}
_HEADER = (
    *("queue", "segment", "channel", "first_day", "last_day", "interval", "measure"),
    *("old", "new", "old_report", "new_report"),
)
Revision = Annotated[int, Query(ge=0, le=10**9, description="A revision of the contract.")]


@dataclass(frozen=True, slots=True)
class _Span:
    """Whose figures are compared, between which revisions, and where the contract lives."""

    of: Side
    before: int
    after: int
    time_zone: str

    def days(self, w: Work, last: UUID | None = None) -> Iterator[ChangedDay]:
        """Every day that changed."""
        return changed_days(w.session, self.of, self.before, self.after, self.time_zone, last)


@router.get("/contracts/{ref}/reports/{report_id}/changes")
def report_changes(
    ref: str, report_id: UUID, caller: Caller, database: Stored, limit: Limit = 50, cursor: Cursor = None
) -> Page[ChangedDayShown]:
    """What this report changed: each queue's day with the figures before and after, and whose they were."""
    with work(database, caller, "reports:read") as w:
        return _page(_of_report(w, ref, report_id).days(w, read_cursor(cursor)), limit)


@router.get("/contracts/{ref}/changes")
def changes(
    ref: str,
    caller: Caller,
    database: Stored,
    before: Revision,
    after: Revision,
    side: Annotated[Literal["provider", "client"], Query(description="Whose figures.")] = "provider",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[ChangedDayShown]:
    """What is known otherwise at one revision than at an earlier one, whatever reports it came from."""
    if before >= after:
        raise Refused(
            "“before” is the earlier of the two revisions.",
            [Problem("before", "order", "must be less than after")],
        )
    with work(database, caller, "reports:read") as w:
        return _page(_between(w, ref, side, before, after).days(w, read_cursor(cursor)), limit)


@router.get("/contracts/{ref}/reports/{report_id}/changes.csv", response_class=Response, responses=_FILE)
def report_changes_file(
    ref: str, report_id: UUID, caller: Caller, database: Stored, request: Request
) -> Response:
    """The same as CSV, a line for each figure."""
    with work(database, caller, "reports:read", writing=True) as w:
        _of_report(w, ref, report_id)
        w.audit("report.export_changes", ref, after={"report": str(report_id)})
    with work(database, caller, "reports:read") as w:
        file = _spooled(_of_report(w, ref, report_id).days(w))
    settings: Settings = request.app.state.settings

    def allowed() -> None:
        with work(database, caller, "reports:read") as again:
            find_contract(again, ref)

    name = f"changes-{report_id}.csv"
    return SpooledResponse(file, name, MEDIA_TYPE, settings.export_seconds, allowed)


def _of_report(w: Work, ref: str, report_id: UUID) -> _Span:
    report = find_report(w, find_contract(w, ref), report_id)
    if report.revision is None:
        raise Refused("This report was refused, so it changed nothing.")
    return _between(w, ref, report.side, report.revision - 1, report.revision)


def _between(w: Work, ref: str, side: str, before: int, after: int) -> _Span:
    contract = find_contract(w, ref)
    zone = terms_in_force(w.session, contract.id, contract.revision).timeline.versions[-1].timezone
    return _Span(Side(contract.organisation_id, contract.id, side), before, after, zone)


def _page(days: Iterator[ChangedDay], limit: int) -> Page[ChangedDayShown]:
    found = list(islice(days, limit + 1))
    more = cursor_of(found[limit - 1].id) if len(found) > limit else None
    return Page(items=[ChangedDayShown.of(one) for one in found[:limit]], next=more)


def _spooled(days: Iterator[ChangedDay]) -> Spooled:
    return spooled(lambda out: write_csv(out, _HEADER, _lines(days)))


def _lines(days: Iterator[ChangedDay]) -> Iterator[tuple[str, ...]]:
    for day in days:
        key = day.queue, day.segment, day.channel, str(day.first_day), str(day.last_day)
        for cell in day.cells:
            figures = figure(cell.old) or "", figure(cell.new) or ""
            yield *key, cell.interval, cell.measure, *figures, cell.old_report, cell.new_report
