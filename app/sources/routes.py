"""Sources over HTTP: set up, change, try, pull, and the account of every attempt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response
from sqlmodel import col, select

from app.access.credentials import Caller
from app.access.idempotent import Answer, IdempotencyKey, digest_of, once
from app.access.locked import LOST_KEY, CannotUnlock, box_of
from app.access.routes import Stored
from app.access.unit import Work, work
from app.contracts.open import find_contract
from app.errors import Refused
from app.payloads import Cursor, Limit, Page, cursor_of, read_cursor
from app.reports.arriving.places import PlaceToAsk
from app.settings import Settings
from app.sources.fetching.look import look
from app.sources.fetching.prepare import Prepared, contract_in_force, kind_of, prepare, zone_of
from app.sources.fetching.windows import Window, window_of
from app.sources.outside.destinations import Allowed, allow
from app.sources.outside.transport import Door, Limits
from app.sources.pulling.plan import pull_now
from app.sources.pulling.pull import door_of
from app.sources.secrets.hidden import shown_url
from app.sources.setting_up.change import add_source, change_source, etag_of, find_source, remove_source
from app.sources.setting_up.payloads import (
    AttemptShown,
    PullAsked,
    SeenShown,
    SourceBody,
    SourceChange,
    SourceShown,
    WindowBody,
    WindowShown,
)
from app.sources.tables import Source, SourceAttempt

router = APIRouter(prefix="/api/v1/contracts/{ref}/sources", tags=["sources"])
TRY_LIMITS = Limits(total=20.0, connect=5.0, read=10.0, pages=20.0)  # somebody waits for it
# Fields for which null says something: take it away.
NULLABLE = {"since", "every_minutes", "mapping", "body", "credentials", "certificate", "paging"}
IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=100)]


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _allowed(request: Request) -> Allowed:
    return allow(_settings(request).allowed_fetch_hosts)


@router.post("", status_code=201, response_model=SourceShown)
def create_source(
    ref: str, body: SourceBody, request: Request, caller: Caller, database: Stored, key: IdempotencyKey = None
) -> Response:
    """Set up a source. Secrets are stored encrypted and never shown again."""
    digest = digest_of("POST", f"/contracts/{ref}/sources", body.model_dump_json())

    def act() -> Answer:
        contract = find_contract(w, ref)
        source = add_source(w, contract, body.model_dump(), _allowed(request), box_of(_settings(request)))
        w.audit("source.add", ref, after=_facts(source))
        return Answer(201, SourceShown.of(source).model_dump_json().encode())

    with work(database, caller, "sources:write") as w:
        answer = once(w, key, digest, act)
    return answer.response()


@router.get("")
def list_sources(
    ref: str, caller: Caller, database: Stored, limit: Limit = 50, cursor: Cursor = None
) -> Page[SourceShown]:
    """The sources that your organisation set up for this contract, oldest first."""
    after = read_cursor(cursor)
    with work(database, caller, "sources:read") as w:
        contract = find_contract(w, ref)
        chosen = select(Source).where(
            col(Source.contract_id) == contract.id,
            col(Source.organisation_id) == w.identity.organisation_id,
            col(Source.deleted_at).is_(None),
        )
        if after is not None:
            chosen = chosen.where(col(Source.id) > after)
        found = w.session.exec(chosen.order_by(col(Source.id)).limit(limit + 1)).all()
    more = cursor_of(found[limit - 1].id) if len(found) > limit else None
    return Page(items=[SourceShown.of(one) for one in found[:limit]], next=more)


@router.get("/{source_id}")
def one_source(
    ref: str, source_id: UUID, caller: Caller, database: Stored, response: Response
) -> SourceShown:
    """One source; its ETag is what `If-Match` of a change wants."""
    with work(database, caller, "sources:read") as w:
        source = find_source(w, find_contract(w, ref).id, source_id)
    response.headers["ETag"] = etag_of(source)
    return SourceShown.of(source)


@router.patch("/{source_id}")
def patch_source(
    ref: str,
    source_id: UUID,
    body: SourceChange,
    request: Request,
    caller: Caller,
    database: Stored,
    response: Response,
    if_match: IfMatch = None,
) -> SourceShown:
    """Change a source; one that was stopped starts again."""
    given = body.model_dump(exclude_unset=True)
    changes = {name: value for name, value in given.items() if value is not None or name in NULLABLE}
    with work(database, caller, "sources:write") as w:
        source = find_source(w, find_contract(w, ref).id, source_id)
        w.part_of(source.contract_id)
        before = _facts(source)
        box = box_of(_settings(request))
        source = change_source(w, source, changes, _allowed(request), box, if_match)
        w.audit("source.change", ref, before=before, after=_facts(source))
    response.headers["ETag"] = etag_of(source)
    return SourceShown.of(source)


@router.delete("/{source_id}", status_code=204)
def delete_source(ref: str, source_id: UUID, caller: Caller, database: Stored) -> None:
    """Take a source away: it is not pulled any more, and its secrets are destroyed."""
    with work(database, caller, "sources:write") as w:
        source = find_source(w, find_contract(w, ref).id, source_id)
        w.part_of(source.contract_id)
        remove_source(w, source)
        w.audit("source.remove", ref, before=_facts(source))


@router.post("/{source_id}/try")
def try_source(
    ref: str,
    source_id: UUID,
    body: WindowBody,
    request: Request,
    caller: Caller,
    database: Stored,
    place: PlaceToAsk = None,
) -> SeenShown:
    """Fetch and read one window now, show what a pull would take, store nothing."""
    settings = _settings(request)
    with work(database, caller, "sources:write") as w:
        source = find_source(w, find_contract(w, ref).id, source_id)
        w.part_of(source.contract_id)
        prepared = _prepared(w, source, body.day, settings)
        w.audit("source.try", ref, after={"source": str(source.id), "start": str(prepared.window.start)})
    door: Door = getattr(request.app.state, "door", None) or door_of(settings)
    return SeenShown.of(look(prepared, replace(door, limits=TRY_LIMITS)))


@router.post("/{source_id}/pull", status_code=202)
def pull_source(ref: str, source_id: UUID, body: WindowBody, caller: Caller, database: Stored) -> PullAsked:
    """Ask for one window now, of a source that was stopped as well; the attempt is listed when it begins."""
    with work(database, caller, "sources:write") as w:
        source = find_source(w, find_contract(w, ref).id, source_id)
        w.part_of(source.contract_id)
        window = _window(w, source, body.day)
        pull_now(w.session, source, window, w.now)
        w.audit("source.pull", ref, after={"source": str(source.id), "start": str(window.start)})
    return PullAsked(window=WindowShown.of(window))


@router.get("/{source_id}/attempts")
def attempts(
    ref: str, source_id: UUID, caller: Caller, database: Stored, limit: Limit = 50, cursor: Cursor = None
) -> Page[AttemptShown]:
    """Every attempt of a source, newest first."""
    before = read_cursor(cursor)
    with work(database, caller, "sources:read") as w:
        source = find_source(w, find_contract(w, ref).id, source_id)
        chosen = select(SourceAttempt).where(
            col(SourceAttempt.organisation_id) == source.organisation_id,
            col(SourceAttempt.source_id) == source.id,
        )
        if before is not None:
            chosen = chosen.where(col(SourceAttempt.id) < before)
        found = w.session.exec(chosen.order_by(col(SourceAttempt.id).desc()).limit(limit + 1)).all()
    more = cursor_of(found[limit - 1].id) if len(found) > limit else None
    return Page(items=[AttemptShown.of(one) for one in found[:limit]], next=more)


def _window(w: Work, source: Source, day: date | None) -> Window:
    """The window that holds the day, else the newest closed one. Refuses days that are not over yet."""
    _, in_force = contract_in_force(w.session, source.contract_id)
    today = w.now.astimezone(zone_of(in_force)).date()
    if day is not None and day > today:
        raise Refused("This day lies in the future; ask for one that has come.")
    kind = kind_of(source)
    return window_of(kind, day or window_of(kind, today).start - timedelta(days=1))


def _prepared(w: Work, source: Source, day: date | None, settings: Settings) -> Prepared:
    try:
        return prepare(w.session, source, _window(w, source, day).start, box_of(settings), w.now)
    except CannotUnlock:
        raise Refused(f"This source cannot be fetched: {LOST_KEY}.") from None


def _facts(source: Source) -> dict[str, object]:
    """What the audit log keeps: everything but the secrets."""
    names = (
        "name",
        "side",
        "method",
        "header_names",
        "credentials_shown",
        "certificate_shown",
        "paging",
        "window",
        "lag_days",
        "every_minutes",
        "cron",
        "time_zone",
        "pause_seconds",
        "enabled",
    )
    return {"source": str(source.id), "url": shown_url(source.url), **{n: getattr(source, n) for n in names}}
