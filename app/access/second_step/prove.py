"""Proving the second step: each code is taken once, of two requests with the same one a single one passes."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from cryptography.fernet import MultiFernet
from sqlmodel import Session

from app.access.locked import CannotUnlock, unlock
from app.access.second_step.codes import counter_of, hash_of, is_of_app, plain
from app.access.second_step.tables import SecondStep
from app.access.throttle import Limit
from app.errors import Problem, Refused

How = Literal["code", "recovery code"]
# After five wrong ones a wait that grows to a quarter of an hour: three of a million codes are right at once.
PER_CODE = Limit(free=5, longest=900)
WRONG = "This code is wrong, was used, or is too old; wait for the next one and type it."
_LOST = "Codes of your app cannot be checked (the service's key has changed): use a recovery code, or ask an"


def name_of(email: str) -> str:
    """Under which name attempts of a code are counted: apart from passwords, whose success forgives them."""
    return f"code {email}"


def own_step(session: Session, person_id: UUID) -> SecondStep | None:
    """The second step of somebody who is admitted, held until the transaction ends."""
    return session.get(SecondStep, person_id, with_for_update=True)


def is_on(step: SecondStep | None) -> bool:
    """Whether a second step counts."""
    return step is not None and step.on_since is not None


def proven(session: Session, person_id: UUID, typed: str, box: MultiFernet, now: datetime) -> How | None:
    """How a code proves that it is them, which uses it up; None for a wrong or used one."""
    step = own_step(session, person_id)
    if step is None or step.on_since is None:
        return None
    code = plain(typed)
    if is_of_app(code):
        return "code" if take_code(session, step, code, box, now) else None
    hashed = hash_of(code)
    if hashed not in step.recovery:
        return None
    step.recovery = [one for one in step.recovery if one != hashed]
    session.add(step)
    return "recovery code"


def take_code(session: Session, step: SecondStep, code: str, box: MultiFernet, now: datetime) -> bool:
    """Whether it is a code of the app that was not taken before; from now on it was."""
    counter = counter_of(secret_of(step, box), code, now)
    if counter is None or counter <= step.last_counter:
        return False
    step.last_counter = counter
    session.add(step)
    return True


def secret_of(step: SecondStep, box: MultiFernet) -> str:
    """The secret of the app. Raises Refused when its key is gone."""
    try:
        return unlock(box, step.secret)["secret"]
    except CannotUnlock:
        raise Refused(f"{_LOST} administrator to reset your second step.") from None


def wrong_code() -> Refused:
    """The refusal of a code."""
    return Refused(WRONG, [Problem("code", "wrong_code", WRONG)])
