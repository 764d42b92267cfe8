"""Passkeys over HTTP: signing in with one, and one's own. A token has none."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.access.account.password import prove_password
from app.access.credentials import Caller
from app.access.passkeys import own
from app.access.passkeys.enter import ask, enter_with_passkey
from app.access.passkeys.payloads import (
    NewPasskey,
    PasskeyAnswer,
    PasskeyAsked,
    PasskeyChallenged,
    PasskeyProof,
    PasskeyShown,
)
from app.access.passkeys.site import Site, Unproven
from app.access.payloads import Me
from app.access.routes import Stored
from app.access.second_step.prove import wrong_code
from app.access.second_step.routes import hand_over, people_box
from app.access.sign_in import Lasting, as_opened
from app.access.unit import work
from app.payloads import Page

router = APIRouter(prefix="/api/v1", tags=["account"])


@router.post("/session/passkey/challenge", status_code=201)
def begin_with_passkey(request: Request, caller: Caller, database: Stored) -> PasskeyChallenged:
    """Something for your passkey to sign, so that it signs you in."""
    site = Site.of(request.app.state.settings)
    return PasskeyChallenged.of(site, ask(database, caller, datetime.now(UTC)))


@router.post("/session/passkey", status_code=201)
def sign_in_with_passkey(
    request: Request, response: Response, body: PasskeyAnswer, caller: Caller, database: Stored
) -> Me:
    """Sign in with a passkey, which is both steps; the answer sets the cookie."""
    settings, now = request.app.state.settings, datetime.now(UTC)
    given = (database, caller, Site.of(settings), body.answer)
    opened = enter_with_passkey(
        *given, now=now, lasting=Lasting.of(settings), organisation_id=body.organisation
    )
    hand_over(request, response, opened)
    with work(database, as_opened(caller, opened), "access:read") as w:
        return Me.of(w.identity)


@router.get("/me/passkeys")
def my_passkeys(caller: Caller, database: Stored) -> Page[PasskeyShown]:
    """Your passkeys, the oldest first."""
    with work(database, caller, "access:read") as w:
        found = [PasskeyShown.of(one) for one in own.passkeys_of(w)]
    return Page(items=found, next=None)


@router.post("/me/passkeys/challenge", status_code=201)
def begin_passkey(request: Request, body: PasskeyProof, caller: Caller, database: Stored) -> PasskeyAsked:
    """Begin to add a passkey, after your password, and a code where your second step is on."""
    asked = prove_password(database, caller, body.password.get_secret_value())
    site, code = Site.of(request.app.state.settings), body.code.get_secret_value() if body.code else ""
    with work(database, caller, "access:read", writing=True) as w:
        challenge = own.begin(w, asked, code, people_box(request))
        begun = PasskeyAsked.of(w, site, challenge) if challenge else None
    if begun is None:
        raise wrong_code()
    return begun


@router.post("/me/passkeys", status_code=201)
def add_passkey(request: Request, body: NewPasskey, caller: Caller, database: Stored) -> PasskeyShown:
    """Add the passkey that your authenticator made; from now on it signs you in."""
    with work(database, caller, "access:read", writing=True) as w:
        challenge = own.take_begun(w, body.client_data)
    try:
        made = Site.of(request.app.state.settings).made(
            body.credential, body.client_data, body.attestation, challenge
        )
    except Unproven:
        raise own.not_proven() from None
    with work(database, caller, "access:read", writing=True) as w:
        return PasskeyShown.of(own.add(w, made, body.name))


@router.delete("/me/passkeys/{passkey_id}", status_code=204)
def remove_passkey(passkey_id: UUID, caller: Caller, database: Stored) -> None:
    """Remove a passkey of yours; every other browser is signed out."""
    with work(database, caller, "access:read", writing=True) as w:
        own.remove(w, passkey_id)
