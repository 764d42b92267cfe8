"""The passkeys of people, and the challenges that wait to be answered."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

import app.access.tables  # noqa: F401
from app.database import Instant, Whole, new_id


class Passkey(SQLModel, table=True):
    """A key that an authenticator made for somebody; what is kept of it is public, and signs nobody in.

    `credential` is its name, as the authenticator gave it (base64url); `sign_count` is how often it had
    signed when it was used last, for those that count.
    """

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    credential: str = Field(max_length=1400, unique=True)
    public_key: bytes = Field(sa_type=LargeBinary)
    sign_count: int = Field(sa_type=Whole)
    name: str = Field(max_length=100)
    added_at: datetime = Field(sa_type=Instant)
    last_used_at: datetime | None = Field(default=None, sa_type=Instant)


class PasskeyChallenge(SQLModel, table=True):
    """What an authenticator was asked to sign; taken once. `id` is its hash with what it is for."""

    __tablename__ = "passkey_challenge"

    id: str = Field(primary_key=True, max_length=64)
    expires_at: datetime = Field(sa_type=Instant, index=True)
