"""The tables of findings: where each stands by its periods, and what people say and do about it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.columns import Document, Instant, Whole


class Finding(SQLModel, table=True):
    """One finding of a contract: a missed target, complaints that were late, or one that a person made.

    `subject` is the target's id; of a quality finding its own number. `turns` is its course by period, or, of
    a quality finding, by day. `version` counts what people changed.
    """

    __table_args__ = (
        UniqueConstraint("organisation_id", "contract_id", "kind", "subject"),
        CheckConstraint("kind IN ('target', 'complaints', 'quality')", name="known_kind"),
        CheckConstraint("state IN ('open', 'closed', 'withdrawn')", name="known_state"),
    )

    organisation_id: UUID = Field(primary_key=True)
    contract_id: UUID = Field(primary_key=True, foreign_key="contract.id")
    number: int = Field(primary_key=True, sa_type=Whole)
    kind: str = Field(max_length=10)
    subject: str = Field(max_length=200)
    title: str = Field(max_length=200)
    clause: str = Field(max_length=200)
    state: str = Field(max_length=9)
    opened: str = Field(max_length=20)
    met_in_a_row: int = Field(sa_type=Whole)
    needed: int = Field(sa_type=Whole)
    turns: list[dict[str, Any]] = Field(sa_type=Document)
    cause: str = Field(sa_type=Text)
    measure: str = Field(sa_type=Text)
    owner: str = Field(max_length=200)
    due: date | None = Field(default=None, sa_type=Date)
    proof: str = Field(sa_type=Text)
    version: int = Field(sa_type=Whole)
    found_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)
    changed_by: UUID | None = None


class FindingRule(SQLModel, table=True):
    """What the client set: the met periods that close a finding, complaints in time in millionths."""

    __tablename__ = "finding_rule"

    organisation_id: UUID = Field(primary_key=True)
    contract_id: UUID = Field(primary_key=True, foreign_key="contract.id")
    close_after: int = Field(sa_type=Whole)
    in_time: int = Field(sa_type=Whole)
    person_id: UUID
    at: datetime = Field(sa_type=Instant)
