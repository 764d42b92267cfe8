"""What administrators do about the second steps of their people: ask for it, and reset a lost one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, update
from sqlalchemy import select as asked
from sqlmodel import Session, col, select

from app.access.audit import Facts, record
from app.access.credentials import Credentials
from app.access.look_up import LookUp
from app.access.members import member
from app.access.passkeys.tables import Passkey
from app.access.second_step.prove import is_on, own_step
from app.access.second_step.tables import SecondStep
from app.access.tables import Membership, Organisation, Person, SignIn
from app.access.unit import Work
from app.errors import Conflict, NotAllowed

OWN = "Switch your own second step off on the page of your account, with your password and a code."
ELSEWHERE = "They belong to another organisation as well, so this is done by whoever runs the service."
FIRST = "Set up your own second step first: who asks for it has it."
_ELSEWHERE = LookUp(
    "belongs_elsewhere",
    asked(Membership.person_id).where(  # type: ignore[call-overload]
        col(Membership.person_id) == bindparam("person"),
        col(Membership.organisation_id) != bindparam("organisation"),
    ),
)
LOOK_UPS = (_ELSEWHERE,)
_NOTHING: Facts = {"on": False, "passkeys": 0}


def reset(w: Work, person_id: UUID) -> None:
    """Take a colleague's second step away, who lost it, and their passkeys: they sign in with the password.

    Doing it again changes nothing. Raises NotFound for people of other organisations; NotAllowed for one's
    own; Conflict for who belongs elsewhere too, whose doors there are not the caller's to open.
    """
    whose = member(w, person_id)
    if person_id == w.identity.person_id:
        raise NotAllowed(OWN)
    if belongs_elsewhere(w.session, person_id, w.identity.organisation_id):
        raise Conflict(ELSEWHERE)
    had = _taken_away(w.session, person_id)
    _sign_out(w, col(SignIn.person_id) == person_id)
    w.audit("second_step.reset", whose.email, before=had, after=_NOTHING)


def belongs_elsewhere(session: Session, person_id: UUID, organisation_id: UUID) -> bool:
    """Whether somebody belongs to another organisation than this one."""
    return bool(_ELSEWHERE.ask(session, person=person_id, organisation=organisation_id))


def take_away(session: Session, person: Person, *, now: datetime) -> bool:
    """Take anybody's second step and passkeys away and sign them out, as the operator; whether it was on.

    The audit log of each of their organisations has an entry.
    """
    person_id = person.id
    had = _taken_away(session, person_id)
    theirs_are = select(Membership.organisation_id).where(col(Membership.person_id) == person_id)
    for where in session.exec(theirs_are).all():
        record(
            *(session, now, Credentials("none", "", "", ""), "second_step.reset", person.email),
            organisation_id=where,
            before=had,
            after={**_NOTHING, "by": "the operator"},
        )
    theirs = col(SignIn.person_id) == person_id, col(SignIn.revoked_at).is_(None)
    session.execute(update(SignIn).where(*theirs).values(revoked_at=now))
    return bool(had["on"])


def _taken_away(session: Session, person_id: UUID) -> Facts:
    """What was taken: whether the step was on, and how many passkeys (what is lost has both)."""
    was_on = is_on(own_step(session, person_id))
    session.execute(delete(SecondStep).where(col(SecondStep.person_id) == person_id))
    keys = session.execute(delete(Passkey).where(col(Passkey.person_id) == person_id))
    return {"on": was_on, "passkeys": keys.rowcount}  # type: ignore[attr-defined]


def require(w: Work, *, required: bool) -> Organisation:
    """Ask for the second step of everybody who signs in with a password, or no longer.

    Whoever has none is signed out, and sets it up as they sign in again. Raises Conflict when the caller has
    none either.
    """
    if required and not is_on(own_step(w.session, w.identity.person_id)):
        raise Conflict(FIRST)
    own = w.session.get_one(Organisation, w.identity.organisation_id, with_for_update=True)
    before, own.second_step_required = own.second_step_required, required
    w.session.add(own)
    if required and not before:
        having = select(SecondStep.person_id).where(col(SecondStep.on_since).is_not(None))
        _sign_out(w, col(SignIn.person_id).not_in(having))
    w.audit("second_step.require", own.name, before={"required": before}, after={"required": required})
    return own


def _sign_out(w: Work, whom: object) -> None:
    theirs = col(SignIn.organisation_id) == w.identity.organisation_id, col(SignIn.revoked_at).is_(None)
    w.session.execute(update(SignIn).where(*theirs, whom).values(revoked_at=w.now))  # type: ignore[arg-type]
