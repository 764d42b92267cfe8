"""Invitations: whoever has the secret and the e-mail address becomes a member, once and in time.

Where the service can send mail, the link goes to that address and to nobody else: who accepts has proven
that the address is theirs, and whoever invites cannot open an account in another's name. Where it cannot, the
secret is shown once to whoever makes it and handed on outside of this service; that proves nothing, so in
either case it never gives a new password to a person that is known already.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlalchemy import select as asked
from sqlmodel import Session, col, select

from app.access.admit import admit
from app.access.audit import record
from app.access.credentials import Credentials
from app.access.keys import INVITATION, fingerprint, looks_like_secret, new_secret
from app.access.look_up import LookUp
from app.access.passwords import is_password
from app.access.people import add_membership, add_person, known_by, plain_email, refuse_email
from app.access.roles import Role
from app.access.tables import Invitation, Membership, Organisation, Person
from app.access.throttle import count_attempt, forgive
from app.access.unit import Work
from app.database import Database
from app.errors import Conflict, NotAllowed, NotFound, NotSignedIn, Problem, Refused
from app.jobs import remember_work

LASTS = timedelta(days=7)
INVITE = "invite"  # the job that sends a link
UNKNOWN = "This invitation is not valid, was used, or is too old; ask for a new one."
_SHOWN: tuple[Any, ...] = (
    Invitation.id,
    Invitation.organisation_id,
    Organisation.name,
    Invitation.email,
    Invitation.role,
)
_BY_SECRET = LookUp(
    "invitation",
    asked(*_SHOWN)
    .join(Organisation, col(Organisation.id) == col(Invitation.organisation_id))
    .where(
        col(Invitation.secret_hash) == bindparam("fingerprint"),
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
        col(Invitation.expires_at) > bindparam("now"),
        col(Organisation.suspended_at).is_(None),
    ),
)
_PEOPLED = LookUp(
    "is_peopled",
    select(Membership.person_id).where(col(Membership.organisation_id) == bindparam("organisation")),
)
LOOK_UPS = (_BY_SECRET, _PEOPLED)


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation just made, with the only copy of its secret; None where that goes out by mail."""

    invitation: Invitation
    secret: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Open:
    """An invitation that can be accepted, as whoever has its secret sees it."""

    id: UUID
    organisation_id: UUID
    organisation: str
    email: str
    role: Role


def invite(
    w: Work, email: str, role: Role, organisation_id: UUID | None = None, *, by_mail: bool
) -> NewInvitation:
    """Invite somebody into the caller's organisation, or into one that nobody belongs to yet.

    Raises Conflict when they belong to it already, or when the other organisation has people of its own.
    """
    plain, own = plain_email(email), w.identity.organisation_id
    refuse_email(plain)
    into = organisation_id or own
    people = {row[0] for row in _PEOPLED.ask(w.session, organisation=into)}
    if into != own and people:
        raise Conflict("This organisation has people of its own, who invite each other.")
    known = known_by(w.session, plain)
    if known is not None and known.id in people:
        raise Conflict(f"{plain} belongs to this organisation already; change the role instead.")
    secret = new_secret(INVITATION)
    made = Invitation(
        organisation_id=into,
        invited_by=own,
        person_id=w.identity.person_id,
        email=plain,
        role=role,
        secret_hash=fingerprint(secret),
        created_at=w.now,
        expires_at=w.now + LASTS,
    )
    w.session.add(made)
    w.session.flush()
    w.audit("invitation.make", plain, after={"role": role, "organisation": str(into), "by_mail": by_mail})
    if not by_mail:
        return NewInvitation(made, secret)
    remember_work(w.session, INVITE, own, 0, str(made.id))  # which makes another secret
    return NewInvitation(made, None)


def invitations_of(w: Work, after: UUID | None, limit: int) -> list[Invitation]:
    """What the caller's organisation has sent out and nobody has accepted or taken back, oldest first."""
    chosen = select(Invitation).where(
        col(Invitation.invited_by) == w.identity.organisation_id,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
    )
    if after is not None:
        chosen = chosen.where(col(Invitation.id) > after)
    return list(w.session.exec(chosen.order_by(col(Invitation.id)).limit(limit)))


def take_back(w: Work, invitation_id: UUID) -> None:
    """Take an invitation back: its secret is dead. NotFound for none; doing it again changes nothing."""
    chosen = select(Invitation).where(
        col(Invitation.id) == invitation_id, col(Invitation.invited_by) == w.identity.organisation_id
    )
    found = w.session.exec(chosen.with_for_update()).one_or_none()
    if found is None:
        raise NotFound
    if found.revoked_at is None and found.accepted_at is None:
        found.revoked_at = w.now
        w.session.add(found)
        w.audit("invitation.take_back", found.email, before={"role": found.role})


def look_at(session: Session, secret: str, now: datetime) -> Open:
    """The invitation behind a secret. Raises NotFound, the same for a wrong, a used and an old one."""
    asked = looks_like_secret(secret, INVITATION)
    found = _BY_SECRET.ask(session, fingerprint=fingerprint(secret), now=now) if asked else []
    if not found:
        raise NotFound(UNKNOWN)
    return Open(*found[0])


def accept_as(w: Work, secret: str) -> Open:
    """Accept as somebody who is signed in. Raises NotFound, or NotAllowed when it is for somebody else."""
    if w.credentials.kind != "cookie":
        raise NotAllowed("A token accepts no invitation; sign in to accept it.")
    found = look_at(w.session, secret, w.now)
    person = w.session.get_one(Person, w.identity.person_id)
    if person.email != found.email:
        raise NotAllowed("This invitation is for another e-mail address; sign in as whom it is for.")
    _join(w.session, w.credentials, found, person.id, w.now)
    return found


def accept_with_password(
    database: Database, credentials: Credentials, secret: str, name: str | None, password: str, now: datetime
) -> Open:
    """Accept as somebody who is known here and proves it, or as somebody new, of that name.

    Raises NotFound, TooMany or NotSignedIn for a wrong password, Refused for a weak one or no name.
    """
    if credentials.page == "foreign":
        raise NotAllowed("Accept an invitation on a page of this service.")
    with database.writing() as session:
        found = look_at(session, secret, now)
        known = known_by(session, found.email)
        if known is not None:
            count_attempt(session, found.email, credentials.address, now)
    if known is not None and not is_password(password, known.password_hash):
        raise NotSignedIn(f"{found.email} has an account here: its password is needed, and this is not it.")
    with database.writing() as session:
        if known is not None:
            forgive(session, found.email, credentials.address)
        person_id = known.id if known else _new(session, found, name, password, now)
        _join(session, credentials, found, person_id, now)
    return found


def _new(session: Session, found: Open, name: str | None, password: str, now: datetime) -> UUID:
    if name is None:
        sentence = "You are new here: give a name as well."
        raise Refused(sentence, [Problem("name", "missing", sentence)])
    return add_person(session, found.email, name, now=now, password=password).id


def _join(session: Session, credentials: Credentials, found: Open, person_id: UUID, now: datetime) -> None:
    """Of two who accept at once, one joins: the invitation is taken by an update that finds it untaken."""
    admit(session, found.organisation_id, person_id)
    untaken = col(Invitation.id) == found.id, col(Invitation.accepted_at).is_(None)
    taken = session.execute(update(Invitation).where(*untaken).values(accepted_at=now))
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound(UNKNOWN)
    if session.get(Membership, (found.organisation_id, person_id)) is not None:
        raise Conflict("You belong to this organisation already.")
    add_membership(session, person_id, found.organisation_id, found.role, now=now)
    record(
        *(session, now, credentials, "invitation.accept", found.email),
        person_id=person_id,
        organisation_id=found.organisation_id,
        after={"role": found.role},
    )
