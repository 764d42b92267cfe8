"""A browser that has passed the password and not the code: it may pass the code, and nothing else.

It has a cookie and a table of its own, which no request but those of the second step ever looks at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import and_, bindparam, delete, literal_column, update
from sqlalchemy import select as asked
from sqlmodel import Session, col

from app.access.admit import admit
from app.access.audit import record
from app.access.credentials import Credentials
from app.access.keys import fingerprint, new_cookie
from app.access.look_up import LookUp
from app.access.second_step.prove import is_on, own_step
from app.access.second_step.tables import HalfSignIn
from app.access.tables import Membership, Organisation, Person
from app.errors import NotSignedIn

Needs = Literal["code", "set_up"]
LASTS = timedelta(minutes=10)
TRIES = 5
OVER = "Signing in took too long, or too many codes were wrong; begin again with your password."

_MEMBERSHIP = and_(
    col(Membership.person_id) == col(HalfSignIn.person_id),
    col(Membership.organisation_id) == col(HalfSignIn.organisation_id),
)
_BY_SECRET = LookUp(
    "half_sign_in",
    asked(HalfSignIn.organisation_id, HalfSignIn.person_id, Person.email, HalfSignIn.needs)  # type: ignore[call-overload]
    .join(Person, col(Person.id) == col(HalfSignIn.person_id))
    .join(Organisation, col(Organisation.id) == col(HalfSignIn.organisation_id))
    .join(Membership, _MEMBERSHIP)
    .where(
        col(HalfSignIn.id) == bindparam("fingerprint"),
        col(HalfSignIn.expires_at) > bindparam("now"),
        col(HalfSignIn.tries) < literal_column(str(TRIES)),
        col(Person.disabled_at).is_(None),
        col(Organisation.suspended_at).is_(None),
    ),
)
LOOK_UPS = (_BY_SECRET,)


@dataclass(frozen=True, slots=True)
class HalfSignedIn:
    """What the password opened: `secret` goes into a cookie of its own and nowhere else."""

    secret: str = field(repr=False)
    needs: Needs
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Half:
    """Whose half a sign-in is, for which organisation, and what it still needs."""

    id: str
    organisation_id: UUID
    person_id: UUID
    email: str
    needs: Needs


def needs_of(session: Session, organisation_id: UUID, person_id: UUID) -> Needs | None:
    """What the password alone does not give to somebody who is admitted; None: it is enough."""
    if is_on(own_step(session, person_id)):
        return "code"
    organisation = session.get_one(Organisation, organisation_id)
    return "set_up" if organisation.second_step_required else None


def open_half(
    session: Session,
    credentials: Credentials,
    organisation_id: UUID,
    person_id: UUID,
    needs: Needs,
    now: datetime,
) -> HalfSignedIn:
    """Begin a sign-in of somebody who is admitted and whose password was right."""
    secret, until = new_cookie(), now + LASTS
    session.add(
        HalfSignIn(
            id=fingerprint(secret),
            organisation_id=organisation_id,
            person_id=person_id,
            needs=needs,
            created_at=now,
            expires_at=until,
        )
    )
    record(
        *(session, now, credentials, "sign_in.begin", "password"),
        person_id=person_id,
        organisation_id=organisation_id,
        after={"needs": needs},
    )
    return HalfSignedIn(secret, needs, until)


def read_half(session: Session, secret: str, now: datetime, needs: Needs) -> Half:
    """The half sign-in behind a cookie; its person is admitted from here on.

    Raises NotSignedIn, in the same words whatever is wrong with it.
    """
    found = _BY_SECRET.ask(session, fingerprint=fingerprint(secret), now=now) if secret else []
    half = next((Half(fingerprint(secret), *row) for row in found), None)
    if half is None or half.needs != needs:
        raise NotSignedIn(OVER)
    admit(session, half.organisation_id, half.person_id)
    return half


def count_try(session: Session, half: Half) -> None:
    """Count a code that is about to be tried. Raises NotSignedIn after the last one."""
    this = col(HalfSignIn.id) == half.id, col(HalfSignIn.organisation_id) == half.organisation_id
    counted = (
        update(HalfSignIn).where(*this, col(HalfSignIn.tries) < TRIES).values(tries=col(HalfSignIn.tries) + 1)
    )
    if session.execute(counted).rowcount != 1:  # type: ignore[attr-defined]
        raise NotSignedIn(OVER)


def end_half(session: Session, half: Half) -> None:
    """The half becomes whole: its cookie is dead. Raises NotSignedIn when another request was first."""
    this = col(HalfSignIn.id) == half.id, col(HalfSignIn.organisation_id) == half.organisation_id
    ended = session.execute(delete(HalfSignIn).where(*this))
    if ended.rowcount != 1:  # type: ignore[attr-defined]
        raise NotSignedIn(OVER)


def record_half(session: Session, now: datetime, credentials: Credentials, half: Half, action: str) -> None:
    """Record what somebody does with half a sign-in."""
    who, where = half.person_id, half.organisation_id
    record(session, now, credentials, action, half.email, person_id=who, organisation_id=where)
