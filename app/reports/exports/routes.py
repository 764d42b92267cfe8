"""The sheets of a contract as files, down to half-hours."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from app.access.credentials import Caller, Credentials
from app.access.routes import Stored
from app.access.unit import Work, work
from app.contracts.in_force import terms_in_force
from app.contracts.open import find_contract
from app.contracts.revisions import revision_at
from app.contracts.terms_routes import AsOf
from app.database import Database
from app.errors import Problem, Refused
from app.payloads import Day, Moment
from app.reports.exports.files import MEDIA_TYPES, Format, spool
from app.reports.exports.rows import By, Wanted, read_rows
from app.reports.exports.spooled import SpooledResponse
from app.reports.keeping.as_known import Side
from app.settings import Settings

router = APIRouter(prefix="/api/v1", tags=["reports"])
LONGEST_DAYS = 3_700
From = Annotated[Day, Query(alias="from", description="First day.")]
To = Annotated[Day, Query(alias="to", description="The day after the last one.")]
ByWhat = Annotated[By, Query(description="A row for each queue's day, or for each of its intervals.")]
WhoseSide = Annotated[Literal["provider", "client"], Query(description="Whose figures.")]


def _file(media_type: str) -> dict[int | str, dict[str, Any]]:
    content = {media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}}
    return {200: {"description": "The file.", "content": content}}


@router.get("/contracts/{ref}/sheets.csv", response_class=Response, responses=_file(MEDIA_TYPES["csv"]))
def sheets_csv(
    ref: str,
    caller: Caller,
    database: Stored,
    request: Request,
    start: From,
    end: To,
    by: ByWhat = "day",
    side: WhoseSide = "provider",
    as_of: AsOf = None,
) -> Response:
    """The figures as CSV, a column for each measure; the same file may be sent as a report again.

    A cell that a spreadsheet would calculate has a quote before it. Intervals begin at local time, with its
    offset.
    """
    return _export(request, database, caller, ref, "csv", (start, end), by, side, as_of)


@router.get(
    "/contracts/{ref}/sheets.parquet", response_class=Response, responses=_file(MEDIA_TYPES["parquet"])
)
def sheets_parquet(
    ref: str,
    caller: Caller,
    database: Stored,
    request: Request,
    start: From,
    end: To,
    by: ByWhat = "day",
    side: WhoseSide = "provider",
    as_of: AsOf = None,
) -> Response:
    """The figures as Parquet: exact decimals, dates, and instants of the contract's time zone."""
    return _export(request, database, caller, ref, "parquet", (start, end), by, side, as_of)


def _export(
    request: Request,
    database: Database,
    caller: Credentials,
    ref: str,
    form: Format,
    span: tuple[Day, Day],
    by: By,
    side: str,
    as_of: Moment | None,
) -> Response:
    """Recorded first, in a unit that writes; then read in one that does not, so that nobody waits for it."""
    settings: Settings = request.app.state.settings
    start, end = span
    with work(database, caller, "reports:read", writing=True) as w:
        _wanted(w, ref, span, by, side, as_of)
        facts = {"from": start.isoformat(), "to": end.isoformat(), "by": by, "side": side, "format": form}
        w.audit("sheets.export", ref, after=facts)
    with work(database, caller, "reports:read") as w:
        wanted = _wanted(w, ref, span, by, side, as_of)
        spooled = spool(read_rows(w.session, wanted), form, wanted.time_zone)
    name = f"{wanted.contract}_{side}_{start}_{end}_{by}.{form}"

    def allowed() -> None:
        with work(database, caller, "reports:read") as again:
            find_contract(again, ref)

    return SpooledResponse(spooled, name, MEDIA_TYPES[form], settings.export_seconds, allowed)


def _wanted(w: Work, ref: str, span: tuple[Day, Day], by: By, side: str, as_of: Moment | None) -> Wanted:
    start, end = span
    if not 0 < (end - start).days <= LONGEST_DAYS:
        message = f"1 to {LONGEST_DAYS:,} days after from"
        raise Refused(f"The span must have 1 to {LONGEST_DAYS:,} days.", [Problem("to", "span", message)])
    if as_of is not None and as_of > w.now:
        raise Refused(
            "as_of lies in the future; nothing is known of it yet.",
            [Problem("as_of", "future", "lies in the future; leave it out for what is known now")],
        )
    contract = find_contract(w, ref)
    revision = revision_at(w.session, contract.id, as_of)
    newest = terms_in_force(w.session, contract.id, revision).timeline.versions[-1]
    of = Side(contract.organisation_id, contract.id, side)
    return Wanted(of, contract.reference, start, end, revision, by, newest.timezone)
