"""From credentials to an identity, in one query, on every request: what was revoked is dead at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, select
from sqlmodel import Session, col

from app.access.credentials import Credentials
from app.access.identity import Identity
from app.access.keys import fingerprint, looks_like_token
from app.access.roles import permissions_of
from app.access.tables import ApiToken, Membership, Organisation, Person, SignIn
from app.errors import NotSignedIn


def authenticate(session: Session, credentials: Credentials, now: datetime) -> Identity:
    """Who sends this. Raises NotSignedIn, in the same words whatever is wrong with the credentials."""
    if is_hopeless(credentials):
        raise NotSignedIn
    query = _by_token if credentials.kind == "token" else _by_cookie
    found = session.execute(query(credentials.secret, now)).one_or_none()
    if found is None:
        raise NotSignedIn
    return _identity(*found)


def is_hopeless(credentials: Credentials) -> bool:
    """Whether they cannot be valid whatever the database holds, so that it need not be asked."""
    if credentials.kind == "token":
        return not looks_like_token(credentials.secret)
    return credentials.kind == "none"


def _identity(
    person: Person, organisation: Organisation, role: str, token: ApiToken | None = None
) -> Identity:
    roles = (role, token.role) if token else (role,)
    return Identity(
        person_id=person.id,
        name=person.name,
        organisation_id=organisation.id,
        organisation=organisation.name,
        role=roles[-1],
        permissions=permissions_of(*roles),
        locale=person.locale,
        token_id=token.id if token else None,
        contract_id=token.contract_id if token else None,
        last_used_at=token.last_used_at if token else None,
    )


def _by_cookie(secret: str, now: datetime) -> Select[Any]:
    return _standing(SignIn, Person, Organisation, Membership.role).where(
        col(SignIn.id) == fingerprint(secret),
        col(SignIn.revoked_at).is_(None),
        col(SignIn.expires_at) > now,
    )


def _by_token(secret: str, now: datetime) -> Select[Any]:
    return _standing(ApiToken, Person, Organisation, Membership.role, ApiToken).where(
        col(ApiToken.secret_hash) == fingerprint(secret),
        col(ApiToken.revoked_at).is_(None),
        col(ApiToken.expires_at).is_(None) | (col(ApiToken.expires_at) > now),
    )


def _standing(key: type[SignIn | ApiToken], *columns: Any) -> Select[Any]:
    """The people behind a key who still stand: not disabled, still members of an active organisation."""
    membership = and_(
        col(Membership.person_id) == key.person_id, col(Membership.organisation_id) == key.organisation_id
    )
    return (
        select(*columns)
        .select_from(key)
        .join(Person, col(Person.id) == key.person_id)
        .join(Organisation, col(Organisation.id) == key.organisation_id)
        .join(Membership, membership)
        .where(col(Person.disabled_at).is_(None), col(Organisation.suspended_at).is_(None))
    )
