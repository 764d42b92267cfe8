"""Signing in and out, who am I, one's organisations, tokens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import col, select

from app.access.credentials import Caller, clear_cookie, set_cookie, set_half_cookie
from app.access.payloads import Me, OrganisationShown, SignInBody, TokenBody, TokenMade, TokenShown
from app.access.second_step.half import HalfSignedIn
from app.access.second_step.payloads import SecondStepAsked
from app.access.sign_in import Lasting, as_opened, sign_in, sign_out
from app.access.tables import Membership, Organisation
from app.access.tokens import make_token, revoke_token, tokens_of
from app.access.unit import work
from app.database import Database
from app.errors import NotAllowed
from app.payloads import Cursor, Limit, Page, cursor_of, read_cursor
from app.settings import Settings

router = APIRouter(prefix="/api/v1", tags=["access"])


def database_of(request: Request) -> Database:
    """The service's database, for `Depends`."""
    database: Database = request.app.state.database
    return database


Stored = Annotated[Database, Depends(database_of)]


@router.post(
    "/session",
    status_code=201,
    response_model=Me,
    responses={202: {"model": SecondStepAsked, "description": "The password is right; a code is needed."}},
)
def open_session(
    request: Request, response: Response, body: SignInBody, caller: Caller, database: Stored
) -> Me | Response:
    """Sign in; the answer sets the cookie. Where a second step is needed: 202, and /session/code is next."""
    settings: Settings = request.app.state.settings
    now = datetime.now(UTC)
    opened = sign_in(
        database,
        caller,
        body.email,
        body.password.get_secret_value(),
        now=now,
        lasting=Lasting.of(settings),
        organisation_id=body.organisation,
    )
    if isinstance(opened, HalfSignedIn):
        asked = SecondStepAsked(needs=opened.needs, expires_at=opened.expires_at)
        half = Response(asked.model_dump_json(), 202, media_type="application/json")
        set_half_cookie(half, settings, opened.secret, now, opened.expires_at)
        return half
    set_cookie(response, settings, opened.secret, now, opened.expires_at)
    with work(database, as_opened(caller, opened), "access:read") as w:
        return Me.of(w.identity)


@router.delete("/session", status_code=204)
def close_session(request: Request, response: Response, caller: Caller, database: Stored) -> None:
    """Sign out; the cookie is dead from now on."""
    with work(database, caller, "access:read", writing=True) as w:
        if w.credentials.kind != "cookie":
            raise NotAllowed("A token is not signed in; revoke it under /tokens.")
        sign_out(w)
    clear_cookie(response, request.app.state.settings)


@router.get("/me")
def me(caller: Caller, database: Stored) -> Me:
    """Whose credentials these are, and what they allow."""
    with work(database, caller, "access:read") as w:
        return Me.of(w.identity)


@router.get("/organisations")
def organisations(caller: Caller, database: Stored) -> Page[OrganisationShown]:
    """The organisations that the caller belongs to; by a token, the one that it is for."""
    with work(database, caller, "access:read") as w:
        who = w.identity
        chosen = (
            select(Organisation, Membership.role)
            .join(Membership, col(Membership.organisation_id) == Organisation.id)
            .where(Membership.person_id == who.person_id, col(Organisation.suspended_at).is_(None))
            .order_by(col(Organisation.id))
        )
        if who.token_id is not None:
            chosen = chosen.where(Organisation.id == who.organisation_id)
        shown = [
            OrganisationShown.of(one, role, current=one.id == who.organisation_id)
            for one, role in w.session.exec(chosen)
        ]
    return Page(items=shown, next=None)


@router.get("/tokens")
def list_tokens(
    caller: Caller, database: Stored, limit: Limit = 50, cursor: Cursor = None
) -> Page[TokenShown]:
    """One's own tokens, for administrators the organisation's; never their secrets."""
    with work(database, caller, "access:read") as w:
        found = tokens_of(w, read_cursor(cursor), limit + 1)
    more = cursor_of(found[limit - 1].id) if len(found) > limit else None
    return Page(items=[TokenShown.of(token) for token in found[:limit]], next=more)


@router.post("/tokens", status_code=201)
def create_token(body: TokenBody, caller: Caller, database: Stored) -> TokenMade:
    """Make a token; its secret is in this answer and never again, so there is no Idempotency-Key here."""
    lasts = timedelta(days=body.expires_in_days)
    with work(database, caller, "tokens:write") as w:
        new = make_token(w, body.name, body.role, lasts, body.scopes, body.contracts)
    return TokenMade.of_new(new)


@router.delete("/tokens/{token_id}", status_code=204)
def delete_token(token_id: UUID, caller: Caller, database: Stored) -> None:
    """Revoke a token; the next request with it is refused."""
    with work(database, caller, "tokens:write") as w:
        revoke_token(w, token_id)
