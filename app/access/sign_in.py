"""Signing in with e-mail and password, and out again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, select

from app.access.admit import admit
from app.access.audit import record
from app.access.authenticate import authenticate
from app.access.credentials import Credentials
from app.access.device import LONGEST
from app.access.keys import fingerprint, new_cookie
from app.access.look_up import LookUp
from app.access.passwords import is_password
from app.access.people import Known, known_by, plain_email
from app.access.second_step.half import HalfSignedIn, needs_of, open_half
from app.access.tables import Membership, Organisation, Person, SignIn
from app.access.throttle import count_attempt, forgive
from app.access.unit import Work
from app.database import Database
from app.errors import NotAllowed, NotSignedIn
from app.settings import Settings

WRONG = "The e-mail address or the password is wrong."


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long a browser stays signed in: at most `whole`, and `idle` after its last request."""

    whole: timedelta
    idle: timedelta

    @classmethod
    def of(cls, settings: Settings) -> Lasting:
        """As the operator decides."""
        return cls(timedelta(hours=settings.sign_in_hours), timedelta(minutes=settings.sign_in_idle_minutes))


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new sign-in; `secret` goes into the browser's cookie and nowhere else."""

    secret: str = field(repr=False)
    person_id: UUID
    organisation_id: UUID
    expires_at: datetime


def sign_in(
    database: Database,
    credentials: Credentials,
    email: str,
    password: str,
    *,
    now: datetime,
    lasting: Lasting,
    organisation_id: UUID | None = None,
) -> SignedIn | HalfSignedIn:
    """Sign somebody in for the organisation given, or the first they belong to; what the browser had ends.

    Where a second step is on or asked for, this is half of it: `second_step/pass_it.py` is the rest.

    Raises TooMany when it went wrong too often of late, else NotSignedIn, in the same words and after about
    the same time whatever is wrong. The slow check of the password holds no transaction open.
    """
    refuse_foreign(credentials)
    address, plain = credentials.address, plain_email(email)
    with database.writing() as session:
        count_attempt(session, plain, address, now)
    with database.reading() as session:
        person = known_by(session, plain)
    right = is_password(password, person.password_hash if person else None)
    with database.writing() as session:
        chosen = _organisation_of(session, person, organisation_id) if person and right else None
        if person is not None and chosen is not None:
            forgive(session, plain, address)
            admit(session, chosen, person.id)
            if needs := needs_of(session, chosen, person.id):
                return open_half(session, credentials, chosen, person.id, needs, now)
            return enter(session, credentials, chosen, person.id, now, lasting)
        person_id = person.id if person else None
        record(session, now, credentials, "sign_in.refuse", "password", person_id=person_id)
    raise NotSignedIn(WRONG)


def refuse_foreign(credentials: Credentials) -> None:
    """Raise NotAllowed for another site's page, which would sign people in as somebody else."""
    if credentials.page == "foreign":
        raise NotAllowed("Sign in on a page of this service.")


# Where the person belongs, read again after the password: it may have changed meanwhile.
_ORGANISATIONS = LookUp(
    "organisations_of",
    select(Membership.organisation_id)
    .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
    .join(Person, col(Person.id) == col(Membership.person_id))
    .where(
        col(Membership.person_id) == bindparam("person"),
        col(Person.disabled_at).is_(None),
        col(Person.password_hash) == bindparam("stored"),
        col(Organisation.suspended_at).is_(None),
    )
    .order_by(col(Membership.created_at), col(Membership.organisation_id)),
)
LOOK_UPS = (_ORGANISATIONS,)


def _organisation_of(session: Session, person: Known, wanted: UUID | None) -> UUID | None:
    found = [row[0] for row in _ORGANISATIONS.ask(session, person=person.id, stored=person.password_hash)]
    return next((one for one in found if wanted in (None, one)), None)


def enter(
    session: Session,
    credentials: Credentials,
    organisation_id: UUID,
    person_id: UUID,
    now: datetime,
    lasting: Lasting,
    how: str = "password",
) -> SignedIn:
    """Sign in somebody who has proven who they are; `how` is told in the audit log."""
    _end_former(session, credentials, now)
    admit(session, organisation_id, person_id)
    opened = open_browser(session, credentials, organisation_id, person_id, now, lasting)
    record(
        *(session, now, credentials, "sign_in.open", how),
        person_id=person_id,
        organisation_id=organisation_id,
    )
    return opened


def open_browser(
    session: Session,
    credentials: Credentials,
    organisation_id: UUID,
    person_id: UUID,
    now: datetime,
    lasting: Lasting,
) -> SignedIn:
    """A new sign-in with a secret of its own, for somebody who is admitted; who asks records it."""
    secret = new_cookie()
    session.add(
        SignIn(
            id=fingerprint(secret),
            organisation_id=organisation_id,
            person_id=person_id,
            device=credentials.device[:LONGEST],
            address=credentials.address[:64],
            created_at=now,
            last_used_at=now,
            idle_until=now + lasting.idle,
            expires_at=now + lasting.whole,
        )
    )
    return SignedIn(secret, person_id, organisation_id, now + lasting.whole)


def as_opened(credentials: Credentials, opened: SignedIn) -> Credentials:
    """The credentials that this very browser has from its next request on."""
    return replace(credentials, kind="cookie", secret=opened.secret, page="own")


def _end_former(session: Session, credentials: Credentials, now: datetime) -> None:
    """Whoever the browser was signed in as until now is signed out: its cookie is about to be replaced."""
    if credentials.kind != "cookie":
        return
    try:
        former = authenticate(session, credentials, now)
    except NotSignedIn:
        return
    admit(session, former.organisation_id, former.person_id)
    ended = update(SignIn).where(col(SignIn.number) == former.sign_in_id)
    session.execute(ended.values(revoked_at=now))


def sign_out(w: Work) -> None:
    """End the sign-in that this work came with; its cookie is dead from now on. A token is left as it is."""
    ended = update(SignIn).where(
        col(SignIn.id) == fingerprint(w.credentials.secret), col(SignIn.revoked_at).is_(None)
    )
    w.session.execute(ended.values(revoked_at=w.now))
    w.audit("sign_in.close", "cookie")
