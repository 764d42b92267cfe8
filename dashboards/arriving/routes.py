"""The clerk's path: the inbox with what is due, and sending a file, to be looked at first or at once."""

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from app.access.credentials import Caller, Credentials
from app.access.routes import Stored
from app.access.unit import Work, work
from app.contracts.open import find_contract
from app.contracts.tables import Contract
from app.database import Database
from app.errors import NotFound, Refused
from app.reports.arriving.large import being_read, is_large
from app.reports.arriving.places import PlaceToRead
from app.reports.arriving.quota import refuse_beyond_quota
from app.reports.drafts.keep import keep_draft, list_drafts
from app.reports.keeping.basis import Sent
from app.reports.keeping.inbox import list_reports
from app.reports.keeping.whose_word import whose_word
from app.reports.routes import Upload, Uploaded, accept_upload, put_off_upload
from app.scorecards.due_reports import DueReport, due_reports
from dashboards.answering import shown
from dashboards.arriving.context import Reading, Reports
from dashboards.arriving.reading import (
    arriving_of,
    drafts_of,
    due_of,
    reading_of,
    received_of,
    refusal_of,
)
from dashboards.framing import contract_frame
from dashboards.parts import Crumb, Frame
from dashboards.reader import Asking, Reader
from dashboards.readings import contract_href, scorecard_href

router = APIRouter(include_in_schema=False)
INBOX = 100


@router.get("/contracts/{ref}/reports")
def reports(ref: str, reader: Asking, caller: Caller, database: Stored) -> Response:
    """The inbox of a contract, what is due, and the form that sends a file."""
    page, frame = _inbox(database, caller, ref, reader)
    return shown(reader, page, frame)


@router.post("/contracts/{ref}/reports")
def send_report(
    ref: str,
    upload: Uploaded,
    reader: Asking,
    caller: Caller,
    database: Stored,
    request: Request,
    place: PlaceToRead = None,
) -> Response:
    """Send a file; the answer says what was read, or every row that was refused beside its reason.

    A large file is read by a job; the page says how far that is.
    """
    status = 200
    reading: Reading | None = None
    try:
        if is_large(upload.content, request.app.state.settings.background_bytes):
            put_off_upload(database, caller, ref, upload)  # the page says how far its reading is
        else:
            reading = reading_of(accept_upload(database, caller, ref, upload), upload.name, ref)
    except Refused as refused:
        reading, status = refusal_of(refused, upload.name, ref), 422
    page, frame = _inbox(database, replace(caller, method="GET"), ref, reader, reading)
    return shown(reader, page, frame, status)


@router.post("/contracts/{ref}/drafts")
def look_first(
    ref: str,
    upload: Uploaded,
    caller: Caller,
    database: Stored,
    request: Request,
    place: PlaceToRead = None,
) -> Response:
    """Keep a file to be looked at before it counts; a large one is read by a job at once."""
    here = contract_href(ref, "reports")
    if is_large(upload.content, request.app.state.settings.background_bytes):
        put_off_upload(database, caller, ref, upload)
    else:
        here = contract_href(ref, "drafts", str(_keep(database, caller, ref, upload)))
    return RedirectResponse(here, 303, {"Cache-Control": "no-store"})


def _keep(database: Database, caller: Credentials, ref: str, upload: Upload) -> UUID:
    with work(database, caller, "reports:write") as w:
        contract = find_contract(w, ref)
        side = whose_word(w, contract.id, upload.side)
        sender = w.identity.organisation_id
        refuse_beyond_quota(w.session, sender, len(upload.content), upload.quota)
        draft = keep_draft(
            w, contract, Sent(upload.content, upload.name, side, sender, mapping=upload.mapping)
        )
        w.audit("report.look", ref, after={"draft": str(draft.id), "sha256": draft.sha256})
        return draft.id


def _inbox(
    database: Database, caller: Credentials, ref: str, reader: Reader, reading: Reading | None = None
) -> tuple[Reports, Frame]:
    with work(database, caller, "reports:read") as w:
        contract = find_contract(w, ref)
        page = Reports(
            reference=contract.reference,
            scorecard_href=scorecard_href(ref, "latest"),
            sources_href=contract_href(ref, "sources"),
            look_href=contract_href(ref, "drafts"),
            may_send="reports:write" in w.identity.permissions,
            sides=_sides(w, contract.id),
            received=received_of(list_reports(w, contract, None, INBOX), ref),
            arriving=arriving_of(being_read(w, contract)),
            reading=reading,
            due=due_of(_due(w, contract), ref),
            drafts=drafts_of(list_drafts(w, contract), ref),
        )
        frame = contract_frame(w, reader, ref, contract, "reports", crumbs=(Crumb(word="reports"),))
    return page, frame


def _due(w: Work, contract: Contract) -> tuple[DueReport, ...]:
    """What is due; nothing while there are no terms that say so."""
    try:
        return due_reports(w, contract)
    except NotFound:
        return ()


def _sides(w: Work, contract_id: UUID) -> tuple[str, ...]:
    """Whose figures somebody may hand in: a provider its own, a client either side's."""
    return ("provider",) if w.part_of(contract_id) == "provider" else ("client", "provider")
