"""An organisation's identity provider, the e-mail domains it speaks for, and browsers on their way."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, LargeBinary
from sqlmodel import Field, SQLModel

import app.access.tables  # noqa: F401
from app.database import Document, Instant, Whole

_ROLE = "newcomers IN ('administrator', 'auditor', 'procurement', 'clerk', 'reader')"


class IdentityProvider(SQLModel, table=True):
    """Who says of an organisation's people who they are. Its secret is locked away and never shown.

    `newcomers` is the role of who is not known yet; none: people are invited. `claim` is where the provider
    says somebody's groups, `roles` the role that each group gives here.
    """

    __tablename__ = "identity_provider"
    __table_args__ = (CheckConstraint(_ROLE, name="known_role"),)

    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id")
    issuer: str = Field(max_length=500)
    client_id: str = Field(max_length=300)
    client_secret: bytes = Field(sa_type=LargeBinary, repr=False)
    newcomers: str | None = Field(default=None, max_length=20)
    claim: str = Field(default="", max_length=100)
    roles: dict[str, str] = Field(default_factory=dict, sa_type=Document)
    version: int = Field(default=1, sa_type=Whole)
    changed_at: datetime = Field(sa_type=Instant)


class SignOnDomain(SQLModel, table=True):
    """A domain of e-mail addresses that an organisation's provider speaks for, in that organisation alone."""

    __tablename__ = "sign_on_domain"

    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id")
    domain: str = Field(primary_key=True, max_length=253, index=True)


class SignOnBegun(SQLModel, table=True):
    """A browser that was sent to a provider; `id` is the hash of its state. Taken once when it comes back."""

    __tablename__ = "sign_on_begun"

    id: str = Field(primary_key=True, max_length=64)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    nonce: str = Field(max_length=64, repr=False)
    verifier: str = Field(max_length=128, repr=False)
    following: str = Field(max_length=2000)
    expires_at: datetime = Field(sa_type=Instant, index=True)
