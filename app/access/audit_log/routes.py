"""The audit log over HTTP: read page by page, exported whole, verified."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from app.access.audit_log import seal  # noqa: F401 - registers its plan
from app.access.audit_log.check import Anchor, check
from app.access.audit_log.payloads import CSV_HEADER, AuditChecked, AuditEntryShown
from app.access.audit_log.read import Wanted, exported, newest, refuse_bound
from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import work
from app.csv_text import MEDIA_TYPE, csv_bytes
from app.errors import Refused
from app.payloads import Cursor, Limit, Line, Moment, Page, cursor_of, read_cursor

router = APIRouter(prefix="/api/v1", tags=["audit"])
FILE = {
    "description": "A CSV file.",
    "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}},
}
From = Annotated[Moment | None, Query(alias="from", description="From this instant on.")]
To = Annotated[Moment | None, Query(alias="to", description="Until before this instant.")]
Action = Annotated[
    str | None,
    Query(
        pattern=r"^[a-z_]{1,40}(\.[a-z_]{1,40})?$",
        description="An act, or a thing: all acts on it.",
        examples=["report"],
    ),
]
RequestId = Annotated[str | None, Query(pattern=r"^[0-9A-Za-z-]{1,64}$", description="All of one request.")]


def _wanted(
    start: From = None,
    end: To = None,
    action: Action = None,
    subject: Annotated[Line | None, Query(description="What it was done to, exactly.")] = None,
    person: Annotated[UUID | None, Query(description="Who did it.")] = None,
    request_id: RequestId = None,
) -> Wanted:
    if start is not None and end is not None and start > end:
        raise Refused("`from` lies after `to`; exchange them.")
    return Wanted(start, end, action, subject, person, request_id)


Filtered = Annotated[Wanted, Depends(_wanted)]


@router.get("/audit")
def audit_entries(
    wanted: Filtered, caller: Caller, database: Stored, limit: Limit = 50, cursor: Cursor = None
) -> Page[AuditEntryShown]:
    """What was done in your organisation and what was refused, the newest first."""
    before = read_cursor(cursor)
    with work(database, caller, "audit:read") as w:
        found = newest(w, wanted, before, limit + 1)
    more = cursor_of(found[limit - 1].entry.id) if len(found) > limit else None
    return Page(items=[AuditEntryShown.of(one) for one in found[:limit]], next=more)


@router.get("/audit.csv", response_class=Response, responses={200: FILE})
def audit_file(wanted: Filtered, caller: Caller, database: Stored) -> Response:
    """The same as CSV, the oldest first; that it was exported is an entry, too."""
    with work(database, caller, "audit:read", writing=True) as w:
        found = exported(w, wanted)
        w.audit("audit.export", f"{len(found)} entries")
    content = csv_bytes(CSV_HEADER, (AuditEntryShown.of(one).cells() for one in found))
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


@router.get("/audit/verify")
def verify_audit(
    caller: Caller,
    database: Stored,
    links: Annotated[int | None, Query(ge=1, le=10**12, description="`links` of an earlier check.")] = None,
    sha256: Annotated[str | None, Query(pattern="^[0-9a-f]{64}$", description="`sha256` of it.")] = None,
) -> AuditChecked:
    """Compute your organisation's chain again: whether anything was changed, removed or put in."""
    if (links is None) != (sha256 is None):
        raise Refused("Give both `links` and `sha256` of an earlier check, or neither.")
    anchor = Anchor(links, sha256) if links is not None and sha256 is not None else None
    with work(database, caller, "audit:read") as w:
        refuse_bound(w)
        found = check(w.session, w.identity.organisation_id, datetime.now(UTC), anchor)
    return AuditChecked.of(found)
