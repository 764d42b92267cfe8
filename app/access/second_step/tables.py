"""The second step of a person, and browsers that have passed only the first."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Integer, LargeBinary
from sqlmodel import Field, SQLModel

import app.access.tables  # noqa: F401
from app.database import Document, Instant, Whole


class SecondStep(SQLModel, table=True):
    """What somebody's authenticator app shares with us, locked away; it counts from `on_since`.

    `last_counter` is the half minute of the last code that was taken: none before or of it is taken again.
    `recovery` holds the hashes of the recovery codes that are left.
    """

    __tablename__ = "second_step"

    person_id: UUID = Field(primary_key=True, foreign_key="person.id")
    secret: bytes = Field(sa_type=LargeBinary, repr=False)
    begun_at: datetime = Field(sa_type=Instant)
    on_since: datetime | None = Field(default=None, sa_type=Instant)
    last_counter: int = Field(default=0, sa_type=Whole)
    recovery: list[str] = Field(default_factory=list, sa_type=Document, repr=False)


class HalfSignIn(SQLModel, table=True):
    """A browser whose password was right and whose code is missing; no request is ever answered for it.

    `id` is the hash of its cookie's secret; `needs` is a code, or that the second step is set up.
    """

    __tablename__ = "half_sign_in"
    __table_args__ = (CheckConstraint("needs IN ('code', 'set_up')", name="known_need"),)

    id: str = Field(primary_key=True, max_length=64)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    person_id: UUID = Field(foreign_key="person.id", index=True)
    needs: str = Field(max_length=6)
    tries: int = Field(default=0, sa_type=Integer)
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant, index=True)
