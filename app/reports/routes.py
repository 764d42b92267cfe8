"""Reports over HTTP: sending one, the inbox, the original bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.access.credentials import Caller, Credentials
from app.access.idempotent import Answer, IdempotencyKey, digest_of, once
from app.access.routes import Stored
from app.access.unit import Work, work
from app.contracts.open import find_contract
from app.csv_text import MEDIA_TYPE as CSV
from app.database import Database
from app.errors import Refused
from app.payloads import Cursor, Limit, Page, cursor_of, read_cursor
from app.problems import MEDIA_TYPE
from app.reports.arriving import read_upload  # noqa: F401 - registers its job
from app.reports.arriving.answers import later, received_answer, refused_answer
from app.reports.arriving.large import find_arriving, is_large, put_in_line
from app.reports.arriving.places import PlaceToRead
from app.reports.arriving.quota import refuse_beyond_quota
from app.reports.arriving.upload import UPLOAD_BODY, Upload, Uploaded
from app.reports.keeping.basis import Ahead, Sent, plan_reading, same_bytes
from app.reports.keeping.inbox import find_report, list_reports, original_bytes, refused_file
from app.reports.keeping.receive import Received, keep_refused, receive
from app.reports.keeping.whose_word import whose_word
from app.reports.mapping_routes import router as mapping_router
from app.reports.payloads import ReceivedShown, ReportShown, UploadShown
from app.reports.presets.routes import router as presets_router
from app.reports.refusal import ReportRefused

__all__ = ["Upload", "Uploaded", "accept_upload", "router"]
router = APIRouter(prefix="/api/v1", tags=["reports"])
BYTES: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
FILE: dict[str, Any] = {"description": "The bytes.", "content": {"application/octet-stream": BYTES}}
TEXT: dict[str, Any] = {"type": "string"}
LIST: dict[str, Any] = {"description": "The list.", "content": {"text/csv": {"schema": TEXT}}}


class RefusedAndKept(ReportRefused):
    """A report that was refused; its bytes and its problems lie in the inbox under ``report_id``."""

    def __init__(self, refusal: Refused, report_id: UUID) -> None:
        count, rows = (refusal.count, refusal.rows) if isinstance(refusal, ReportRefused) else (0, 0)
        super().__init__(refusal.message, refusal.problems, count, rows)
        self.refusal = refusal
        self.report_id = report_id


class _NotTaken(Exception):
    """Carries a refusal of the report itself past everything else that may be refused on the way."""

    def __init__(self, refusal: Refused) -> None:
        self.refusal = refusal


@router.post(
    "/contracts/{ref}/reports",
    status_code=201,
    response_model=ReceivedShown,
    responses={200: {"model": ReceivedShown}, 202: {"model": UploadShown}},
    openapi_extra=UPLOAD_BODY,
)
def send_report(
    ref: str,
    upload: Uploaded,
    caller: Caller,
    database: Stored,
    request: Request,
    key: IdempotencyKey = None,
    place: PlaceToRead = None,
) -> Response:
    """Send a report, as a form with the field `file` or as the raw body.

    201 with what was read, 200 when the same reading came before, 422 with the first hundred bad rows, how
    many there are, and where the refused file lies in the inbox. A refused file changes no figures. A large
    file is read by a job: 202, and `Location` says where to ask what became of it; the event that tells
    it to a webhook (`report.received` or `report.refused`) names the upload too.
    """
    digest = digest_of(
        "POST",
        ref,
        upload.sha256,
        upload.name,
        upload.side or "",
        json.dumps([upload.mapping, upload.confirmed, upload.good_rows]),
    )
    path, settings = str(request.url.path), request.app.state.settings
    try:
        if is_large(upload.content, settings.background_bytes):
            with work(database, caller, "reports:write") as w:
                answer = once(w, key, digest, lambda: _put_off(w, ref, upload))
            return later(answer, f"{path.removesuffix('/reports')}/uploads")
        with _keeping(database, caller, ref, upload):
            ahead = _read_ahead(database, caller, ref, upload)
            with work(database, caller, "reports:write") as w:
                answer = once(w, key, digest, lambda: Answer(*received_answer(_taken(w, ref, upload, ahead))))
    except RefusedAndKept as refused:
        return _refusal(refused, path)
    return answer.response()


def _put_off(w: Work, ref: str, upload: Upload) -> Answer:
    """202 with where to ask; a file that is known already needs no reading and is answered at once."""
    contract = find_contract(w, ref)
    sent = _sent(w, contract.id, upload)
    if sent.mapping is None and same_bytes(w.session, contract, sent) is not None:
        return Answer(*received_answer(_taken(w, ref, upload, None)))
    refuse_beyond_quota(w.session, sent.sender_id, len(upload.content), upload.quota)
    arriving = put_in_line(w.session, contract, sent, w.now)
    w.audit("report.upload", ref, after={"upload": str(arriving.id), "sha256": arriving.sha256})
    return Answer(202, UploadShown.of(arriving).model_dump_json().encode())


def _refusal(refused: RefusedAndKept, inbox: str) -> Response:
    document = refused_answer(refused.refusal, inbox, refused.report_id)
    headers = {"Cache-Control": "no-store"}
    return Response(json.dumps(document), document["status"], headers, media_type=MEDIA_TYPE)


def accept_upload(database: Database, caller: Credentials, ref: str, upload: Upload) -> Received:
    """Receives an uploaded file in one unit of work; a refused one is kept with its problems in another.

    Raises RefusedAndKept for a file that cannot be taken.
    """
    with _keeping(database, caller, ref, upload):
        ahead = _read_ahead(database, caller, ref, upload)
        with work(database, caller, "reports:write") as w:
            return _taken(w, ref, upload, ahead)


def put_off_upload(database: Database, caller: Credentials, ref: str, upload: Upload) -> None:
    """Keeps an uploaded file for a job to read; one that is known already needs no reading."""
    with _keeping(database, caller, ref, upload), work(database, caller, "reports:write") as w:
        _put_off(w, ref, upload)


def _read_ahead(database: Database, caller: Credentials, ref: str, upload: Upload) -> Ahead | None:
    """The reading, made while no transaction is open; None when the bytes are known already."""
    try:
        with work(database, caller, "reports:write", writing=False) as w:
            contract = find_contract(w, ref)
            sent = _sent(w, contract.id, upload)
            basis = plan_reading(w.session, contract, sent, w.now)
            if basis is not None:
                refuse_beyond_quota(w.session, sent.sender_id, len(upload.content), upload.quota)
        return None if basis is None else Ahead(basis, basis.read(sent))
    except Refused as refusal:
        raise _NotTaken(refusal) from refusal


def _taken(w: Work, ref: str, upload: Upload, ahead: Ahead | None) -> Received:
    contract = find_contract(w, ref)
    sent = _sent(w, contract.id, upload)
    try:
        received = receive(w.session, contract.id, sent, w.now, ahead)
    except Refused as refusal:
        raise _NotTaken(refusal) from refusal
    w.audit("report.receive", ref, after={"report": str(received.report_id), "status": received.status})
    return received


@contextmanager
def _keeping(database: Database, caller: Credentials, ref: str, upload: Upload) -> Iterator[None]:
    """Keep what was refused, after the unit of work that would have taken it was undone."""
    try:
        yield
    except _NotTaken as not_taken:
        refusal = not_taken.refusal
        with work(database, caller, "reports:write") as w:
            contract = find_contract(w, ref)
            report_id = keep_refused(w.session, contract.id, _sent(w, contract.id, upload), refusal, w.now)
            w.audit("report.refuse", ref, after={"report": str(report_id), "problems": len(refusal.problems)})
        raise RefusedAndKept(refusal, report_id) from refusal


def _sent(w: Work, contract_id: UUID, upload: Upload) -> Sent:
    """The file with its side and its sender."""
    return Sent(
        content=upload.content,
        name=upload.name,
        side=whose_word(w, contract_id, upload.side),
        sender_id=w.identity.organisation_id,
        person_id=w.identity.person_id,
        mapping=upload.mapping,
        confirmed=upload.confirmed,
        good_rows=upload.good_rows,
        digest=upload.sha256,
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


@router.get("/contracts/{ref}/uploads/{upload_id}")
def upload(ref: str, upload_id: UUID, caller: Caller, database: Stored) -> UploadShown:
    """How far the reading of a large file is, and what became of it: ask again while it is being read."""
    with work(database, caller, "reports:read") as w:
        return UploadShown.of(find_arriving(w, find_contract(w, ref), upload_id))


@router.get("/contracts/{ref}/reports/{report_id}/file", response_class=Response, responses={200: FILE})
def report_file(ref: str, report_id: UUID, caller: Caller, database: Stored) -> Response:
    """The bytes exactly as they came."""
    with work(database, caller, "reports:read", writing=True) as w:
        found = find_report(w, find_contract(w, ref), report_id)
        content = original_bytes(found)
        w.audit("report.download", ref, after={"report": str(report_id)})
        name, etag = found.name, f'"{found.sha256}"'
    headers = {
        "ETag": etag,
        "Content-Disposition": f"attachment; filename=\"report\"; filename*=UTF-8''{quote(name, safe='')}",
    }
    return Response(content, media_type="application/octet-stream", headers=headers)


@router.get(
    "/contracts/{ref}/reports/{report_id}/refused.csv", response_class=Response, responses={200: LIST}
)
def report_refused(ref: str, report_id: UUID, caller: Caller, database: Stored) -> Response:
    """Every row that was not taken, as a CSV to correct and send back: as it came, then its number, the
    column, the value and the reason.
    """
    with work(database, caller, "reports:read", writing=True) as w:
        content = refused_file(w, find_report(w, find_contract(w, ref), report_id))
        w.audit("report.download_refused", ref, after={"report": str(report_id)})
    headers = {"Content-Disposition": f'attachment; filename="refused-{report_id}.csv"'}
    return Response(content, media_type=CSV, headers=headers)


router.include_router(presets_router)
router.include_router(mapping_router)
