"""Which work is next: what is due and free, one at a time of each serial, fair between its owners."""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text
from sqlmodel import Session

from app.jobs.registry import JOBS
from app.jobs.tables import Work
from app.jobs.work import OPEN, WORK, Taken

PER_LANE = 4  # pieces of work of one owner at once: fifty hanging sources of one client hold up nobody else
BATCH = 32
CLOCK_WENT_BACK = timedelta(minutes=1)  # more than the clocks of two machines differ
TAKEN: ColumnElement[bool] = and_(WORK.c.executor != "", OPEN)
_LOCK = 7239116  # any number, the same in every process


def take(session: Session, executor: str, now: datetime, room: int) -> list[Taken]:
    """Take up to `room` pieces of work that are due; return them, the least busy owner's first.

    Processes take one after the other, so that two never take the same row, nor two rows of one serial.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    in_turn = list(session.execute(_candidates(now)).scalars())
    held = select(Work).where(WORK.c.id.in_(in_turn), WORK.c.executor == "", OPEN)
    rows = {row.id: row for row in session.execute(held.with_for_update(skip_locked=True)).scalars()}
    busy = _busy_kinds(session, executor)
    taken: list[Taken] = []
    for row in [rows[work_id] for work_id in in_turn if work_id in rows]:
        most = JOBS[row.kind].most_at_once
        if len(taken) < room and (most is None or busy[row.kind] < most):
            busy[row.kind] += 1
            row.executor = executor
            session.add(row)
            taken.append(Taken(row.id, row.generation))
    return taken


def _busy_kinds(session: Session, executor: str) -> Counter[str]:
    mine = select(WORK.c.kind, func.count().label("size")).where(TAKEN, WORK.c.executor == executor)
    return Counter({row.kind: row.size for row in session.execute(mine.group_by(WORK.c.kind))})


def _candidates(now: datetime) -> Select[tuple[UUID]]:
    """Return the ids that may be taken, in their turn: due, free, first of their serial, room in the lane.

    The turn counts what the lane has under way already, so an owner who has nothing comes before one whose
    fourth piece is due for longer.
    """
    newest_only = [kind for kind, registered in JOBS.items() if registered.newest_only]
    first = func.row_number().over(partition_by=WORK.c.serial, order_by=(WORK.c.due_at, WORK.c.id))
    free = (
        select(WORK.c.id, WORK.c.lane, WORK.c.due_at, first.label("first"))
        .where(
            OPEN,
            WORK.c.executor == "",
            _due(now),
            WORK.c.kind.in_(list(JOBS)),  # what we do not know waits for a process that does
            WORK.c.serial.not_in(select(WORK.c.serial).where(TAKEN)),
            or_(WORK.c.kind.not_in(newest_only), ~_covered(now)),
        )
        .subquery()
    )
    load = select(WORK.c.lane, func.count().label("size")).where(TAKEN).group_by(WORK.c.lane).subquery()
    place = func.row_number().over(partition_by=free.c.lane, order_by=(free.c.due_at, free.c.id))
    turn = place + func.coalesce(load.c.size, 0)
    ranked = (
        select(free.c.id, free.c.due_at, turn.label("turn"))
        .outerjoin(load, load.c.lane == free.c.lane)
        .where(free.c.first == 1)
        .subquery()
    )
    fair = select(ranked.c.id).where(ranked.c.turn <= PER_LANE)
    return fair.order_by(ranked.c.turn, ranked.c.due_at, ranked.c.id).limit(BATCH)


def _due(now: datetime) -> ColumnElement[bool]:
    """Work that was written down in what is the future now: the clock was set back, and it waits no hour."""
    return or_(WORK.c.due_at <= now, WORK.c.created_at > now + CLOCK_WENT_BACK)


def _covered(now: datetime) -> ColumnElement[bool]:
    other = WORK.alias()
    same = and_(*(other.c[name] == WORK.c[name] for name in ("kind", "contract_id", "argument")))
    newer = and_(other.c.revision > WORK.c.revision, other.c.due_at <= now, other.c.done_at.is_(None))
    return select(other.c.id).where(same, newer).correlate(WORK).exists()
