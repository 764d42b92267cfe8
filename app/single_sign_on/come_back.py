"""A browser comes back from its company: the state is its own, the code is exchanged, the token is judged."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from cryptography.fernet import MultiFernet
from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.access.admit import admit
from app.access.audit import record
from app.access.audit_log.tables import NOBODY
from app.access.credentials import Credentials
from app.access.keys import fingerprint
from app.access.locked import CannotUnlock, unlock
from app.access.sign_in import Lasting, SignedIn, enter
from app.access.sign_on.known import begun_for
from app.access.sign_on.tables import IdentityProvider, SignOnBegun, SignOnDomain
from app.database import Database
from app.errors import NotSignedIn, Refused
from app.single_sign_on.judge_token import NotBelieved, Said, judge
from app.single_sign_on.person_of import NotTheirs, person_of
from app.single_sign_on.provider import Unreachable, discover, exchange, keys_of
from app.sources.outside.transport import Door

log = structlog.get_logger("scorecard.single_sign_on")
STALE = "This sign-in took too long, was used, or began in another browser; begin again."
FAILED = "Your company's sign-in did not work; try again. For administrators: the audit log says why."


@dataclass(frozen=True, slots=True)
class Back:
    """What a browser brings back from a provider, and the state that its own cookie holds."""

    state: str
    kept: str
    code: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked of which provider."""

    provider: IdentityProvider
    domains: frozenset[str]
    begun: SignOnBegun


def come_back(
    database: Database,
    credentials: Credentials,
    door: Door,
    box: MultiFernet,
    back: Back,
    *,
    redirect: str,
    now: datetime,
    lasting: Lasting,
) -> tuple[SignedIn, str]:
    """Sign in who comes back; also where they were going. Raises NotSignedIn; the audit log says why."""
    asked_for = _take(database, back, now)
    where = asked_for.begun.organisation_id
    try:
        said = _ask(door, box, asked_for, back.code, redirect, now)
        with database.writing() as session:
            admit(session, where, NOBODY)
            person_id = person_of(session, credentials, asked_for.provider, asked_for.domains, said, now=now)
            opened = enter(session, credentials, where, person_id, now, lasting, "single sign-on")
    except (Unreachable, NotBelieved, NotTheirs, Refused) as fault:
        _record_refusal(database, credentials, where, str(fault), now)
        raise NotSignedIn(str(fault) if isinstance(fault, NotTheirs) else FAILED) from None
    return opened, asked_for.begun.following


def _take(database: Database, back: Back, now: datetime) -> _Asked:
    """The sign-in that this browser began, taken once. Raises NotSignedIn."""
    same = hmac.compare_digest(back.state.encode("utf-8", "replace"), back.kept.encode("utf-8", "replace"))
    if not back.state or not same:
        raise NotSignedIn(STALE)
    with database.writing() as session:
        organisation_id = begun_for(session, back.state, now)
        if organisation_id is None:
            raise NotSignedIn(STALE)
        admit(session, organisation_id, NOBODY)
        return _taken(session, organisation_id, fingerprint(back.state))


def _taken(session: Session, organisation_id: UUID, key: str) -> _Asked:
    this = col(SignOnBegun.id) == key, col(SignOnBegun.organisation_id) == organisation_id
    begun = session.exec(select(SignOnBegun).where(*this)).one_or_none()
    gone = session.execute(delete(SignOnBegun).where(*this))
    provider = session.get(IdentityProvider, organisation_id)
    if begun is None or gone.rowcount != 1 or provider is None:  # type: ignore[attr-defined]
        raise NotSignedIn(STALE)
    chosen = select(SignOnDomain.domain).where(col(SignOnDomain.organisation_id) == organisation_id)
    return _Asked(provider, frozenset(session.exec(chosen)), begun)


def _ask(door: Door, box: MultiFernet, asked_for: _Asked, code: str, redirect: str, now: datetime) -> Said:
    provider, begun = asked_for.provider, asked_for.begun
    try:
        client = provider.client_id, unlock(box, provider.client_secret)["secret"]
    except CannotUnlock:
        raise Unreachable("the client's secret can no longer be read; enter it again") from None
    doors = discover(door, provider.issuer)
    raw = exchange(door, doors, client, code, begun.verifier, redirect)
    return judge(
        raw,
        keys_of(door, doors),
        issuer=provider.issuer,
        client_id=provider.client_id,
        nonce=begun.nonce,
        claim=provider.claim,
        now=now,
    )


def _record_refusal(
    database: Database, credentials: Credentials, organisation_id: UUID, why: str, now: datetime
) -> None:
    log.info("sign_on.refused", reason=why, organisation=str(organisation_id))
    with database.writing() as session:
        admit(session, organisation_id, NOBODY)
        record(
            *(session, now, credentials, "sign_in.refuse", "single sign-on"),
            organisation_id=organisation_id,
            after={"reason": why[:300]},
        )
