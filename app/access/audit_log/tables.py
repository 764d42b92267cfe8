"""What keeps the audit log honest: the links of its chains, what waits for one, and who has left."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.columns import Instant, Whole
from app.database import new_id

NOBODY = UUID(int=0)  # whose chain takes entries that belong to no organisation: refused credentials


class AuditWaiting(SQLModel, table=True):
    """An entry that is not in its chain yet, written with the entry and gone when its link is written.

    Ids are in the order of making, not of committing: a mark "sealed until" would pass over entries of a
    transaction that took its time.
    """

    __tablename__ = "audit_waiting"

    organisation_id: UUID = Field(primary_key=True)
    entry_id: UUID = Field(primary_key=True, default_factory=new_id)


class AuditLink(SQLModel, table=True):
    """One entry's place in its organisation's chain: a digest over it and the link before. Never changed."""

    __tablename__ = "audit_link"
    __table_args__ = (Index("ix_audit_link_entry_id", "entry_id", unique=True),)

    organisation_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_type=Whole)  # from 1, without gaps
    entry_id: UUID
    sha256: str = Field(max_length=64)
    sealed_at: datetime = Field(sa_type=Instant)


class AuditClosing(SQLModel, table=True):
    """What stays of an organisation that was deleted: how long its log was and how it ended, signed.

    Only under such a row can entries be deleted, and it cannot be deleted itself.
    """

    __tablename__ = "audit_closing"

    organisation_id: UUID = Field(primary_key=True)
    closed_at: datetime = Field(sa_type=Instant)
    entries: int = Field(sa_type=Whole)
    sha256: str = Field(max_length=64)  # of the last link
    statement: str = Field(max_length=2000)  # canonical JSON: what was deleted, when, on whose order
    signature: str = Field(max_length=64)  # HMAC-SHA256 of the statement under the service's secret key
