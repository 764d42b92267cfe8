"""What is pulled, from where, which window of it is known, and every attempt."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

import app.access.tables
import app.contracts.tables  # noqa: F401
from app.columns import Document, Instant, Whole
from app.database import new_id


class Source(SQLModel, table=True):
    """An address that is fetched on a schedule. Its secrets are locked away and never shown again.

    It belongs to the organisation that set it up, whose word the reports are. `version` rises with changes.
    """

    __table_args__ = (
        CheckConstraint("side IN ('provider', 'client')", name="known_side"),
        CheckConstraint("\"window\" IN ('day', 'week', 'month')", name="known_window"),
        CheckConstraint("state IN ('ok', 'failing', 'stopped')", name="known_state"),
        Index("ix_source_contract", "organisation_id", "contract_id", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    contract_id: UUID = Field(foreign_key="contract.id")
    person_id: UUID | None = None
    side: str = Field(max_length=8)
    name: str = Field(max_length=200)
    url: str = Field(max_length=2048)
    method: str = Field(max_length=4)
    header_names: list[str] = Field(default_factory=list, sa_type=Document)
    headers: bytes = Field(default=b"", sa_type=LargeBinary, repr=False)
    address_values: bytes = Field(default=b"", sa_type=LargeBinary, repr=False)  # hidden in `url`
    credentials: bytes = Field(default=b"", sa_type=LargeBinary, repr=False)
    credentials_shown: dict[str, Any] | None = Field(default=None, sa_type=Document)
    certificate: bytes = Field(default=b"", sa_type=LargeBinary, repr=False)  # and its key
    certificate_shown: dict[str, Any] | None = Field(default=None, sa_type=Document)
    paging: dict[str, Any] | None = Field(default=None, sa_type=Document)
    body: str = Field(default="", sa_type=Text)  # JSON, '' for none
    window: str = Field(max_length=5)
    lag_days: int = Field(sa_type=Whole)
    look_back: int = Field(sa_type=Whole)
    since: date | None = Field(default=None, sa_type=Date)
    every_minutes: int | None = Field(default=None, sa_type=Whole)
    cron: str = Field(default="", max_length=100)
    mapping: dict[str, Any] | None = Field(default=None, sa_type=Document)
    enabled: bool = True
    state: str = Field(default="ok", max_length=7)
    note: str = Field(default="", max_length=500)  # why it fails or was stopped, for its owner
    planned_at: datetime | None = Field(default=None, sa_type=Instant)
    catching_up: bool = False  # the turn that began at `planned_at` has windows left to ask for
    time_zone: str = Field(default="", max_length=64)  # of `cron`; '' for the contract's
    pause_seconds: int = Field(default=0, sa_type=Whole)  # at least between the beginnings of two pulls
    asked_at: datetime | None = Field(default=None, sa_type=Instant)  # the last pull began
    failures: int = Field(default=0, sa_type=Whole)  # in a row, of the source as a whole
    stopped_at: datetime | None = Field(default=None, sa_type=Instant)  # the circuit opened
    probe_at: datetime | None = Field(default=None, sa_type=Instant)  # then it is tried; None: by its owner
    probing: bool = False  # the circuit is half open
    version: int = Field(default=1, sa_type=Whole)
    created_at: datetime = Field(sa_type=Instant)
    deleted_at: datetime | None = Field(default=None, sa_type=Instant)


class SourceWindow(SQLModel, table=True):
    """One window of a source: whether its report is in, and what a conditional request needs."""

    __tablename__ = "source_window"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'done', 'refused')", name="known_state"),
        CheckConstraint("end_day > first_day", name="days_in_order"),
    )

    source_id: UUID = Field(primary_key=True, foreign_key="source.id")
    first_day: date = Field(primary_key=True, sa_type=Date)
    end_day: date = Field(sa_type=Date)  # excluded
    organisation_id: UUID
    state: str = Field(default="waiting", max_length=8)
    tries: int = Field(default=0, sa_type=Whole)  # how often the answer was that there is no report
    etag: str = Field(default="", max_length=200)
    last_modified: str = Field(default="", max_length=100)
    sha256: str = Field(default="", max_length=64)
    report_id: UUID | None = None
    checked_at: datetime | None = Field(default=None, sa_type=Instant)


class SourceAttempt(SQLModel, table=True):
    """One attempt at one window: `running` until it ends, `interrupted` when its process died."""

    __tablename__ = "source_attempt"
    __table_args__ = (
        UniqueConstraint("source_id", "first_day", "number"),
        Index("ix_source_attempt_list", "organisation_id", "source_id", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID
    source_id: UUID = Field(foreign_key="source.id")
    first_day: date = Field(sa_type=Date)
    end_day: date = Field(sa_type=Date)
    number: int = Field(sa_type=Whole)
    started_at: datetime = Field(sa_type=Instant)
    milliseconds: int | None = Field(default=None, sa_type=Whole)
    status: str = Field(max_length=11)  # running interrupted accepted unchanged no_report refused failed
    fault: str = Field(default="", max_length=20)
    http_status: int | None = Field(default=None, sa_type=Whole)
    size: int | None = Field(default=None, sa_type=Whole)  # bytes, decoded
    sha256: str = Field(default="", max_length=64)
    error: str = Field(default="", max_length=1000)
    report_id: UUID | None = None
