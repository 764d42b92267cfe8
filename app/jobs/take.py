"""Which work is next: what is due and free, one at a time for each thing to do, fair between its owners."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Select, and_, func, or_, select
from sqlmodel import Session

from app.jobs.registry import JOBS
from app.jobs.tables import Work
from app.jobs.work import OPEN, WORK, Taken

PER_LANE = 4  # pieces of work of one owner at once: fifty hanging sources of one client hold up nobody else
BATCH = 32


def take(session: Session, executor: str, now: datetime, room: int) -> list[Taken]:
    """Take up to `room` pieces of work that are due; return them.

    Two processes that take at once never get the same row: rows that another one is taking are skipped.
    """
    due = select(Work).where(WORK.c.id.in_(_candidates(now)), WORK.c.executor == "", OPEN)
    in_turn = due.order_by(WORK.c.due_at, WORK.c.id).limit(BATCH).with_for_update(skip_locked=True)
    taken: list[Taken] = []
    things: set[tuple[str, UUID, str]] = set()
    for row in session.execute(in_turn).scalars():
        thing = (row.kind, row.contract_id, row.argument)
        if thing not in things and len(taken) < room:
            things.add(thing)
            row.executor = executor
            session.add(row)
            taken.append(Taken(row.id, row.generation))
    return taken


def _candidates(now: datetime) -> Select[tuple[UUID]]:
    """Return the ids that may be taken: due, free, the newest of their thing, and their lane has room."""
    newest_only = [kind for kind, registered in JOBS.items() if registered.newest_only]
    turn = func.row_number().over(partition_by=WORK.c.lane, order_by=(WORK.c.due_at, WORK.c.id))
    free = select(WORK.c.id.label("id"), (turn + _load_of_lane()).label("turn")).where(
        OPEN,
        WORK.c.executor == "",
        WORK.c.due_at <= now,
        WORK.c.kind.in_(list(JOBS)),  # what we do not know waits for a process that does
        ~_under_way(),
        or_(WORK.c.kind.not_in(newest_only), ~_covered(now)),
    )
    ranked = free.subquery()
    return select(ranked.c.id).where(ranked.c.turn <= PER_LANE)


def _load_of_lane() -> ColumnElement[int]:
    other = WORK.alias()
    taken = select(func.count()).where(other.c.lane == WORK.c.lane, _is_taken(other))
    return taken.correlate(WORK).scalar_subquery()


def _under_way() -> ColumnElement[bool]:
    other = WORK.alias()
    return select(other.c.id).where(_same_thing(other), _is_taken(other)).correlate(WORK).exists()


def _covered(now: datetime) -> ColumnElement[bool]:
    other = WORK.alias()
    newer = and_(other.c.revision > WORK.c.revision, other.c.due_at <= now, other.c.done_at.is_(None))
    return select(other.c.id).where(_same_thing(other), newer).correlate(WORK).exists()


def _same_thing(other: FromClause) -> ColumnElement[bool]:
    names = ("kind", "contract_id", "argument")
    return and_(*(other.c[name] == WORK.c[name] for name in names))


def _is_taken(other: FromClause) -> ColumnElement[bool]:
    return and_(other.c.executor != "", other.c.done_at.is_(None))
