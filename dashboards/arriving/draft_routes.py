"""A file before it counts: look at it, correct how it is read, accept it whole or in part, or drop it."""

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from app.access.credentials import Caller, Credentials
from app.access.routes import Stored
from app.access.unit import work
from app.contracts.open import find_contract
from app.csv_text import MEDIA_TYPE
from app.database import Database
from app.errors import NotFound, Refused
from app.reports.arriving.places import PlaceToRead
from app.reports.drafts.accept import Choice, accept_draft
from app.reports.drafts.keep import correct_draft, find_draft, sent_of_draft
from app.reports.keeping.basis import basis_of, in_force_or_refuse
from app.reports.reading.preview import preview
from app.reports.reading.read import examine
from app.reports.refusal import ReportRefused
from dashboards.answering import shown
from dashboards.arriving.context import Draft
from dashboards.arriving.draft import Looked, draft_of, mapping_typed
from dashboards.framing import contract_frame
from dashboards.parts import Crumb, Frame, Trouble
from dashboards.people.asked import no_such_act
from dashboards.reader import Asking, Reader
from dashboards.readings import contract_href
from dashboards.typing_in import FromForm, Typed, attempted

router = APIRouter(include_in_schema=False)


@router.get("/contracts/{ref}/drafts/{draft_id}")
def draft(
    ref: str,
    draft_id: UUID,
    reader: Asking,
    caller: Caller,
    database: Stored,
    place: PlaceToRead = None,
) -> Response:
    """How the file would be read, five rows and what they become, and which rows would be refused."""
    page, frame = _page(database, caller, reader, ref, draft_id)
    return shown(reader, page, frame)


@router.get("/contracts/{ref}/drafts/{draft_id}/refused.csv")
def draft_refused(
    ref: str, draft_id: UUID, caller: Caller, database: Stored, place: PlaceToRead = None
) -> Response:
    """Every row that would be refused, as a CSV to correct and send back."""
    with work(database, caller, "reports:write", writing=False) as w:
        contract = find_contract(w, ref)
        sent = sent_of_draft(w, find_draft(w, contract, draft_id))
        basis = basis_of(w.session, contract, in_force_or_refuse(w.session, contract), sent, w.now)
    try:
        faults = examine(sent.content, basis.mapping, basis.context).faults
        if not faults.found:
            raise NotFound("No row of this file is refused.")
        content = faults.listed()
    except ReportRefused as refused:
        content = refused.listed()
    headers = {
        "Content-Disposition": f'attachment; filename="refused-{draft_id}.csv"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


@router.post("/contracts/{ref}/drafts/{draft_id}")
def act_on_draft(
    ref: str,
    draft_id: UUID,
    typed: FromForm,
    reader: Asking,
    caller: Caller,
    database: Stored,
    request: Request,
    place: PlaceToRead = None,
) -> Response:
    """Correct how it is read, accept it, or throw it away; refused, the page keeps what was typed."""
    going = [contract_href(ref, "drafts", str(draft_id))]

    def act() -> None:
        match typed.get("act"):
            case "columns" | "document":
                _correct(database, caller, ref, draft_id, typed)
            case "accept":
                most = request.app.state.settings.background_bytes
                going.append(_accept(database, caller, ref, draft_id, typed, most))
            case "drop":
                _drop(database, caller, ref, draft_id)
                going.append(contract_href(ref, "reports"))
            case other:
                raise no_such_act(other)

    trouble, status = attempted(act)
    if trouble is None:
        return RedirectResponse(going[-1], 303, {"Cache-Control": "no-store"})
    page, frame = _page(database, replace(caller, method="GET"), reader, ref, draft_id, typed, trouble)
    return shown(reader, page, frame, status)


def _correct(database: Database, caller: Credentials, ref: str, draft_id: UUID, typed: Typed) -> None:
    looked = _looked(database, caller, ref, draft_id)
    mapping = mapping_typed(typed, looked.mapping)
    with work(database, caller, "reports:write") as w:
        contract = find_contract(w, ref)
        found = find_draft(w, contract, draft_id)
        in_force = in_force_or_refuse(w.session, contract)
        correct_draft(w, found, mapping, in_force, _version(typed))


def _version(typed: Typed) -> int:
    text = typed.get("version")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _accept(
    database: Database, caller: Credentials, ref: str, draft_id: UUID, typed: Typed, most: int
) -> str:
    choice = Choice(ref, draft_id, _version(typed), good_rows=typed.get("refused") == "leave_out")
    done = accept_draft(database, caller, choice, most)
    if done.report_id is None:
        return contract_href(ref, "reports")
    just = "unchanged" if done.unchanged else "accepted"
    return contract_href(ref, "reports", str(done.report_id)) + f"?just={just}"


def _drop(database: Database, caller: Credentials, ref: str, draft_id: UUID) -> None:
    with work(database, caller, "reports:write") as w:
        found = find_draft(w, find_contract(w, ref), draft_id)
        w.session.delete(found)
        w.audit("report.drop", ref, after={"draft": str(draft_id), "sha256": found.sha256})


def _looked(database: Database, caller: Credentials, ref: str, draft_id: UUID) -> Looked:
    """The draft with its preview, which is made while no transaction is open."""
    with work(database, caller, "reports:write", writing=False) as w:
        contract = find_contract(w, ref)
        found = find_draft(w, contract, draft_id)
        sent = sent_of_draft(w, found)
        basis = basis_of(w.session, contract, in_force_or_refuse(w.session, contract), sent, w.now)
    try:
        return Looked(found, sent.content, preview(sent.content, basis.mapping, basis.context))
    except Refused as refused:
        return Looked(found, sent.content, None, refused)


def _page(
    database: Database,
    caller: Credentials,
    reader: Reader,
    ref: str,
    draft_id: UUID,
    typed: Typed | None = None,
    trouble: Trouble | None = None,
) -> tuple[Draft, Frame]:
    looked = _looked(database, caller, ref, draft_id)
    with work(database, caller, "reports:read") as w:
        contract = find_contract(w, ref)
        crumbs = (Crumb(word="reports", href=contract_href(ref, "reports")), Crumb(looked.draft.name))
        frame = contract_frame(w, reader, ref, contract, "reports", crumbs=crumbs)
        return draft_of(looked, contract.reference, ref, typed, trouble), frame
