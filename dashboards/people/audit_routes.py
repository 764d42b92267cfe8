"""The audit log of one's organisation: filtered, exported, verified."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict

from app.access.audit_log import routes as api
from app.access.audit_log.payloads import AuditEntryShown
from app.access.audit_log.read import Wanted
from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import work
from app.payloads import Cursor
from dashboards.answering import shown
from dashboards.found_wrong import FoundWrong
from dashboards.parts import Crumb, Trouble
from dashboards.people.context import AuditPage, Checked, EntryLine, Fact
from dashboards.reader import Asking

router = APIRouter(include_in_schema=False)
LISTED = 100


class Filter(BaseModel):
    """Which entries: by act, by what it was done to, by days in UTC; empty text leaves a field open."""

    model_config = ConfigDict(extra="ignore")

    action: Annotated[str, Query(max_length=80)] = ""
    subject: Annotated[str, Query(max_length=200)] = ""
    first: Annotated[str, Query(max_length=10)] = ""
    last: Annotated[str, Query(max_length=10)] = ""
    verify: Literal["yes", ""] = ""


@router.get("/audit")
def audit(
    asked: Annotated[Filter, Query()], reader: Asking, caller: Caller, database: Stored, cursor: Cursor = None
) -> Response:
    """What was done in one's organisation, the newest first; with `verify` its chain is computed again."""
    with work(database, caller, "audit:read") as w:
        who = w.identity
    try:
        wanted, trouble = _wanted(asked), None
    except ValueError:
        wanted, trouble = Wanted(), Trouble("A day cannot be read: write it like 2026-04-30.")
    found = api.audit_entries(wanted, caller, database, limit=LISTED, cursor=cursor)
    kept = {name: text for name, text in asked.model_dump().items() if text and name != "verify"}
    more = f"/audit?{urlencode(kept | {'cursor': found.next})}" if found.next else ""
    page = AuditPage(
        entries=tuple(_line(one) for one in found.items),
        action=asked.action,
        subject=asked.subject,
        first=asked.first,
        last=asked.last,
        export_href=_export(wanted),
        more_href=more,
        verify_href=f"/audit?{urlencode(kept | {'verify': 'yes'})}",
        checked=_checked(caller, database) if asked.verify else None,
        trouble=trouble,
    )
    return shown(reader, page, reader.frame(who, (Crumb(word="audit"),)))


def _wanted(asked: Filter) -> Wanted:
    return Wanted(
        start=_midnight(asked.first, 0),
        end=_midnight(asked.last, 1),
        action=asked.action or None,
        subject=asked.subject or None,
    )


def _midnight(text: str, later: int) -> datetime | None:
    if not text:
        return None
    return datetime.combine(date.fromisoformat(text) + timedelta(later), time.min, UTC)


def _export(wanted: Wanted) -> str:
    said = {
        "from": wanted.start and wanted.start.isoformat().replace("+00:00", "Z"),
        "to": wanted.end and wanted.end.isoformat().replace("+00:00", "Z"),
        "action": wanted.action,
        "subject": wanted.subject,
    }
    query = urlencode({name: text for name, text in said.items() if text})
    return "/api/v1/audit.csv" + (f"?{query}" if query else "")


def _checked(caller: Caller, database: Stored) -> Checked:
    found = api.verify_audit(caller, database)
    findings = tuple(FoundWrong(one.where, one.message) for one in found.findings)
    return Checked(found.holds, found.links, found.sha256, found.waiting, findings)


def _line(one: AuditEntryShown) -> EntryLine:
    return EntryLine(
        number=one.number,
        at=one.at,
        action=one.action,
        subject=one.subject,
        person=one.person or "",
        machine=one.token_id is not None,
        address=one.address,
        facts=tuple(Fact(fact.name, fact.before or "", fact.after or "") for fact in one.facts),
    )
