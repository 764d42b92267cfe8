"""From credentials to an identity, in one query, on every request: what was revoked is dead at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, select
from sqlmodel import Session, col

from app.access.credentials import Credentials
from app.access.identity import Identity
from app.access.keys import fingerprint, looks_like_token
from app.access.look_up import LookUp
from app.access.roles import permissions_of
from app.access.tables import ApiToken, Membership, Organisation, Person, SignIn
from app.errors import NotSignedIn


def authenticate(session: Session, credentials: Credentials, now: datetime) -> Identity:
    """Who sends this. Raises NotSignedIn, in the same words whatever is wrong with the credentials."""
    if is_hopeless(credentials):
        raise NotSignedIn
    query = _BY_TOKEN if credentials.kind == "token" else _BY_COOKIE
    found = query.ask(session, fingerprint=fingerprint(credentials.secret), now=now)
    if len(found) != 1:
        raise NotSignedIn
    return (_of_token if credentials.kind == "token" else _of_browser)(*found[0])


def is_hopeless(credentials: Credentials) -> bool:
    """Whether they cannot be valid whatever the database holds, so that it need not be asked."""
    if credentials.kind == "token":
        return not looks_like_token(credentials.secret)
    return credentials.kind == "none"


def _of_browser(
    person_id: UUID,
    name: str,
    locale: str,
    organisation_id: UUID,
    organisation: str,
    role: str,
    number: UUID,
    last_used_at: datetime,
    idle_until: datetime,
) -> Identity:
    return Identity(
        person_id=person_id,
        name=name,
        organisation_id=organisation_id,
        organisation=organisation,
        role=role,
        permissions=permissions_of(role),
        locale=locale,
        last_used_at=last_used_at,
        sign_in_id=number,
        idle=idle_until - last_used_at,
    )


def _of_token(
    person_id: UUID,
    name: str,
    locale: str,
    organisation_id: UUID,
    organisation: str,
    role: str,
    token_id: UUID,
    token_role: str,
    scopes: list[str] | None,
    contracts: list[str] | None,
    last_used_at: datetime | None,
) -> Identity:
    allowed = permissions_of(role, token_role)
    return Identity(
        person_id=person_id,
        name=name,
        organisation_id=organisation_id,
        organisation=organisation,
        role=token_role,
        permissions=allowed if scopes is None else allowed.intersection(scopes),
        locale=locale,
        token_id=token_id,
        contracts=None if contracts is None else frozenset(map(UUID, contracts)),
        last_used_at=last_used_at,
    )


def _standing(key: type[SignIn | ApiToken], *columns: Any) -> Select[Any]:
    """The people behind a key who still stand: not disabled, still members of an active organisation."""
    membership = and_(
        col(Membership.person_id) == key.person_id, col(Membership.organisation_id) == key.organisation_id
    )
    who: tuple[Any, ...] = (Person.id, Person.name, Person.locale, Organisation.id, Organisation.name)
    return (
        select(*who, col(Membership.role), *columns)
        .select_from(key)
        .join(Person, col(Person.id) == key.person_id)
        .join(Organisation, col(Organisation.id) == key.organisation_id)
        .join(Membership, membership)
        .where(col(Person.disabled_at).is_(None), col(Organisation.suspended_at).is_(None))
    )


_OF_TOKEN = (ApiToken.id, ApiToken.role, ApiToken.scopes, ApiToken.contracts, ApiToken.last_used_at)
# Every request asks one of these, so they are built once.
_BY_COOKIE = LookUp(
    "by_cookie",
    _standing(SignIn, SignIn.number, SignIn.last_used_at, SignIn.idle_until).where(
        col(SignIn.id) == bindparam("fingerprint"),
        col(SignIn.revoked_at).is_(None),
        col(SignIn.expires_at) > bindparam("now"),
        col(SignIn.idle_until) > bindparam("now"),
    ),
)
_BY_TOKEN = LookUp(
    "by_token",
    _standing(ApiToken, *_OF_TOKEN).where(
        col(ApiToken.secret_hash) == bindparam("fingerprint"),
        col(ApiToken.revoked_at).is_(None),
        col(ApiToken.expires_at).is_(None) | (col(ApiToken.expires_at) > bindparam("now")),
    ),
)
LOOK_UPS = (_BY_COOKIE, _BY_TOKEN)
