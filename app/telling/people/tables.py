"""What each person chose to be told of, and every message on its way to them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

import app.access.tables  # noqa: F401
from app.columns import Document, Instant
from app.database import new_id


class NoticeChoice(SQLModel, table=True):
    """One person's choice in one organisation; without a row the choice of their role counts.

    `chat` is a locked address that may hold the key of a chat room; only its kind and host are ever shown.
    """

    __tablename__ = "notice_choice"

    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id")
    person_id: UUID = Field(primary_key=True, foreign_key="person.id")
    mail: list[str] = Field(default_factory=list, sa_type=Document)  # kinds of event
    chat: list[str] = Field(default_factory=list, sa_type=Document)
    digest: bool = False
    chat_address: bytes = Field(default=b"", sa_type=LargeBinary, repr=False)
    chat_shown: str = Field(default="", max_length=200)
    changed_at: datetime = Field(sa_type=Instant)


class Notice(SQLModel, table=True):
    """One message to one person. Its words are made when it is sent: in the language they have by then."""

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sent', 'failed', 'dropped')", name="known_state"),
        CheckConstraint("channel IN ('mail', 'chat')", name="known_channel"),
        UniqueConstraint("organisation_id", "person_id", "event_id", "channel"),
        Index("ix_notice_created_at", "created_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID
    person_id: UUID
    event_id: UUID  # of a digest: the week's own
    kind: str = Field(max_length=40)
    channel: str = Field(max_length=4)
    state: str = Field(default="waiting", max_length=7)
    error: str = Field(default="", max_length=300)
    created_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
