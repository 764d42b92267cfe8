"""Sending a browser to its company: a state that only it knows, a nonce, and a challenge (PKCE)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from app.access.admit import admit
from app.access.audit_log.tables import NOBODY
from app.access.credentials import Credentials
from app.access.keys import fingerprint
from app.access.sign_in import refuse_foreign
from app.access.sign_on.known import name_of, organisation_for
from app.access.sign_on.tables import IdentityProvider, SignOnBegun
from app.database import Database
from app.errors import NotFound
from app.single_sign_on.provider import Doors, discover
from app.sources.outside.transport import Door

LASTS = timedelta(minutes=10)
SCOPE = "openid email profile"
NONE = "There is no sign-in with a company for this; use your password, or ask your administrator."


@dataclass(frozen=True, slots=True)
class Company:
    """An organisation whose people may sign in with its provider."""

    organisation_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Sent:
    """Where a browser goes, and the state that goes into a cookie of its own until it comes back."""

    address: str
    state: str = field(repr=False)
    expires_at: datetime


def company_of(database: Database, *, email: str = "", organisation_id: UUID | None = None) -> Company:
    """The organisation whose provider speaks for an e-mail address, or that one. Raises NotFound."""
    with database.reading() as session:
        found = organisation_id or organisation_for(session, email)
        name = name_of(session, found) if found else None
    if found is None or name is None:
        raise NotFound(NONE)
    return Company(found, name)


def send(
    database: Database,
    credentials: Credentials,
    door: Door,
    company: Company,
    *,
    redirect: str,
    following: str,
    now: datetime,
) -> Sent:
    """Prepare a sign-in with a company's provider. Raises Unreachable."""
    refuse_foreign(credentials)
    organisation_id = company.organisation_id
    with database.reading() as session:
        admit(session, organisation_id, NOBODY)
        provider = session.get_one(IdentityProvider, organisation_id)
    doors = discover(door, provider.issuer)
    state = secrets.token_urlsafe(32)
    begun = SignOnBegun(
        id=fingerprint(state),
        organisation_id=organisation_id,
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(32),
        following=following,
        expires_at=now + LASTS,
    )
    with database.writing() as session:
        admit(session, organisation_id, NOBODY)
        session.add(begun)
    return Sent(_address(doors, provider, begun, state, redirect), state, begun.expires_at)


def _address(doors: Doors, provider: IdentityProvider, begun: SignOnBegun, state: str, redirect: str) -> str:
    address = prepare_grant_uri(
        doors.authorization,
        client_id=provider.client_id,
        response_type="code",
        redirect_uri=redirect,
        scope=SCOPE,
        state=state,
        nonce=begun.nonce,
        code_challenge=create_s256_code_challenge(begun.verifier),
        code_challenge_method="S256",
    )
    return str(address)
