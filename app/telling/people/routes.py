"""One's own choice over HTTP, and the way out that every mail carries."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from sqlmodel import Session

from app.access.admit import admit
from app.access.audit import record
from app.access.credentials import Caller
from app.access.locked import box_of, lock
from app.access.routes import Stored
from app.access.tables import Person
from app.access.unit import Work, work
from app.settings import Settings
from app.sources.outside.destinations import allow
from app.telling.people import invite_by_mail, notify  # noqa: F401 - register their jobs and plans
from app.telling.people.choices import choice_of
from app.telling.people.leaving import read_token
from app.telling.people.payloads import NoticesBody, NoticesShown
from app.telling.people.send import check_chat
from app.telling.people.tables import NoticeChoice
from app.telling.people.words import ASK, BROKEN, DEFAULT, LEFT, YES, said

router = APIRouter(prefix="/api/v1/me/notices", tags=["notices"])
pages = APIRouter(include_in_schema=False)
Token = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,100}$")]
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the token stands in the address
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
}


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


@router.get("")
def my_notices(request: Request, caller: Caller, database: Stored) -> NoticesShown:
    """What you are told of in this organisation, by mail and by chat."""
    with work(database, caller, "access:read") as w:
        choice = choice_of(w.identity.role, w.session.get(NoticeChoice, _key(w)))
    return NoticesShown.of(choice, _settings(request).mail_url is not None)


@router.put("")
def put_my_notices(body: NoticesBody, request: Request, caller: Caller, database: Stored) -> NoticesShown:
    """Choose what you are told of in this organisation; from now on your role decides nothing."""
    settings = _settings(request)
    with work(database, caller, "access:read", writing=True) as w:
        row = w.session.get(NoticeChoice, _key(w)) or NoticeChoice(
            organisation_id=w.identity.organisation_id, person_id=w.identity.person_id, changed_at=w.now
        )
        row.mail, row.chat, row.digest, row.changed_at = list(body.mail), list(body.chat), body.digest, w.now
        if body.chat_address is not None:
            _set_chat(settings, row, body.chat_address)
        w.session.add(row)
        after = {"mail": row.mail, "chat": row.chat, "digest": row.digest, "chat_address": row.chat_shown}
        w.audit("notices.choose", "own", after=after)
        choice = choice_of(w.identity.role, row)
    return NoticesShown.of(choice, settings.mail_url is not None)


def _key(w: Work) -> tuple[UUID, UUID]:
    return w.identity.organisation_id, w.identity.person_id


def _set_chat(settings: Settings, row: NoticeChoice, address: str) -> None:
    if not address:
        row.chat_address, row.chat_shown = b"", ""
        return
    row.chat_shown = check_chat(address, allow(settings.allowed_fetch_hosts))
    row.chat_address = lock(box_of(settings), {"address": address})


@pages.get("/unsubscribe/{token}")
def ask_to_leave(token: Token, request: Request, database: Stored) -> Response:
    """A page with one button: mail servers look at links by themselves, and a look must change nothing."""
    who = read_token(_settings(request), token)
    if who is None:
        return _page(DEFAULT, BROKEN, 404)
    with database.reading() as session:
        locale = _locale(session, *who)
    button = f'<form method="post"><button>{escape(said(locale, YES))}</button></form>'
    return _page(locale, ASK, 200, button)


@pages.post("/unsubscribe/{token}")
def leave(token: Token, request: Request, caller: Caller, database: Stored) -> Response:
    """Stop every message to this person for this organisation; a mail program's own button sends this too."""
    who = read_token(_settings(request), token)
    if who is None:
        return _page(DEFAULT, BROKEN, 404)
    organisation_id, person_id = who
    now = datetime.now(UTC)
    with database.writing() as session:
        locale = _locale(session, organisation_id, person_id)
        row = session.get(NoticeChoice, (organisation_id, person_id)) or NoticeChoice(
            organisation_id=organisation_id, person_id=person_id, changed_at=now
        )
        row.mail, row.chat, row.digest, row.changed_at = [], [], False, now
        session.add(row)
        record(
            session,
            now,
            caller,
            "notices.leave",
            "by link",
            person_id=person_id,
            organisation_id=organisation_id,
        )
    return _page(locale, LEFT, 200)


def _locale(session: Session, organisation_id: UUID, person_id: UUID) -> str:
    admit(session, organisation_id, person_id)  # the link says who; nobody is signed in
    person = session.get(Person, person_id)
    return person.locale if person else DEFAULT


def _page(locale: str, message: str, status: int, more: str = "") -> Response:
    text = escape(said(locale, message))
    lang = locale.replace("_", "-")
    head = f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>{text}</title>'
    html = f"{head}<main><p>{text}</p>{more}</main></html>"
    return Response(html, status, _HEADERS, media_type="text/html")
