"""The tables of scorecards: the latest judgement of every period, and how far it has been brought."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Index
from sqlmodel import Field, SQLModel

from app.columns import Document, Instant, Whole


class Assessment(SQLModel, table=True):
    """The judgement of one period as last reckoned: `summary` (score and money)
    and `lines` for lists and trends, `document` for its page.

    `by_metric` holds of each line what portfolio and comparison show, `lacks_days` says whether figures are
    missing. Money is in minor units of the currency. Portfolio and trend read only this table.
    """

    # Each contract is searched by itself: with the day first, every search reads all the others as well.
    __table_args__ = (Index("ix_assessment_contract_end", "organisation_id", "contract_id", "end_day"),)

    organisation_id: UUID = Field(primary_key=True)
    contract_id: UUID = Field(primary_key=True, foreign_key="contract.id")
    start_day: date = Field(primary_key=True, sa_type=Date)
    end_day: date = Field(sa_type=Date)
    label: str = Field(max_length=20)
    revision: int = Field(sa_type=Whole)
    engine: int = Field(sa_type=Whole)
    status: str = Field(max_length=12)
    currency: str = Field(max_length=3)
    credits: int = Field(sa_type=Whole)
    bonuses: int = Field(sa_type=Whole)
    summary: dict[str, Any] = Field(sa_type=Document)
    lines: list[dict[str, Any]] = Field(sa_type=Document)
    document: dict[str, Any] = Field(sa_type=Document)
    judged_at: datetime = Field(sa_type=Instant)
    by_metric: dict[str, Any] = Field(sa_type=Document)
    lacks_days: bool


class AssessedRevision(SQLModel, table=True):
    """Up to which revision of a contract, by which engine, and which day there, its periods are judged.

    `turns_at` is the instant at which that day ends where the contract lives.
    """

    __tablename__ = "assessed_revision"

    contract_id: UUID = Field(primary_key=True, foreign_key="contract.id")
    organisation_id: UUID
    revision: int = Field(sa_type=Whole)
    engine: int = Field(sa_type=Whole)
    day: date = Field(sa_type=Date)
    turns_at: datetime = Field(sa_type=Instant, index=True)
