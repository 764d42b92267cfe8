"""Tokens for programs: made, listed and revoked. The secret is shown once and kept as a hash."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from app.access.keys import fingerprint, new_token
from app.access.roles import Permission, permissions_of
from app.access.tables import ApiToken
from app.access.unit import Work
from app.errors import NotAllowed, NotFound, Problem, Refused


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made, with the only copy of its secret."""

    token: ApiToken
    secret: str = field(repr=False)


def add_token(
    session: Session,
    organisation_id: UUID,
    person_id: UUID,
    name: str,
    role: str,
    *,
    now: datetime,
    lasts: timedelta | None = None,
    scopes: Collection[str] | None = None,
    contracts: Collection[UUID] | None = None,
) -> NewToken:
    """A new token, without asking who makes it: for the command line, the demo and `make_token`."""
    secret = new_token()
    token = ApiToken(
        organisation_id=organisation_id,
        person_id=person_id,
        name=name,
        role=role,
        prefix=secret[:8],
        last_four=secret[-4:],
        secret_hash=fingerprint(secret),
        scopes=None if scopes is None else sorted(scopes),
        contracts=None if contracts is None else sorted(map(str, contracts)),
        created_at=now,
        expires_at=now + lasts if lasts else None,
    )
    session.add(token)
    session.flush()
    return NewToken(token, secret)


def make_token(
    w: Work,
    name: str,
    role: str,
    lasts: timedelta,
    scopes: Collection[Permission] | None = None,
    contracts: Collection[UUID] | None = None,
) -> NewToken:
    """A new token of the caller's. Raises NotAllowed when it would reach further than they do themselves.

    Refused is raised for a scope that the role does not have, NotFound for a contract that is not theirs.
    """
    who = w.identity
    if who.token_id is not None:
        raise NotAllowed("A token cannot make tokens; sign in to make one.")
    kept = permissions_of(role) if scopes is None else scopes_of(role, scopes)
    if not kept <= who.permissions:
        raise NotAllowed(f"A token as {role} would be allowed more than you are.")
    for contract_id in contracts or ():
        w.part_of(contract_id)
    new = add_token(
        *(w.session, who.organisation_id, who.person_id, name, role),
        now=w.now,
        lasts=lasts,
        scopes=scopes,
        contracts=contracts,
    )
    facts = {"name": name, "role": role, "id": str(new.token.id)}
    narrowed = {"scopes": new.token.scopes, "contracts": new.token.contracts}
    narrow = {key: value for key, value in narrowed.items() if value is not None}
    w.audit("token.make", new.token.prefix, after=facts | narrow)
    return new


def scopes_of(role: str, scopes: Collection[str]) -> frozenset[str]:
    """These scopes, which the role has; raises Refused when it does not."""
    if missing := sorted(set(scopes) - permissions_of(role)):
        sentence = f"As {role} a token has no {', '.join(missing)}; leave that out, or take another role."
        raise Refused(sentence, [Problem("scopes", "not_of_the_role", sentence)])
    return frozenset(scopes)


def tokens_of(w: Work, after: UUID | None, limit: int) -> list[ApiToken]:
    """The caller's own tokens, or all of the organisation's for whoever administers access; oldest first."""
    chosen = select(ApiToken).where(ApiToken.organisation_id == w.identity.organisation_id)
    if "access:write" not in w.identity.permissions:
        chosen = chosen.where(ApiToken.person_id == w.identity.person_id)
    if after is not None:
        chosen = chosen.where(col(ApiToken.id) > after)
    return list(w.session.exec(chosen.order_by(col(ApiToken.id)).limit(limit)))


def revoke_token(w: Work, token_id: UUID) -> None:
    """Revoke a token from the next request on; again changes nothing. Raises NotFound."""
    chosen = select(ApiToken).where(
        ApiToken.id == token_id, ApiToken.organisation_id == w.identity.organisation_id
    )
    token = w.session.exec(chosen.with_for_update()).one_or_none()
    own = token is not None and token.person_id == w.identity.person_id
    if token is None or not (own or "access:write" in w.identity.permissions):
        raise NotFound
    if token.revoked_at is None:
        token.revoked_at = w.now
        w.audit("token.revoke", token.prefix, after={"name": token.name, "id": str(token.id)})
