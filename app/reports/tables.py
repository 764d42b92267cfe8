"""The tables of reports: the bytes that came, the mapping that was remembered, and the day sheets."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.columns import Document, Instant, Whole, versioned
from app.database import new_id

_SIDE = "side IN ('provider', 'client')"


class Report(SQLModel, table=True):
    """One file or pull: its bytes (compressed), its digest, and how it was read, or why it was refused."""

    __table_args__ = (
        CheckConstraint(_SIDE, name="known_side"),
        CheckConstraint("status IN ('accepted', 'refused')", name="known_status"),
        # The same bytes, read the same way, are one reading.
        Index(
            "uq_report_reading",
            "organisation_id",
            "contract_id",
            "side",
            "sha256",
            "mapping_sha256",
            "reader",
            unique=True,
            sqlite_where=text("status = 'accepted' AND replaced_by IS NULL"),
            postgresql_where=text("status = 'accepted' AND replaced_by IS NULL"),
        ),
        Index("ix_report_inbox", "organisation_id", "contract_id", "received_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID
    contract_id: UUID = Field(foreign_key="contract.id")
    side: str = Field(max_length=8)
    status: str = Field(max_length=8)
    sender_id: UUID
    person_id: UUID | None = None
    name: str = Field(max_length=200)
    sha256: str = Field(max_length=64)
    content: bytes = Field(sa_type=LargeBinary, repr=False)
    size: int = Field(sa_type=Whole)
    mapping: dict[str, Any] | None = Field(default=None, sa_type=Document)
    mapping_sha256: str = Field(max_length=64)
    reader: int = Field(sa_type=Whole)
    rows: int = Field(default=0, sa_type=Whole)
    left_out: int = Field(default=0, sa_type=Whole)  # rows that were refused and the others were taken
    first_day: date | None = Field(default=None, sa_type=Date)
    last_day: date | None = Field(default=None, sa_type=Date)
    measures: list[str] = Field(default_factory=list, sa_type=Document)
    flags: list[dict[str, Any]] = Field(default_factory=list, sa_type=Document)
    problems: list[dict[str, Any]] = Field(default_factory=list, sa_type=Document)
    problem_count: int = Field(default=0, sa_type=Whole)  # of which `problems` are the first
    revision: int | None = Field(default=None, sa_type=Whole)
    received_at: datetime = Field(sa_type=Instant)
    replaces: UUID | None = None  # the reading of the same bytes whose place this one took
    replaced_by: UUID | None = None
    place: int | None = Field(default=None, sa_type=Whole)  # the revision in whose place it stands
    erased_at: datetime | None = Field(default=None, sa_type=Instant)  # then `content` is empty
    source_id: UUID | None = None  # that it was pulled from


class ArrivingReport(SQLModel, table=True):
    """A large upload that a job reads: its bytes until then, how far it is, and in the end its answer.

    `again_of` is the report whose bytes are read again.
    """

    __tablename__ = "arriving_report"
    __table_args__ = (
        CheckConstraint(_SIDE, name="known_side"),
        CheckConstraint("state IN ('being_read', 'accepted', 'unchanged', 'refused')", name="known_state"),
        Index("ix_arriving_report_state", "organisation_id", "contract_id", "state"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID
    contract_id: UUID = Field(foreign_key="contract.id")
    side: str = Field(max_length=8)
    state: str = Field(max_length=10)
    sender_id: UUID
    person_id: UUID | None = None
    name: str = Field(max_length=200)
    sha256: str = Field(max_length=64)
    size: int = Field(sa_type=Whole)
    content: bytes = Field(sa_type=LargeBinary, repr=False)  # empty once it is read: the report has them
    mapping: dict[str, Any] | None = Field(default=None, sa_type=Document)
    confirmed: bool = False
    good_rows: bool = False
    percent: int = Field(default=0, sa_type=Whole)
    rows: int = Field(default=0, sa_type=Whole)
    status: int = Field(default=0, sa_type=Whole)  # of the answer, 0 while there is none
    answer: dict[str, Any] | None = Field(default=None, sa_type=Document)
    again_of: UUID | None = None
    received_at: datetime = Field(sa_type=Instant)
    done_at: datetime | None = Field(default=None, sa_type=Instant)


class DraftReport(SQLModel, table=True):
    """A file that somebody looks at before it counts: its bytes, and the mapping as far as it was corrected.

    It belongs to the organisation that sent it; the other party sees what is accepted. `again_of` is the
    report whose bytes these are, where it is one that came before.
    """

    __tablename__ = "draft_report"
    __table_args__ = (
        CheckConstraint(_SIDE, name="known_side"),
        Index("ix_draft_report_contract", "organisation_id", "contract_id", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    contract_id: UUID = Field(foreign_key="contract.id")
    person_id: UUID | None = None
    side: str = Field(max_length=8)
    name: str = Field(max_length=200)
    sha256: str = Field(max_length=64)
    content: bytes = Field(sa_type=LargeBinary, repr=False)
    mapping: dict[str, Any] | None = Field(default=None, sa_type=Document)
    again_of: UUID | None = Field(default=None, foreign_key="report.id")
    version: int = Field(default=1, sa_type=Whole)
    created_at: datetime = Field(sa_type=Instant)


class RefusedRows(SQLModel, table=True):
    """Every row of a report that was not taken, as a CSV file (compressed) to correct and send back."""

    __tablename__ = "refused_rows"

    report_id: UUID = Field(primary_key=True, foreign_key="report.id")
    organisation_id: UUID
    csv: bytes = Field(sa_type=LargeBinary, repr=False)


class RememberedMapping(SQLModel, table=True):
    """How the last accepted report of one side with this header line was read; used before guessing anew."""

    __tablename__ = "remembered_mapping"

    organisation_id: UUID
    contract_id: UUID = Field(primary_key=True, foreign_key="contract.id")
    side: str = Field(primary_key=True, max_length=8)
    header_sha256: str = Field(primary_key=True, max_length=64)
    mapping: dict[str, Any] = Field(sa_type=Document)
    updated_at: datetime = Field(sa_type=Instant)


class MappingVersion(SQLModel, table=True):
    """One version of how a side's files with one header are read; the newest is what is remembered.

    `line_id` is the same for all versions of one header from one source, or of one header of the files that
    are sent. `origin` says whether it came with a file (given), was completed or guessed from one (read), or
    was written by hand (corrected); `report_id` is the first report that it read.
    """

    __tablename__ = "mapping_version"
    __table_args__ = (
        CheckConstraint(_SIDE, name="known_side"),
        CheckConstraint("origin IN ('given', 'read', 'corrected')", name="known_origin"),
        UniqueConstraint("organisation_id", "line_id", "number", name="uq_mapping_version_line"),
        UniqueConstraint(
            "organisation_id",
            "contract_id",
            "side",
            "header_sha256",
            "number",
            name="uq_mapping_version_header",
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID
    contract_id: UUID = Field(foreign_key="contract.id")
    line_id: UUID
    side: str = Field(max_length=8)
    header_sha256: str = Field(max_length=64)
    kind: str = Field(max_length=10)
    columns: list[str] = Field(default_factory=list, sa_type=Document)
    number: int = Field(sa_type=Whole)
    mapping: dict[str, Any] = Field(sa_type=Document)
    mapping_sha256: str = Field(max_length=64)
    origin: str = Field(max_length=9)
    person_id: UUID | None = None
    report_id: UUID | None = Field(default=None, foreign_key="report.id")
    source_id: UUID | None = None
    created_at: datetime = Field(sa_type=Instant)


_KEY = ("organisation_id", "contract_id", "side", "first_day", "last_day", "queue", "segment", "channel")


class SheetRow(SQLModel, table=True):
    """What one queue's day was known to be from one revision until another; see `app.sla.sheets`.

    `totals` are whole millionths by measure; `sources` say per measure which report stated it, at which
    grain, by how much a derived one may be off, and which earlier reports still stand beside it;
    `intervals` is a compressed block, opened when needed.
    """

    __tablename__ = "sheet"
    __table_args__ = (
        CheckConstraint(_SIDE, name="known_side"),
        CheckConstraint("last_day >= first_day", name="days_in_order"),
        *versioned("uq_sheet_current", *_KEY),
        Index("ix_sheet_known", "organisation_id", "contract_id", "side", "last_day", "from_revision"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID
    contract_id: UUID = Field(foreign_key="contract.id")
    side: str = Field(max_length=8)
    queue: str = Field(max_length=64)
    segment: str = Field(max_length=100)
    channel: str = Field(max_length=20)
    first_day: date = Field(sa_type=Date)
    last_day: date = Field(sa_type=Date)
    grain: int = Field(sa_type=Whole)
    totals: dict[str, int] = Field(sa_type=Document)
    intervals: bytes | None = Field(default=None, sa_type=LargeBinary, repr=False)
    sources: dict[str, Any] = Field(sa_type=Document)
    from_revision: int = Field(sa_type=Whole)
    to_revision: int | None = Field(default=None, sa_type=Whole)
