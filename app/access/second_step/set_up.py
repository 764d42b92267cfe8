"""Setting the second step up: a secret that is shown once, on as soon as the app has shown a right code."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.fernet import MultiFernet
from sqlmodel import Session

from app.access.locked import lock
from app.access.second_step.codes import address_of, hashes_of, is_of_app, new_recovery, new_secret, plain
from app.access.second_step.prove import is_on, own_step, take_code, wrong_code
from app.access.second_step.tables import SecondStep
from app.errors import Conflict

WITHIN = timedelta(hours=1)
ON_ALREADY = "Your second step is on already; switch it off before you set up another one."
NOT_BEGUN = "Begin to set the second step up first; what you began is over after an hour."


@dataclass(frozen=True, slots=True)
class Begun:
    """The only copy of a secret that goes into an authenticator app: as text, and as its QR code says it."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


def begin(session: Session, person_id: UUID, email: str, box: MultiFernet, now: datetime) -> Begun:
    """Make a secret for somebody who is admitted; one begun before is thrown away. Raises Conflict."""
    step = own_step(session, person_id)
    if is_on(step):
        raise Conflict(ON_ALREADY)
    secret = new_secret()
    step = step or SecondStep(person_id=person_id, secret=b"", begun_at=now)
    step.secret, step.begun_at = lock(box, {"secret": secret}), now
    step.last_counter, step.recovery = 0, []
    session.add(step)
    session.flush()
    return Begun(secret, address_of(secret, email))


def confirm(session: Session, person_id: UUID, typed: str, box: MultiFernet, now: datetime) -> list[str]:
    """Switch it on with the app's first code; return the recovery codes, for the only time.

    Raises Conflict when nothing was begun of late, Refused for a wrong code.
    """
    step = own_step(session, person_id)
    if is_on(step):
        raise Conflict(ON_ALREADY)
    if step is None or now - step.begun_at > WITHIN:
        raise Conflict(NOT_BEGUN)
    code = plain(typed)
    if not (is_of_app(code) and take_code(session, step, code, box, now)):
        raise wrong_code()
    step.on_since = now
    return renew_recovery(session, step)


def renew_recovery(session: Session, step: SecondStep) -> list[str]:
    """New recovery codes in place of those that are left; return them, for the only time."""
    codes = new_recovery()
    step.recovery = hashes_of(codes)
    session.add(step)
    session.flush()
    return codes
