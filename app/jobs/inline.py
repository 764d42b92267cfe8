"""Doing due work here and now, without the engine: for the command line and the tests."""

import os
from datetime import UTC, datetime
from uuid import uuid4

from app.database import Database
from app.jobs.heartbeat import beat, leave
from app.jobs.perform import perform
from app.jobs.take import take
from app.jobs.work import Taken
from app.settings import Settings


def run_due(database: Database, settings: Settings, now: datetime | None = None) -> list[str]:
    """Do all work that is due at `now` (default: this moment), what it causes included; return the outcomes.

    Other processes may be working on the same database: what they have taken is left to them.
    """
    executor = f"inline-{os.getpid()}-{uuid4().hex[:12]}"
    outcomes: list[str] = []
    with database.writing() as session:
        beat(session, executor)
    try:
        while taken := _next(database, executor, now):
            outcomes += [perform(database, settings, one, executor, now) for one in taken]
    finally:
        with database.writing() as session:
            leave(session, executor)
    return outcomes


def _next(database: Database, executor: str, now: datetime | None) -> list[Taken]:
    with database.writing() as session:
        beat(session, executor)
        return take(session, executor, now or datetime.now(UTC), room=1)
