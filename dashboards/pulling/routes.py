"""The pages of sources: the list with its form, and one source with what can be done to it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import col, select

from app.access.credentials import Caller, Credentials
from app.access.routes import Stored
from app.access.unit import Work, work
from app.contracts.open import find_contract
from app.contracts.tables import Contract
from app.database import Database
from app.reports.arriving.places import PlaceToAsk
from app.sources import routes as api
from app.sources.fetching.prepare import contract_in_force
from app.sources.pulling.progress import progress_of
from app.sources.setting_up.change import etag_of, find_source
from app.sources.setting_up.payloads import SourceBody, SourceChange, SourceShown, WindowBody
from app.sources.tables import Source
from app.sources.window_routes import reopen_source
from dashboards.answering import shown
from dashboards.framing import contract_frame
from dashboards.parts import Crumb, Frame, Trouble
from dashboards.people.asked import no_such_act
from dashboards.pulling.context import SourceLine, SourcePage, Sources, Tried
from dashboards.pulling.form import form_stored, form_typed, presets_known, source_given
from dashboards.pulling.reading import attempts_of, line_of, tried_of, windows_of
from dashboards.reader import Asking, Reader
from dashboards.readings import contract_href
from dashboards.typing_in import FromForm, Typed, attempted

router = APIRouter(include_in_schema=False)
ATTEMPTS = 50


@router.get("/contracts/{ref}/sources")
def sources(ref: str, reader: Asking, caller: Caller, database: Stored) -> Response:
    """The sources of a contract with how each fares, and the form that adds one."""
    with work(database, caller, "sources:read") as w:
        page, frame = _list(w, reader, ref)
    return shown(reader, page, frame)


@router.post("/contracts/{ref}/sources")
def add_source(
    ref: str, typed: FromForm, reader: Asking, caller: Caller, database: Stored, request: Request
) -> Response:
    """Set up a source; refused, the page comes back with what was typed, but for the secrets."""

    def act() -> None:
        body = SourceBody.model_validate(source_given(typed))
        api.create_source(ref, body, request, caller, database)

    trouble, status = attempted(act)
    if trouble is None:
        return RedirectResponse(contract_href(ref, "sources"), 303, {"Cache-Control": "no-store"})
    with work(database, replace(caller, method="GET"), "sources:read") as w:
        page, frame = _list(w, reader, ref, typed, trouble)
    return shown(reader, page, frame, status)


@router.get("/contracts/{ref}/sources/{source_id}")
def source(ref: str, source_id: UUID, reader: Asking, caller: Caller, database: Stored) -> Response:
    """One source: its state, its progress, every attempt, and its form."""
    with work(database, caller, "sources:read") as w:
        page, frame = _page(w, reader, ref, source_id)
    page = _with_attempts(page, api.attempts(ref, source_id, caller, database, limit=ATTEMPTS).items, ref)
    return shown(reader, page, frame)


def _with_attempts(page: SourcePage, items: Any, ref: str) -> SourcePage:
    return replace(page, attempts=attempts_of(items, ref))


@router.post("/contracts/{ref}/sources/{source_id}")
def act_on_source(
    ref: str,
    source_id: UUID,
    typed: FromForm,
    reader: Asking,
    caller: Caller,
    database: Stored,
    request: Request,
    place: PlaceToAsk = None,
) -> Response:
    """Try it, pull it, change it, pause it, close its circuit, or take it away."""
    tried: list[Tried] = []
    name = typed.get("act")

    def act() -> None:
        body = WindowBody.model_validate({"day": typed.get("day") or None})
        match name:
            case "try":
                tried.append(tried_of(api.try_source(ref, source_id, body, request, caller, database)))
            case _:
                _act(ref, source_id, typed, body, request, caller, database)

    trouble, status = attempted(act)
    if trouble is None and not tried:
        parts = ("sources",) if name == "remove" else ("sources", str(source_id))
        return RedirectResponse(contract_href(ref, *parts), 303, {"Cache-Control": "no-store"})
    reading = replace(caller, method="GET")
    with work(database, reading, "sources:read") as w:
        page, frame = _page(w, reader, ref, source_id, typed if name == "change" else None, trouble)
    page = _with_attempts(page, api.attempts(ref, source_id, reading, database, limit=ATTEMPTS).items, ref)
    page = replace(page, tried=tried[0] if tried else None)
    return shown(reader, page, frame, 200 if trouble is None else status)


def _act(
    ref: str,
    source_id: UUID,
    typed: Typed,
    body: WindowBody,
    request: Request,
    caller: Credentials,
    database: Database,
) -> None:
    """Everything but a try."""
    match name := typed.get("act"):
        case "pull":
            api.pull_source(ref, source_id, body, caller, database)
        case "reopen":
            reopen_source(ref, source_id, caller, database)
        case "remove":
            api.delete_source(ref, source_id, caller, database)
        case "pause" | "resume" | "change":
            before = api.one_source(ref, source_id, caller, database, Response())
            given = SourceChange.model_validate(_changes(typed, before))
            seen = typed.get("version") if name == "change" else None
            api.patch_source(ref, source_id, given, request, caller, database, Response(), seen)
        case other:
            raise no_such_act(other)


def _changes(typed: Typed, before: SourceShown) -> Mapping[str, Any]:
    match typed.get("act"):
        case "pause":
            return {"enabled": False}
        case "resume":
            return {"enabled": True}
    return source_given(typed, before)


def _may(w: Work) -> bool:
    return "sources:write" in w.identity.permissions


def _list(
    w: Work, reader: Reader, ref: str, typed: Typed | None = None, trouble: Trouble | None = None
) -> tuple[Sources, Frame]:
    contract = find_contract(w, ref)
    chosen = select(Source).where(
        col(Source.contract_id) == contract.id,
        col(Source.organisation_id) == w.identity.organisation_id,
        col(Source.deleted_at).is_(None),
    )
    found = w.session.exec(chosen.order_by(col(Source.id))).all()
    form = form_typed(typed or Typed((("window", "month"), ("lag_days", "1"), ("look_back", "1"))))
    page = Sources(
        reference=contract.reference,
        action=contract_href(ref, "sources"),
        reports_href=contract_href(ref, "reports"),
        lines=tuple(_line(w, contract, one, ref) for one in found),
        sides=("provider",) if w.part_of(contract.id) == "provider" else ("client", "provider"),
        presets=presets_known(),
        form=form if _may(w) else None,
        trouble=trouble,
    )
    crumbs = (Crumb(word="reports", href=contract_href(ref, "reports")), Crumb(word="sources"))
    return page, contract_frame(w, reader, ref, contract, "reports", crumbs=crumbs)


def _line(w: Work, contract: Contract, one: Source, ref: str) -> SourceLine:
    _, in_force = contract_in_force(w.session, contract.id)
    return line_of(one, ref, progress_of(w.session, one, in_force, w.now), in_force, w.now)


def _way(ref: str) -> tuple[Crumb, ...]:
    return tuple(Crumb(word=word, href=contract_href(ref, word)) for word in ("reports", "sources"))


def _page(
    w: Work,
    reader: Reader,
    ref: str,
    source_id: UUID,
    typed: Typed | None = None,
    trouble: Trouble | None = None,
) -> tuple[SourcePage, Frame]:
    contract = find_contract(w, ref)
    found = find_source(w, contract.id, source_id)
    stored = SourceShown.of(found)
    _, in_force = contract_in_force(w.session, contract.id)
    progress = progress_of(w.session, found, in_force, w.now)
    secret = stored.credentials
    page = SourcePage(
        reference=contract.reference,
        line=line_of(found, ref, progress, in_force, w.now),
        action=contract_href(ref, "sources", str(source_id)),
        sources_href=contract_href(ref, "sources"),
        url=stored.url,
        header_names=tuple(stored.header_names),
        secret_set=secret.set_on if secret else None,
        secret_ends=secret.ends_in if secret else "",
        expected=sum(one.expected for one in progress.windows),
        windows=windows_of(progress),
        attempts=(),
        stopped=stored.stopped_at,
        probe=stored.probe_at,
        presets=presets_known(),
        form=(form_typed(typed) if typed else form_stored(stored)) if _may(w) else None,
        version=etag_of(found),
        trouble=trouble,
    )
    return page, contract_frame(w, reader, ref, contract, "reports", crumbs=(*_way(ref), Crumb(found.name)))
