"""Who lives: each process that works says so every few seconds, by the clock of the database."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, text, update
from sqlmodel import Session, col

from app.jobs.tables import Executor

BEAT_SECONDS = 5.0
LEASE = timedelta(seconds=30)  # silent for that long: dead


def database_now(session: Session) -> datetime:
    """Return the moment by the one clock that all processes share: that of the server, or of this machine."""
    if session.get_bind().dialect.name != "postgresql":
        return datetime.now(UTC)
    moment: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return moment.astimezone(UTC)


def beat(session: Session, executor: str) -> None:
    """Say that this process lives."""
    now = database_now(session)
    known = session.execute(update(Executor).where(col(Executor.id) == executor).values(beat_at=now))
    if known.rowcount == 0:  # type: ignore[attr-defined]
        session.add(Executor(id=executor, started_at=now, beat_at=now))


def leave(session: Session, executor: str) -> None:
    """Take this process off the list: it ends in good order."""
    session.execute(delete(Executor).where(col(Executor.id) == executor))


def living(session: Session, lease: timedelta = LEASE) -> set[str]:
    """Return the executors whose lease runs; forget those that are long gone."""
    now = database_now(session)
    session.execute(delete(Executor).where(col(Executor.beat_at) < now - lease * 10))
    return set(
        session.execute(select(col(Executor.id)).where(col(Executor.beat_at) >= now - lease)).scalars()
    )
