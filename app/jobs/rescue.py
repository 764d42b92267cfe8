"""Taking over from the dead: a machine that is gone leaves its workflows pending, and DBOS never notices."""

from collections.abc import Iterator, Set
from contextlib import contextmanager
from uuid import UUID

import structlog
from dbos import DBOS, WorkflowStatus
from sqlalchemy import select, text
from sqlmodel import Session, col

from app.database import Database
from app.jobs.heartbeat import living
from app.jobs.tables import Work
from app.jobs.work import Taken, give_back

_LOCK = 7239115  # any number, the same in every process
log = structlog.get_logger("scorecard.jobs")


def rescue(database: Database, executor: str, running: Set[UUID], *, alone: bool) -> int:
    """Resume every workflow whose executor is dead and free the work that nobody does; return how many.

    `alone` says that no other process can be working (the lock of a SQLite database is held): then everybody
    else is dead at once, without waiting for a lease. One process rescues at a time; what it has resumed
    belongs to a living executor when the next one looks.
    """
    with _one_at_a_time(database) as session:
        # The list comes before the living: whoever began a workflow since then had said so before.
        pending = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        alive = {executor} if alone else living(session) | {executor}
        dead = [one for one in pending if one.executor_id not in alive]
        for workflow in dead:
            DBOS.resume_workflow(workflow.workflow_id)
        freed = _free_the_abandoned(session, alive - {executor}, executor, running)
    if dead or freed:
        log.warning("took over from dead processes", resumed=len(dead), freed=freed)
    return len(dead) + freed


def _free_the_abandoned(session: Session, others: Set[str], executor: str, running: Set[UUID]) -> int:
    """Free work that is marked as taken while no workflow will ever do it.

    That is: its process died between taking it and starting the workflow, or the workflow ended without being
    able to say so (the database was away).
    """
    taken = select(Work).where(col(Work.done_at).is_(None), col(Work.executor) != "")
    rows = [
        Taken(row.id, row.generation)
        for row in session.execute(taken).scalars()
        if row.executor not in others and not (row.executor == executor and row.id in running)
    ]
    states = _states(rows)
    missing = [one for one in rows if _name(one) not in states]
    ended = [one for one in rows if states.get(_name(one), "PENDING") not in ("PENDING", "ENQUEUED")]
    give_back(session, missing, again=False)
    give_back(session, ended, again=True)
    return len(missing) + len(ended)


def _states(rows: list[Taken]) -> dict[str, str]:
    if not rows:
        return {}
    known: list[WorkflowStatus] = DBOS.list_workflows(
        workflow_ids=[_name(one) for one in rows], load_input=False, load_output=False
    )
    return {one.workflow_id: one.status for one in known}


def _name(taken: Taken) -> str:
    return f"{taken.id}.{taken.generation}"


@contextmanager
def _one_at_a_time(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        yield session
