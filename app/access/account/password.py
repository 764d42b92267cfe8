"""Changing one's own password: the old one proves who asks, and every other browser is signed out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col

from app.access.account.sessions import refuse_token, sign_out_others
from app.access.credentials import Credentials
from app.access.keys import fingerprint
from app.access.passwords import hash_password, is_password
from app.access.sign_in import Lasting, SignedIn, open_browser
from app.access.tables import Person, SignIn
from app.access.throttle import count_attempt, forgive
from app.access.unit import Work, work
from app.database import Database
from app.errors import Conflict, Problem, Refused

WRONG = "This is not your password as it is now."


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants to change something that only their password allows, as they stood when they asked."""

    email: str
    known_as: tuple[str, ...]  # what a password must not be made of
    stored: str | None = field(repr=False)


def ask_password(w: Work) -> Asked:
    """Count the attempt before the password is checked, which takes its time. Raises TooMany."""
    refuse_token(w)
    person = w.session.get_one(Person, w.identity.person_id)
    count_attempt(w.session, person.email, w.credentials.address, w.now)
    return Asked(person.email, (person.email, person.name, w.identity.organisation), person.password_hash)


def check_password(asked: Asked, password: str, where: str = "password") -> None:
    """Raise Refused when it is not theirs. Holds no transaction open."""
    if not is_password(password, asked.stored):
        raise Refused(WRONG, [Problem(where, "wrong_password", WRONG)])


def prove_password(database: Database, caller: Credentials, password: str, where: str = "password") -> Asked:
    """Who asks, once their password has proven it; a wrong one is recorded.

    Raises Refused for a wrong one, TooMany, NotAllowed for a token.
    """
    with work(database, caller, "access:read", writing=True) as w:
        asked = ask_password(w)
    try:
        check_password(asked, password, where)
    except Refused:
        with work(database, caller, "access:read", writing=True) as w:
            w.audit("password.refuse", asked.email)
        raise
    return asked


def rehashed(asked: Asked, password: str) -> str:
    """The hash of a new password. Raises Refused for a weak one, or one that is the old one."""
    if is_password(password, asked.stored):
        sentence = "This is your password already; choose another one."
        raise Refused(sentence, [Problem("new", "same_password", sentence)])
    return hash_password(password, "new", asked.known_as)


def change_own(w: Work, asked: Asked, stored: str, lasting: Lasting) -> SignedIn:
    """Store the new password's hash; this browser gets a new secret, all others are signed out.

    Raises Conflict when the password was changed by somebody else meanwhile.
    """
    mine = col(Person.id) == w.identity.person_id, col(Person.password_hash) == asked.stored
    changed = w.session.execute(update(Person).where(*mine).values(password_hash=stored))
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("Your password was changed meanwhile; sign in again.")
    forgive(w.session, asked.email, w.credentials.address)
    ended = sign_out_others(w)
    renewed = renew(w, lasting)
    w.audit("password.change", asked.email, after={"signed_out": ended})
    return renewed


def renew(w: Work, lasting: Lasting) -> SignedIn:
    """Give this browser a new secret for what it may from now on; the old one is dead. It lasts no longer."""
    former = col(SignIn.number) == w.identity.sign_in_id
    row = w.session.get_one(SignIn, fingerprint(w.credentials.secret))
    w.session.execute(update(SignIn).where(former).values(revoked_at=w.now))
    left = Lasting(max(row.expires_at - w.now, timedelta(0)), lasting.idle)
    who = w.identity
    return open_browser(w.session, w.credentials, who.organisation_id, who.person_id, w.now, left)
