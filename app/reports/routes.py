"""Reports over HTTP: sending one, the inbox, the original bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.datastructures import UploadFile

from app.access.credentials import Caller, Credentials
from app.access.routes import Stored
from app.access.unit import Work, work
from app.contracts.open import find_contract
from app.database import Database
from app.errors import Malformed, NotAllowed, Problem, Refused, TooLarge
from app.payloads import Cursor, Limit, Page, cursor_of, read_cursor
from app.reports.inbox import find_report, list_reports, original_bytes
from app.reports.payloads import ReceivedShown, ReportShown
from app.reports.receive import Received, Sent, keep_refused, receive
from app.settings import Settings

router = APIRouter(prefix="/api/v1", tags=["reports"])
SideGiven = Literal["provider", "client"]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was uploaded, with what was said about it."""

    content: bytes
    name: str
    side: str | None = None
    mapping: dict[str, Any] | None = None


async def read_upload(
    request: Request,
    side: Annotated[
        SideGiven | None, Query(description="Whose figures these are; yours when omitted.")
    ] = None,
    name: Annotated[str, Query(max_length=200, description="The file's name, for people.")] = "",
) -> Upload:
    """The uploaded file: the field `file` of a form (with `side` and `mapping`), or the raw body."""
    settings: Settings = request.app.state.settings
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _from_form(request, settings.body_limit, side, name)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > settings.body_limit:
            raise _too_large(settings.body_limit)
    return Upload(bytes(body), name or "report", side)


async def _from_form(request: Request, limit: int, side: str | None, name: str) -> Upload:
    async with request.form(max_files=1, max_fields=8, max_part_size=limit) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            missing = Problem("file", "missing", "is missing")
            raise Refused("Send the report in the form's field “file”.", [missing])
        content = await file.read()
        if len(content) > limit:
            raise _too_large(limit)
        given = form.get("side") or side
        mapping = form.get("mapping")
        shown = name or str(form.get("name") or file.filename or "report")
    if given not in (None, "provider", "client"):
        raise Refused("“side” is provider or client.", [Problem("side", "unknown", "is provider or client")])
    return Upload(content, shown, str(given) if given else None, _mapping(mapping))


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"A report has at most {limit:,} bytes; split it by months or send it compressed.")


def _mapping(text: object) -> dict[str, Any] | None:
    if not text:
        return None
    try:
        mapping = json.loads(str(text), parse_float=str)
    except (ValueError, RecursionError) as fault:
        raise Malformed("The mapping is not readable JSON.") from fault
    if not isinstance(mapping, dict):
        raise Refused("The mapping is a JSON object.", [Problem("mapping", "mapping", "is not an object")])
    return mapping


Uploaded = Annotated[Upload, Depends(read_upload)]


@router.post("/contracts/{ref}/reports", status_code=201)
def send_report(
    ref: str, upload: Uploaded, caller: Caller, database: Stored, response: Response
) -> ReceivedShown:
    """Send a report. 201 with what was read, 200 when the same reading came before, 422 with every bad row."""
    received = accept_upload(database, caller, ref, upload)
    response.status_code = 201 if received.status == "accepted" else 200
    return ReceivedShown.of(received)


def accept_upload(database: Database, caller: Credentials, ref: str, upload: Upload) -> Received:
    """Receives an uploaded file in one unit of work; a refused one is kept with its problems in another."""
    try:
        with work(database, caller, "reports:write") as w:
            contract = find_contract(w, ref)
            sent = _sent(w, contract.id, upload)
            received = receive(w.session, contract.id, sent, w.now)
            w.audit(
                "report.receive", ref, after={"report": str(received.report_id), "status": received.status}
            )
            return received
    except Refused as refusal:
        _keep(database, caller, ref, upload, refusal)
        raise


def _keep(database: Database, caller: Credentials, ref: str, upload: Upload, refusal: Refused) -> None:
    with work(database, caller, "reports:write") as w:
        contract = find_contract(w, ref)
        report_id = keep_refused(w.session, contract.id, _sent(w, contract.id, upload), refusal, w.now)
        w.audit("report.refuse", ref, after={"report": str(report_id), "reason": refusal.message[:300]})


def _sent(w: Work, contract_id: UUID, upload: Upload) -> Sent:
    """The file with its side: a provider speaks for itself, a client may hand in either side's figures."""
    part = w.part_of(contract_id)
    if part == "provider" and upload.side == "client":
        raise NotAllowed("The client's own measurement is sent by the client.")
    side: SideGiven = "client" if (upload.side or part) == "client" else "provider"
    return Sent(
        content=upload.content,
        name=upload.name,
        side=side,
        sender_id=w.identity.organisation_id,
        person_id=w.identity.person_id,
        mapping=upload.mapping,
    )


@router.get("/contracts/{ref}/reports")
def reports(
    ref: str, caller: Caller, database: Stored, limit: Limit = 50, cursor: Cursor = None
) -> Page[ReportShown]:
    """The inbox of a contract, newest first; refused files stand in it with what was wrong."""
    with work(database, caller, "reports:read") as w:
        contract = find_contract(w, ref)
        found = list_reports(w, contract, read_cursor(cursor), limit + 1)
        more = cursor_of(found[limit - 1].id) if len(found) > limit else None
        return Page(items=[ReportShown.of(one) for one in found[:limit]], next=more)


@router.get("/contracts/{ref}/reports/{report_id}")
def report(ref: str, report_id: UUID, caller: Caller, database: Stored) -> ReportShown:
    """One report: how it was read, or why it was refused."""
    with work(database, caller, "reports:read") as w:
        return ReportShown.of(find_report(w, find_contract(w, ref), report_id))


@router.get("/contracts/{ref}/reports/{report_id}/file", response_class=Response)
def report_file(ref: str, report_id: UUID, caller: Caller, database: Stored) -> Response:
    """The bytes exactly as they came."""
    with work(database, caller, "reports:read", writing=True) as w:
        found = find_report(w, find_contract(w, ref), report_id)
        content = original_bytes(found)
        w.audit("report.download", ref, after={"report": str(report_id)})
        name = found.name
    headers = {
        "Content-Disposition": f"attachment; filename=\"report\"; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type="application/octet-stream", headers=headers)
