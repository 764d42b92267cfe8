"""Who is told by webhook, under which secret, and what became of every delivery."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

import app.access.events.tables
import app.access.tables  # noqa: F401
from app.columns import Document, Instant, Whole
from app.database import new_id


class WebhookEndpoint(SQLModel, table=True):
    """An address that an organisation wants to be told at. Its secrets are locked away and shown once.

    `state`: `stopped` by its owner, `gone` when it answered 410.
    """

    __tablename__ = "webhook_endpoint"
    __table_args__ = (
        CheckConstraint("state IN ('active', 'stopped', 'gone')", name="known_state"),
        Index("ix_webhook_endpoint_list", "organisation_id", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    name: str = Field(max_length=200)
    url: str = Field(max_length=2048)
    kinds: list[str] = Field(default_factory=list, sa_type=Document)  # none: all
    secrets: bytes = Field(sa_type=LargeBinary, repr=False)
    rotated_at: datetime | None = Field(default=None, sa_type=Instant)
    state: str = Field(default="active", max_length=7)
    waits_until: datetime | None = Field(default=None, sa_type=Instant)  # it asked for time (429)
    version: int = Field(default=1, sa_type=Whole)
    created_at: datetime = Field(sa_type=Instant)
    deleted_at: datetime | None = Field(default=None, sa_type=Instant)


class WebhookDelivery(SQLModel, table=True):
    """One event on its way to one endpoint. `tries` holds when, status, what was wrong, milliseconds."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'delivered', 'failed', 'dropped')", name="known_state"),
        UniqueConstraint("endpoint_id", "event_id"),
        Index("ix_webhook_delivery_list", "organisation_id", "endpoint_id", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID
    endpoint_id: UUID = Field(foreign_key="webhook_endpoint.id")
    event_id: UUID
    kind: str = Field(max_length=40)
    body: str = Field(max_length=20_000)
    state: str = Field(default="waiting", max_length=9)
    tries: list[dict[str, Any]] = Field(default_factory=list, sa_type=Document)
    created_at: datetime = Field(sa_type=Instant)
    begun_at: datetime = Field(sa_type=Instant)  # of this round of attempts: a replay begins a new one
    next_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
