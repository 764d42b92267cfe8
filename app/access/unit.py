"""One request, one unit of work: opened inside the call, authenticated in it, committed before the answer.

    with work(database, credentials, "reports:write") as w:
        part = w.part_of(contract_id)
        w.session.add(…)
        w.audit("report.receive", reference, after={…})
    return …        # the change is committed here, or an error was raised

Never as a dependency with `yield`: that deadlocks between the pool and the threads under load, and a commit
that fails after the answer lets the client believe in a change that never was. A refusal is recorded in a
transaction of its own, because that of the work is undone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, update
from sqlmodel import Session, col

from app.access import visible
from app.access.admit import admit
from app.access.audit import Facts, record
from app.access.authenticate import authenticate, is_hopeless
from app.access.credentials import Credentials
from app.access.identity import Identity
from app.access.roles import READING, Part, Permission, is_open_to
from app.access.tables import ApiToken, SignIn
from app.database import Database
from app.errors import NotAllowed, NotFound, NotSignedIn

# How exactly it is known when a token and a browser were last used: readers must not queue up to write.
TOKEN_USED_TO = timedelta(hours=1)
BROWSER_USED_TO = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Work:
    """What a feature works with: its session, who asks, since when, and what they may see."""

    session: Session
    identity: Identity
    permission: Permission
    credentials: Credentials
    now: datetime

    @property
    def visible(self) -> Select[tuple[UUID]]:
        """The ids of the contracts that the caller may see, for `….in_(w.visible)`."""
        return visible.visible_contracts(self.identity)

    def part_of(self, contract_id: UUID, permission: Permission | None = None) -> Part:
        """The caller's part in a contract. NotFound: unknown or foreign; NotAllowed: for the other part."""
        part = visible.part_of(self.session, self.identity, contract_id)
        if part is None:
            raise NotFound
        if not is_open_to(permission or self.permission, part):
            raise NotAllowed(f"In this contract your organisation is the {part}, whose part this is not.")
        return part

    def audit(
        self, action: str, subject: str, before: Facts | None = None, after: Facts | None = None
    ) -> None:
        """Record what is done, in the transaction that does it."""
        record(
            self.session,
            self.now,
            self.credentials,
            action,
            subject,
            who=self.identity,
            before=before,
            after=after,
        )


@contextmanager
def work(
    database: Database,
    credentials: Credentials,
    permission: Permission,
    *,
    writing: bool | None = None,
    now: datetime | None = None,
) -> Iterator[Work]:
    """Open a unit of work for somebody who may do `permission`; commit it on leaving, undo it on any error.

    A permission that only reads opens a transaction that cannot write, unless `writing` says otherwise (an
    export is read and recorded). Raises NotSignedIn or NotAllowed.
    """
    if is_hopeless(credentials):
        raise NotSignedIn
    moment = now or datetime.now(UTC)
    writes = permission not in READING if writing is None else writing
    who: Identity | None = None
    try:
        with (database.writing if writes else database.reading)() as session:
            who = authenticate(session, credentials, moment)
            credentials.recognised(who)
            admit(session, who.organisation_id, who.person_id)
            _check(credentials, who, permission)
            if writes:
                _note_use(session, who, moment)
            yield Work(session, who, permission, credentials, moment)
    except NotAllowed as refusal:
        _record_refusal(database, credentials, permission, who, moment, refusal)
        raise
    if not writes and _use_is_stale(who, moment):
        with database.writing() as session:
            admit(session, who.organisation_id, who.person_id)
            _note_use(session, who, moment)


def _check(credentials: Credentials, who: Identity, permission: Permission) -> None:
    """A browser sends its cookie with requests that other sites cause, too; they change nothing here."""
    if credentials.forged:
        raise NotAllowed("This request comes from another site's page; use the pages of this service.")
    if permission not in who.permissions:
        raise NotAllowed


def _record_refusal(
    database: Database,
    credentials: Credentials,
    permission: Permission,
    who: Identity | None,
    at: datetime,
    refusal: NotAllowed,
) -> None:
    with database.writing() as session:
        if who is not None:
            admit(session, who.organisation_id, who.person_id)
        facts = {"method": credentials.method, "reason": refusal.message}
        record(session, at, credentials, "access.refuse", permission, who=who, after=facts)


def _use_is_stale(who: Identity, now: datetime) -> bool:
    exactly = TOKEN_USED_TO if who.token_id else BROWSER_USED_TO
    return who.last_used_at is None or now - who.last_used_at > exactly


def _note_use(session: Session, who: Identity, now: datetime) -> None:
    """Note now and then that a token or a browser is in use; a browser stays signed in as long again."""
    if not _use_is_stale(who, now):
        return
    if who.token_id is not None:
        session.execute(update(ApiToken).where(col(ApiToken.id) == who.token_id).values(last_used_at=now))
    else:
        used = update(SignIn).where(col(SignIn.number) == who.sign_in_id)
        session.execute(used.values(last_used_at=now, idle_until=now + who.idle))
