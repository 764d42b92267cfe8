"""Doing one piece of taken work: begin, run what is registered, close or put off. Being killed is allowed."""

import random
from datetime import UTC, datetime, timedelta

import structlog

from app import errors
from app.database import Database
from app.jobs.registry import JOBS, Later, Run
from app.jobs.tables import Work
from app.jobs.work import Taken, begin, finish, put_off
from app.settings import Settings

MOST_ATTEMPTS = 6
MOST_STARTS = 8  # of one attempt: whatever kills the process that often is not tried a ninth time
FIRST_WAIT = 20.0  # seconds before the second attempt after an unforeseen error; doubles from there
log = structlog.get_logger("scorecard.jobs")


def perform(
    database: Database, settings: Settings, taken: Taken, executor: str, now: datetime | None = None
) -> str:
    """Do the work and return its outcome: the job's own word, `superseded`, `put off` or `failed`."""
    with database.writing() as session:
        row = begin(session, taken, executor)
    if row is None:
        return "superseded"
    registered = JOBS.get(row.kind)
    if registered is None:
        return _close(database, taken, "failed", "no such job")
    run = Run(
        *(database, settings, row.contract_id, row.revision, row.argument, row.attempt),
        now or datetime.now(UTC),
    )
    if row.starts > MOST_STARTS:
        why = f"the process died {MOST_STARTS} times in the middle of it"
        if registered.given_up is not None:
            registered.given_up(run, why)
        return _close(database, taken, "failed", why)
    try:
        told = registered.work(run)
    except Exception as error:
        return _after(database, taken, row, error, run.now)
    if isinstance(told, Later):
        with database.writing() as session:
            put_off(session, taken, told, run.now)
        return "put off"
    return _close(database, taken, told or "done")


def _close(database: Database, taken: Taken, outcome: str, error: str = "") -> str:
    with database.writing() as session:
        finish(session, taken, datetime.now(UTC), outcome, error)
    return outcome


def _after(database: Database, taken: Taken, row: Work, error: Exception, now: datetime) -> str:
    """Decide what an error means: a refusal of ours is final, anything else is tried again a few times."""
    final = isinstance(error, errors.ScorecardError) and not isinstance(error, errors.Unavailable)
    if final or row.attempt >= MOST_ATTEMPTS:
        log.error("work failed", kind=row.kind, work=str(row.id), attempt=row.attempt, exc_info=error)
        return _close(database, taken, "failed", _words(error))
    log.warning("work is put off", kind=row.kind, work=str(row.id), attempt=row.attempt, exc_info=error)
    wait = FIRST_WAIT * 2 ** (row.attempt - 1) * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, guards nothing
    with database.writing() as session:
        put_off(session, taken, Later(now + timedelta(seconds=wait), _words(error)), now)
    return "put off"


def _words(error: Exception) -> str:
    """Return what people may read: our own sentences as they are, of anything else only the kind."""
    return error.message if isinstance(error, errors.ScorecardError) else f"unforeseen {type(error).__name__}"
