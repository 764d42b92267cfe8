"""Forgetting once a day what nobody needs any more: browsers long signed out, old attempts, old counts."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col

from app.access.passkeys.tables import PasskeyChallenge
from app.access.rates.quotas import window_of
from app.access.rates.tables import RateCount
from app.access.second_step.tables import HalfSignIn
from app.access.sign_on.tables import SignOnBegun
from app.access.tables import SignIn, SignInAttempt
from app.database import Database
from app.jobs import scheduled
from app.settings import Settings

KEPT = timedelta(days=30)  # after its end; who was signed in stands in the audit log
ATTEMPTS = timedelta(days=1)  # failures count for minutes


@scheduled("forget-sign-ins", "23 3 * * *")
def forget(database: Database, _settings: Settings, now: datetime) -> None:
    """Delete sign-ins that ended a month ago, what was begun and never passed, old counts."""
    over = (
        delete(SignIn).where(col(SignIn.expires_at) < now - KEPT),
        delete(HalfSignIn).where(col(HalfSignIn.expires_at) < now),
        delete(PasskeyChallenge).where(col(PasskeyChallenge.expires_at) < now),
        delete(SignOnBegun).where(col(SignOnBegun.expires_at) < now),
        delete(SignInAttempt).where(col(SignInAttempt.last_at) < now - ATTEMPTS),
        delete(RateCount).where(col(RateCount.window) < window_of(now.timestamp()) - 1),
    )
    for statement in over:
        with database.writing() as session:
            session.execute(statement)
