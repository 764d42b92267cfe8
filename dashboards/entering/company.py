"""Signing in with one's company on the pages: by e-mail address or link, over to the provider, and back."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.access.credentials import Caller, Credentials
from app.access.locked import SIGN_ON, box_of
from app.access.routes import Stored
from app.access.sign_in import Lasting
from app.database import Database
from app.errors import NotFound, NotSignedIn, Unavailable
from app.settings import Settings
from app.single_sign_on.begin import Company, company_of, send
from app.single_sign_on.come_back import FAILED, Back, come_back
from app.single_sign_on.provider import Unreachable
from app.single_sign_on.routes import BACK, redirect_of
from app.sources.pulling.pull import door_of
from dashboards.answering import shown
from dashboards.entering.context import AtCompany
from dashboards.entering.routes import Following, own_address, went_in
from dashboards.parts import Crumb, Frame, Trouble
from dashboards.reader import Asking, Reader
from dashboards.typing_in import FromForm

router = APIRouter(include_in_schema=False)
HERE = "/sign-in/company"
AT_ONCE = 2  # of a process's six threads: a provider that hangs must not stop everybody else
_gate = threading.BoundedSemaphore(AT_ONCE)
Said = Annotated[str, Query(max_length=4000)]


@contextmanager
def _in_turn() -> Iterator[None]:
    if not _gate.acquire(timeout=5):
        raise Unavailable("Many people are signing in just now; try again in a moment.")
    try:
        yield
    finally:
        _gate.release()


@router.get(HERE)
def company_form(reader: Asking, following: Following = "/") -> Response:
    """The form for the e-mail address that says which company it is."""
    return shown(reader, AtCompany(own_address(following)), _entry(reader))


@router.get(BACK)
def back_from_company(
    request: Request,
    reader: Asking,
    caller: Caller,
    database: Stored,
    state: Said = "",
    code: Said = "",
) -> Response:
    """Signed in by the provider, or not; a browser follows redirects here, so nothing is asked of a page."""
    settings: Settings = request.app.state.settings
    now, back = datetime.now(UTC), Back(state, request.cookies.get(_cookie(settings), ""), code)
    try:
        with _in_turn():
            opened, following = come_back(
                *(database, replace(caller, method="GET"), door_of(settings)),
                *(box_of(settings, purpose=SIGN_ON), back),
                redirect=redirect_of(settings),
                now=now,
                lasting=Lasting.of(settings),
            )
    except NotSignedIn as no:
        page = AtCompany(trouble=Trouble(no.message))
        response = shown(reader, page, _entry(reader), 401)
    else:
        response = went_in(request, opened, now, following)
    response.delete_cookie(
        _cookie(settings), path="/", secure=settings.encrypted, httponly=True, samesite="lax"
    )
    return response


@router.get(f"{HERE}/{{organisation_id}}")
def company_link(
    organisation_id: UUID, reader: Asking, database: Stored, following: Following = "/"
) -> Response:
    """The link of an organisation: its name, and the button that goes on to its provider."""
    company = company_of(database, organisation_id=organisation_id)
    page = AtCompany(own_address(following), organisation=str(company.organisation_id), name=company.name)
    return shown(reader, page, _entry(reader))


@router.post(HERE)
def go_to_company(
    request: Request, reader: Asking, caller: Caller, database: Stored, typed: FromForm
) -> Response:
    """On to the provider. The page itself leads there: a form of ours may send nobody to another host."""
    going, email = own_address(typed.get("following")), typed.get("email")[:254]
    try:
        company = company_of(database, email=email, organisation_id=_id(typed.get("organisation")))
    except NotFound as none:
        page = AtCompany(going, email, trouble=Trouble(none.message))
        return shown(reader, page, _entry(reader), 404)
    return _sent(request, reader, caller, database, company, going)


def _sent(
    request: Request,
    reader: Reader,
    caller: Credentials,
    database: Database,
    company: Company,
    going: str,
) -> Response:
    settings: Settings = request.app.state.settings
    now, door, redirect = datetime.now(UTC), door_of(settings), redirect_of(settings)
    page = AtCompany(going, organisation=str(company.organisation_id), name=company.name)
    try:
        with _in_turn():
            sent = send(database, caller, door, company, redirect=redirect, following=going, now=now)
    except Unreachable:
        return shown(reader, replace(page, trouble=Trouble(FAILED)), _entry(reader), 502)
    page = replace(page, address=sent.address, host=urlsplit(sent.address).hostname or "")
    response = shown(reader, page, _entry(reader))
    response.set_cookie(
        *(_cookie(settings), sent.state),
        max_age=int((sent.expires_at - now).total_seconds()),
        path="/",
        secure=settings.encrypted,
        httponly=True,
        samesite="lax",
    )
    return response


def _cookie(settings: Settings) -> str:
    return "__Host-scorecard-company" if settings.encrypted else "scorecard-company"


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _entry(reader: Reader) -> Frame:
    return reader.frame(crumbs=(Crumb(word="sign_in"),))
