"""The tables of contracts: the contract, its revisions, its terms, exclusions and calendar years."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.columns import Document, Instant, Whole, versioned
from app.database import new_id

_IS_SIDE = "{} IN ('provider', 'client')"


class Contract(SQLModel, table=True):
    """One contract of one client; `revision` counts every accepted change of it."""

    __table_args__ = (UniqueConstraint("organisation_id", "reference"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    reference: str = Field(max_length=64)
    revision: int = Field(default=0, sa_type=Whole)
    created_at: datetime = Field(sa_type=Instant)


class ContractRevision(SQLModel, table=True):
    """When a revision was taken and by what; `at` only grows, so that an instant names one revision."""

    __tablename__ = "contract_revision"

    contract_id: UUID = Field(primary_key=True, foreign_key="contract.id")
    revision: int = Field(primary_key=True, sa_type=Whole)
    organisation_id: UUID
    at: datetime = Field(sa_type=Instant)
    kind: str = Field(max_length=20)
    person_id: UUID | None = None


class Frozen(SQLModel, table=True):
    """What an issued scorecard froze: a version of the terms by its effective day, or a calendar's year."""

    __table_args__ = (CheckConstraint("kind IN ('terms', 'calendar')", name="known_kind"),)

    organisation_id: UUID = Field(primary_key=True)
    contract_id: UUID = Field(primary_key=True, foreign_key="contract.id")
    kind: str = Field(primary_key=True, max_length=8)
    name: str = Field(primary_key=True, max_length=10)
    at: datetime = Field(sa_type=Instant)


class TermsVersion(SQLModel, table=True):
    """The text of one version as it came, and its canonical document; current while `to_revision` is null."""

    __tablename__ = "terms_version"
    __table_args__ = (*versioned("uq_terms_version_current", "organisation_id", "contract_id", "effective"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID
    contract_id: UUID = Field(foreign_key="contract.id", index=True)
    effective: date = Field(sa_type=Date)
    text: str = Field(sa_type=Text)
    document: dict[str, Any] = Field(sa_type=Document)
    sha256: str = Field(max_length=64)
    from_revision: int = Field(sa_type=Whole)
    to_revision: int | None = Field(default=None, sa_type=Whole)
    received_at: datetime = Field(sa_type=Instant)
    person_id: UUID | None = None


class ExclusionState(SQLModel, table=True):
    """What an exclusion was from one revision until another: a proposal, an agreement, or neither any more.

    What it says (`name` to `whole_days`) never changes; each step of a side closes the row before it. A span
    that both sides agreed to counts also while one of them asks to undo it. `asked_side` is the side whose
    proposal or request is open, or was the last one; `changed_…` who took the last step.
    """

    __tablename__ = "exclusion"
    __table_args__ = (
        *versioned("uq_exclusion_current", "organisation_id", "contract_id", "exclusion_id"),
        CheckConstraint("ends_at > starts_at", name="instants_in_order"),
        CheckConstraint(
            "state IN ('proposed', 'agreed', 'undoing', 'declined', 'withdrawn')", name="known_state"
        ),
        CheckConstraint(_IS_SIDE.format("proposed_side"), name="known_proposed_side"),
        CheckConstraint(_IS_SIDE.format("asked_side"), name="known_asked_side"),
        CheckConstraint("agreed_side <> proposed_side", name="nobody_agrees_to_their_own"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID
    contract_id: UUID = Field(foreign_key="contract.id")
    exclusion_id: UUID
    name: str = Field(max_length=200)
    reason: str = Field(sa_type=Text)
    starts_at: datetime = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant)
    queues: list[str] = Field(sa_type=Document)
    channels: list[str] = Field(sa_type=Document)
    whole_days: bool
    state: str = Field(max_length=9)
    proposed_side: str = Field(max_length=8)
    proposed_by: UUID
    proposed_name: str = Field(max_length=200)
    proposed_at: datetime = Field(sa_type=Instant)
    agreed_side: str | None = Field(default=None, max_length=8)
    agreed_by: UUID | None = None
    agreed_name: str | None = Field(default=None, max_length=200)
    agreed_at: datetime | None = Field(default=None, sa_type=Instant)
    asked_side: str = Field(max_length=8)
    changed_side: str = Field(max_length=8)
    changed_by: UUID
    changed_at: datetime = Field(sa_type=Instant)
    from_revision: int = Field(sa_type=Whole)
    to_revision: int | None = Field(default=None, sa_type=Whole)


class CalendarYear(SQLModel, table=True):
    """The days off of one year and the days worked to make up for them, as an auditor confirmed them.

    A year without a row is as proposed.
    """

    __tablename__ = "calendar_year"
    __table_args__ = (*versioned("uq_calendar_year_current", "organisation_id", "contract_id", "year"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID
    contract_id: UUID = Field(foreign_key="contract.id")
    year: int = Field(sa_type=Whole)
    holidays: list[str] = Field(sa_type=Document)
    makeup_days: list[str] = Field(sa_type=Document)
    confirmed_by: UUID
    confirmed_name: str = Field(max_length=200)
    confirmed_at: datetime = Field(sa_type=Instant)
    from_revision: int = Field(sa_type=Whole)
    to_revision: int | None = Field(default=None, sa_type=Whole)
