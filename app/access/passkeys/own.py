"""One's own passkeys: listed, added after the password (and the code, where there is one), removed."""

from __future__ import annotations

from uuid import UUID

from cryptography.fernet import MultiFernet
from sqlalchemy import delete, func
from sqlmodel import col, select

from app.access.account.password import Asked
from app.access.account.sessions import refuse_token, sign_out_others
from app.access.passkeys.challenges import Challenge, new_challenge, take_challenge
from app.access.passkeys.site import Made
from app.access.passkeys.tables import Passkey
from app.access.second_step.own import prove_own
from app.access.second_step.prove import is_on, own_step
from app.access.throttle import forgive
from app.access.unit import Work
from app.database import insert_into, new_id
from app.errors import Conflict, NotFound, Refused

MOST = 20
TOO_MANY = "You have 20 passkeys; remove one before you add another."
LATE = "This passkey was not added: it took too long, or was begun elsewhere. Begin again."
NOT_TAKEN = "This passkey was not added: what your device sent does not prove it. Begin again."
THERE = "This passkey is there already."


def passkeys_of(w: Work) -> list[Passkey]:
    """The caller's own passkeys, the oldest first."""
    refuse_token(w)
    mine = select(Passkey).where(col(Passkey.person_id) == w.identity.person_id)
    return list(w.session.exec(mine.order_by(col(Passkey.added_at), col(Passkey.id))))


def begin(w: Work, asked: Asked, code: str, box: MultiFernet) -> Challenge | None:
    """Begin to add one, after the password; None for a wrong code, which is needed where a second step is on.

    Commit it in either case. Raises Conflict when there are too many, TooMany.
    """
    if is_on(own_step(w.session, w.identity.person_id)):
        if not prove_own(w, code, box):
            return None
    else:
        forgive(w.session, asked.email, w.credentials.address)
    if len(passkeys_of(w)) >= MOST:
        raise Conflict(TOO_MANY)
    w.audit("passkey.begin", asked.email)
    return new_challenge(w.session, _purpose(w), w.now)


def take_begun(w: Work, client_data: str) -> bytes:
    """The challenge that this browser began to add a passkey with, used up. Raises Conflict."""
    refuse_token(w)
    challenge = take_challenge(w.session, _purpose(w), client_data, w.now)
    if challenge is None:
        raise Conflict(LATE)
    return challenge


def add(w: Work, made: Made, name: str) -> Passkey:
    """Keep a passkey whose making was proven. Raises Conflict when it is there, or one too many."""
    person_id = w.identity.person_id
    counted = select(func.count()).select_from(Passkey).where(col(Passkey.person_id) == person_id)
    if w.session.exec(counted).one() >= MOST:
        raise Conflict(TOO_MANY)
    number = new_id()
    new = insert_into(w.session, Passkey).values(
        id=number,
        person_id=person_id,
        credential=made.credential,
        public_key=made.public_key,
        sign_count=made.sign_count,
        name=name,
        added_at=w.now,
    )
    added = new.on_conflict_do_nothing().returning(col(Passkey.id))
    if w.session.execute(added).one_or_none() is None:
        raise Conflict(THERE)
    w.audit("passkey.add", name, after={"id": str(number)})
    kept = select(Passkey).where(col(Passkey.person_id) == person_id, col(Passkey.id) == number)
    return w.session.exec(kept).one()


def remove(w: Work, passkey_id: UUID) -> None:
    """Remove one; other browsers are signed out, as they may be in other hands. Raises NotFound."""
    refuse_token(w)
    mine = col(Passkey.person_id) == w.identity.person_id, col(Passkey.id) == passkey_id
    found = w.session.exec(select(Passkey).where(*mine)).one_or_none()
    if found is None or w.session.execute(delete(Passkey).where(*mine)).rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound
    after = {"signed_out": sign_out_others(w)}
    w.audit("passkey.remove", found.name, before={"id": str(passkey_id)}, after=after)


def not_proven() -> Refused:
    """The refusal of a new passkey."""
    return Refused(NOT_TAKEN)


def _purpose(w: Work) -> str:
    return f"add {w.identity.sign_in_id}"
