"""The tables of contracts: the contract, its revisions, and the versions of its terms."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.columns import Document, Instant, Whole
from app.database import new_id


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
    __table_args__ = (
        Index(
            "uq_terms_version_current",
            "organisation_id",
            "contract_id",
            "effective",
            unique=True,
            sqlite_where=text("to_revision IS NULL"),
            postgresql_where=text("to_revision IS NULL"),
        ),
        CheckConstraint("to_revision IS NULL OR to_revision > from_revision", name="revisions_in_order"),
    )

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
