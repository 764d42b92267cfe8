"""The work that is due and who is doing it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from app.database import Instant, Whole, new_id


class Work(SQLModel, table=True):
    """One thing to do. Its id and `generation` are the id of the workflow that does it.

    The generation rises whenever an attempt is given up for a later one, so that a late finisher of the old
    one changes nothing. Open work is unique by what is to be done: asking twice is asking once.
    """

    __table_args__ = (
        Index(
            "uq_work_open",
            "kind",
            "contract_id",
            "revision",
            "argument",
            unique=True,
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        Index(
            "ix_work_due",
            "due_at",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        Index("ix_work_done_at", "done_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    kind: str = Field(max_length=40)
    contract_id: UUID
    revision: int = Field(sa_type=Whole)
    argument: str = Field(default="", max_length=200)
    lane: str = Field(max_length=64)  # whose work it is: one lane cannot take all the room
    serial: str = Field(default="", max_length=300)  # work of one serial is done one after the other
    generation: int = Field(default=1, sa_type=Whole)
    created_at: datetime = Field(sa_type=Instant)  # written down, or last put off
    due_at: datetime = Field(sa_type=Instant)
    executor: str = Field(default="", max_length=64)  # who has taken it; '' when nobody has
    starts: int = Field(default=0, sa_type=Whole)  # of this generation: it grows when processes die over it
    attempt: int = Field(default=1, sa_type=Whole)
    done_at: datetime | None = Field(default=None, sa_type=Instant)
    outcome: str = Field(default="", max_length=200)
    error: str = Field(default="", max_length=1000)


class Executor(SQLModel, table=True):
    """A process that does work, and when it last said that it lives."""

    id: str = Field(primary_key=True, max_length=64)
    started_at: datetime = Field(sa_type=Instant)
    beat_at: datetime = Field(sa_type=Instant)
