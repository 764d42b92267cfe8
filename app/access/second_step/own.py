"""One's own second step on the page of one's account: on, new recovery codes, off."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cryptography.fernet import MultiFernet
from sqlalchemy import delete
from sqlmodel import col

from app.access.account.password import Asked, renew
from app.access.account.sessions import refuse_token, sign_out_others
from app.access.second_step.prove import PER_CODE, is_on, name_of, own_step, proven
from app.access.second_step.set_up import Begun, begin, confirm, renew_recovery
from app.access.second_step.tables import SecondStep
from app.access.sign_in import Lasting, SignedIn
from app.access.tables import Organisation, Person
from app.access.throttle import count_attempt, forgive
from app.access.unit import Work
from app.errors import Conflict

OFF = "You have no second step; set one up first."
ASKED_FOR = "Your organisation asks for a second step, so it stays on; an administrator can reset a lost one."


@dataclass(frozen=True, slots=True)
class Standing:
    """How one's own second step stands."""

    on_since: datetime | None
    recovery_left: int
    required: bool


@dataclass(frozen=True, slots=True)
class SwitchedOn:
    """A second step that is on: the recovery codes, for the only time, and the browser's new secret."""

    recovery: list[str] = field(repr=False)
    renewed: SignedIn


def standing_of(w: Work) -> Standing:
    """Whether one's own second step is on, and what is left of its recovery codes."""
    refuse_token(w)
    step = w.session.get(SecondStep, w.identity.person_id)
    required = w.session.get_one(Organisation, w.identity.organisation_id).second_step_required
    if step is None or step.on_since is None:
        return Standing(None, 0, required)
    return Standing(step.on_since, len(step.recovery), required)


def begin_own(w: Work, asked: Asked, box: MultiFernet) -> Begun:
    """Begin to set it up, after one's password. Raises Conflict when it is on."""
    forgive(w.session, asked.email, w.credentials.address)
    begun = begin(w.session, w.identity.person_id, asked.email, box, w.now)
    w.audit("second_step.begin", asked.email)
    return begun


def confirm_own(w: Work, code: str, box: MultiFernet, lasting: Lasting) -> SwitchedOn:
    """Switch it on with the app's first code: every other browser is signed out, this one gets a new secret.

    Raises Conflict when nothing was begun of late, Refused for a wrong code.
    """
    refuse_token(w)
    codes = confirm(w.session, w.identity.person_id, code, box, w.now)
    ended = sign_out_others(w)
    renewed = renew(w, lasting)
    w.audit("second_step.on", _email(w), after={"signed_out": ended})
    return SwitchedOn(codes, renewed)


def prove_own(w: Work, code: str, box: MultiFernet) -> bool:
    """Whether a code proves, after the password, that it is them.

    Counted and recorded: commit it before anything is refused.

    Raises Conflict without a second step, TooMany.
    """
    refuse_token(w)
    if not is_on(own_step(w.session, w.identity.person_id)):
        raise Conflict(OFF)
    email = _email(w)
    forgive(w.session, email, w.credentials.address)  # the password was right
    name = name_of(email)
    count_attempt(w.session, name, w.credentials.address, w.now, PER_CODE)
    if proven(w.session, w.identity.person_id, code, box, w.now) is None:
        w.audit("second_step.refuse", email)
        return False
    forgive(w.session, name, w.credentials.address)
    return True


def switch_off(w: Work, code: str, box: MultiFernet) -> bool:
    """Switch it off after the password; whether the code was right. Raises Conflict where it is asked for."""
    if w.session.get_one(Organisation, w.identity.organisation_id).second_step_required:
        raise Conflict(ASKED_FOR)
    if not prove_own(w, code, box):
        return False
    w.session.execute(delete(SecondStep).where(col(SecondStep.person_id) == w.identity.person_id))
    w.audit("second_step.off", _email(w), after={"signed_out": sign_out_others(w)})
    return True


def new_recovery_codes(w: Work, code: str, box: MultiFernet) -> list[str] | None:
    """New recovery codes in place of the old, for the only time; None for a wrong code."""
    if not prove_own(w, code, box):
        return None
    step = w.session.get_one(SecondStep, w.identity.person_id)
    w.audit("second_step.renew", _email(w), before={"left": len(step.recovery)})
    return renew_recovery(w.session, step)


def _email(w: Work) -> str:
    return w.session.get_one(Person, w.identity.person_id).email
