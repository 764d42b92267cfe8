"""Doing due work here and now, without the engine: for the command line and the tests."""

import os
import time
from datetime import UTC, datetime
from uuid import uuid4

from app.database import Database
from app.jobs.heartbeat import BEAT_SECONDS, beat, leave
from app.jobs.perform import perform
from app.jobs.take import take
from app.settings import Settings

AT_ONCE = 8  # taken in one transaction; what other work they cause is seen in the next one


def run_due(database: Database, settings: Settings, now: datetime | None = None) -> list[str]:
    """Do all work that is due at `now` (default: this moment), what it causes included; return the outcomes.

    Other processes may be working on the same database: what they have taken is left to them.
    """
    executor = f"inline-{os.getpid()}-{uuid4().hex[:12]}"
    outcomes: list[str] = []
    beaten = float("-inf")
    try:
        while True:
            with database.writing() as session:
                if time.monotonic() - beaten >= BEAT_SECONDS:
                    beat(session, executor)
                    beaten = time.monotonic()
                taken = take(session, executor, now or datetime.now(UTC), AT_ONCE)
            if not taken:
                return outcomes
            outcomes += [perform(database, settings, one, executor, now) for one in taken]
    finally:
        with database.writing() as session:
            leave(session, executor)
