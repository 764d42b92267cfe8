"""The outbox: what happened, written in the transaction that made it happen."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.columns import Document, Instant
from app.database import new_id


class Event(SQLModel, table=True):
    """Something that happened in a contract; its id is the `webhook-id` under which it is told for ever.

    `mark` makes what a daily sweep finds happen once: "report.missing 2026-04" is not told every day.
    """

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("contract_id", "mark"),
        Index("ix_event_at", "at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    contract_id: UUID
    only: UUID | None = None  # the one organisation that it concerns
    kind: str = Field(max_length=40)
    reference: str = Field(max_length=200)  # of the contract, as people know it
    facts: dict[str, Any] = Field(sa_type=Document)
    mark: str = Field(max_length=200)
    at: datetime = Field(sa_type=Instant)
