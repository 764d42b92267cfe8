"""For how long an organisation keeps the files of its contracts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.columns import Instant, Whole


class Retention(SQLModel, table=True):
    """Days after which files are erased, counted from when they came; None: kept for ever.

    `personal_days` is for files whose rows are calls or contacts, and for refused ones: nobody knows.
    """

    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id")
    personal_days: int | None = Field(default=None, sa_type=Whole)
    all_days: int | None = Field(default=None, sa_type=Whole)
    person_id: UUID | None = None
    changed_at: datetime = Field(sa_type=Instant)
