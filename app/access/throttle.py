"""Slowing down whoever guesses passwords, counted in the database so that every process sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, update
from sqlmodel import Session, col, select

from app.access.keys import fingerprint
from app.access.tables import SignInAttempt
from app.database import insert_into
from app.errors import TooMany

FORGOTTEN_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many failures are free, and the longest wait in seconds after that; it doubles each time."""

    free: int
    longest: int

    def wait(self, failures: int) -> timedelta:
        """How long to wait after so many failures. Never for ever: the owner must get in too."""
        over = failures - self.free
        return timedelta(seconds=0 if over < 0 else min(2 ** min(over, 20), self.longest))


PER_EMAIL = Limit(free=5, longest=60)
PER_ADDRESS = Limit(free=30, longest=300)


def keys_of(email: str, address: str, per: Limit = PER_EMAIL) -> tuple[tuple[str, Limit], ...]:
    """What is counted for one attempt; fingerprints, because people type passwords into the wrong field."""
    return (fingerprint(f"email {email}"), per), (fingerprint(f"address {address}"), PER_ADDRESS)


def count_attempt(session: Session, email: str, address: str, now: datetime, per: Limit = PER_EMAIL) -> None:
    """Count an attempt before it is made: a hundred at once are a hundred. Raises TooMany, uncounted."""
    keys = sorted(keys_of(email, address, per), key=_key)
    rows = [(_locked(session, key, now), limit) for key, limit in keys]
    for row, limit in rows:
        if now - row.last_at > FORGOTTEN_AFTER:
            row.failures = 0
        if (left := row.last_at + limit.wait(row.failures) - now) > timedelta(0) and row.failures:
            sentence = "Too many attempts to sign in; wait a moment and try again."
            raise TooMany(sentence, retry_after=max(1, -(-left // timedelta(seconds=1))))
    for row, _ in rows:
        row.failures += 1
        row.last_at = now


def forgive(session: Session, email: str, address: str) -> None:
    """After a success: the e-mail address starts anew, the network address gets this one attempt back."""
    (of_email, _), (of_address, _) = keys_of(email, address)
    one_less = case((col(SignInAttempt.failures) > 0, col(SignInAttempt.failures) - 1), else_=0)
    attempts = update(SignInAttempt)
    session.execute(attempts.where(col(SignInAttempt.key) == of_email).values(failures=0))
    session.execute(attempts.where(col(SignInAttempt.key) == of_address).values(failures=one_less))


def _key(pair: tuple[str, Limit]) -> str:
    return pair[0]  # always locked in the same order, so that two sign-ins cannot wait for one another


def _locked(session: Session, key: str, now: datetime) -> SignInAttempt:
    new = insert_into(session, SignInAttempt).values(key=key, failures=0, last_at=now)
    session.execute(new.on_conflict_do_nothing())
    return session.exec(select(SignInAttempt).where(SignInAttempt.key == key).with_for_update()).one()
