"""The rows of work: remembering, beginning, finishing, giving back. Each is part of one short transaction."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, event, func, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from app.database import new_id
from app.jobs.registry import JOBS, Later
from app.jobs.tables import Work

WORK: Table = Work.__table__  # type: ignore[attr-defined]
OPEN: ColumnElement[bool] = WORK.c.done_at.is_(None)
WAKE = threading.Event()  # set when work was committed in this process, so that nobody has to poll fast


@dataclass(frozen=True)
class Taken:
    """Work that an executor has taken: its row and its generation, which together name the workflow."""

    id: UUID
    generation: int


def remember_work(
    session: Session,
    kind: str,
    contract_id: UUID,
    revision: int,
    argument: str = "",
    *,
    lane: str = "",
    serial: str = "",
    due_at: datetime | None = None,
    now: datetime | None = None,
) -> bool:
    """Write down, in the caller's transaction, that this is to be done; the same open work is there once.

    `revision` is the contract's revision that asks for it (0 where none does), `argument` what else the job
    needs to know (ids, at most 200 characters), `lane` whose work it is (the contract's when not given).
    Work of one `serial` is done one after the other, the one that is due first before the others; by default
    that is work of the same kind, contract and argument. Returns whether it is new.
    """
    now = now or datetime.now(UTC)
    values = {
        "id": new_id(),
        "kind": kind,
        "contract_id": contract_id,
        "revision": revision,
        "argument": argument,
        "lane": lane or str(contract_id),
        "serial": serial or f"{kind} {contract_id} {argument}",
        "created_at": now,
        "due_at": due_at or now,
        "generation": 1,
        "executor": "",
        "starts": 0,
        "attempt": 1,
        "outcome": "",
        "error": "",
    }
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    stored = session.execute(insert(WORK).values(**values).on_conflict_do_nothing())
    event.listen(session, "after_commit", _wake, once=True)
    return bool(stored.rowcount)  # type: ignore[attr-defined]


def _wake(_session: object) -> None:
    WAKE.set()


def behind(session: Session, kind: str, contract_id: UUID) -> int:
    """Return how much work of this kind is still open for a contract: pages then say "being updated"."""
    found = select(func.count()).where(WORK.c.kind == kind, WORK.c.contract_id == contract_id, OPEN)
    return int(session.execute(found).scalar_one())


def count_open(session: Session, serial: str) -> int:
    """Return how much work of one serial waits or is under way."""
    return int(session.execute(select(func.count()).where(WORK.c.serial == serial, OPEN)).scalar_one())


def open_moments(session: Session, serial: str) -> dict[str, datetime]:
    """Return when each open piece of work of one serial is or was due, by its argument."""
    chosen = select(WORK.c.argument, WORK.c.due_at).where(WORK.c.serial == serial, OPEN)
    return {row.argument: row.due_at for row in session.execute(chosen)}


def hasten(session: Session, kind: str, contract_id: UUID, argument: str, now: datetime) -> None:
    """Let work that waits for a later moment be due now, because somebody asks for it."""
    same = (WORK.c.kind == kind, WORK.c.contract_id == contract_id, WORK.c.argument == argument)
    waiting = (OPEN, WORK.c.executor == "", WORK.c.due_at > now)
    session.execute(update(WORK).where(*same, *waiting).values(due_at=now))
    event.listen(session, "after_commit", _wake, once=True)


def begin(session: Session, taken: Taken, executor: str) -> Work | None:
    """Return the row with one start more, ours from now on; None when it is done or a later attempt's."""
    row = _locked(session, taken)
    if row is not None:
        row.executor = executor
        row.starts += 1
        session.add(row)
    return row


def finish(session: Session, taken: Taken, now: datetime, outcome: str, error: str = "") -> None:
    """Close the work; where only the newest revision counts, the older ones that it covers as well."""
    row = _locked(session, taken)
    if row is None:
        return
    closed: dict[str, Any] = {"done_at": now, "executor": ""}
    told = {"outcome": outcome[:200], "error": error[:1000]}
    session.execute(update(WORK).where(_is(taken)).values(**closed, **told))
    registered = JOBS.get(row.kind)
    if registered and registered.newest_only and not error:
        older = and_(
            WORK.c.kind == row.kind,
            WORK.c.contract_id == row.contract_id,
            WORK.c.argument == row.argument,
            WORK.c.revision < row.revision,
        )
        covered = f"covered by revision {row.revision}"
        free = and_(OPEN, WORK.c.executor == "")
        session.execute(update(WORK).where(older, free).values(**closed, outcome=covered))


def put_off(session: Session, taken: Taken, later: Later, now: datetime) -> None:
    """Give the work back for a later attempt, under a new generation."""
    values: dict[str, Any] = {"due_at": later.at, "error": later.why[:1000], "executor": "", "starts": 0}
    values |= {"generation": taken.generation + 1, "created_at": now}
    values |= {"attempt": WORK.c.attempt + (1 if later.counted else 0)}
    session.execute(update(WORK).where(_is(taken), OPEN).values(**values))


def give_back(session: Session, taken: Sequence[Taken], *, again: bool) -> None:
    """Free work whose executor is gone; with `again` under a new generation, as its workflow has ended."""
    if not taken:
        return
    these = tuple_(WORK.c.id, WORK.c.generation).in_([(one.id, one.generation) for one in taken])
    raised = WORK.c.generation + (1 if again else 0)
    session.execute(update(WORK).where(these, OPEN).values(executor="", generation=raised))


def start_over(session: Session) -> None:
    """Free all open work under a new generation: the engine's store was thrown away, as `restore` does."""
    session.execute(update(WORK).where(OPEN).values(executor="", generation=WORK.c.generation + 1))


def _locked(session: Session, taken: Taken) -> Work | None:
    return session.execute(select(Work).where(_is(taken), OPEN).with_for_update()).scalar_one_or_none()


def _is(taken: Taken) -> ColumnElement[bool]:
    return and_(WORK.c.id == taken.id, WORK.c.generation == taken.generation)
