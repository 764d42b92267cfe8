"""The tables of access: organisations, people, sign-ins, tokens, the audit log, parties of contracts."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.database import Document, Instant, new_id

_ROLE = "role IN ('administrator', 'auditor', 'procurement', 'clerk', 'reader')"


class Organisation(SQLModel, table=True):
    """A client or a provider: which of the two it is stands in each contract, not here.

    The name is not unique: a unique one would tell a client which centres work for others.
    """

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(max_length=200, index=True)
    created_at: datetime = Field(sa_type=Instant)
    suspended_at: datetime | None = Field(default=None, sa_type=Instant)
    second_step_required: bool = False  # of its people who sign in with a password


class Person(SQLModel, table=True):
    """Somebody who signs in; `email` is kept in lower case."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    email: str = Field(max_length=254, unique=True)
    name: str = Field(max_length=200)
    locale: str = Field(default="en", max_length=20)
    password_hash: str | None = Field(default=None, max_length=300, repr=False)
    created_at: datetime = Field(sa_type=Instant)
    disabled_at: datetime | None = Field(default=None, sa_type=Instant)


class Membership(SQLModel, table=True):
    """A person's role in an organisation; taking it away takes effect on the next request."""

    __table_args__ = (CheckConstraint(_ROLE, name="known_role"),)

    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id")
    person_id: UUID = Field(primary_key=True, foreign_key="person.id", index=True)
    role: str = Field(max_length=20)
    created_at: datetime = Field(sa_type=Instant)


class SignIn(SQLModel, table=True):
    """One sign-in of a browser; `id` is the hash of the cookie's secret, which is kept nowhere.

    It ends at `expires_at`, or at `idle_until` when nobody uses it; which is moved on with `last_used_at`.
    """

    __tablename__ = "sign_in"

    id: str = Field(primary_key=True, max_length=64)
    number: UUID = Field(default_factory=new_id, unique=True)  # by which it may be named to its owner
    organisation_id: UUID = Field(foreign_key="organisation.id")
    person_id: UUID = Field(foreign_key="person.id", index=True)
    device: str = Field(max_length=60)
    address: str = Field(max_length=64)
    created_at: datetime = Field(sa_type=Instant)
    last_used_at: datetime = Field(sa_type=Instant)
    idle_until: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant, index=True)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


class SignInAttempt(SQLModel, table=True):
    """How often it went wrong of late for one e-mail address or one network address."""

    __tablename__ = "sign_in_attempt"

    key: str = Field(primary_key=True, max_length=64)
    failures: int = Field(sa_type=Integer)
    last_at: datetime = Field(sa_type=Instant, index=True)


class ApiToken(SQLModel, table=True):
    """A key for programs. It reaches as far as its role, its scopes and its maker's role all do, no further.

    `scopes` (null: all of the role) are permissions; `contracts` (null: all of the organisation) are ids.
    """

    __tablename__ = "api_token"
    __table_args__ = (
        CheckConstraint(_ROLE, name="known_role"),
        Index("ix_api_token_organisation_id_id", "organisation_id", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    person_id: UUID = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=200)
    prefix: str = Field(max_length=12)
    last_four: str = Field(max_length=4)
    secret_hash: str = Field(max_length=64, unique=True, repr=False)
    role: str = Field(max_length=20)
    scopes: list[str] | None = Field(default=None, sa_type=Document)
    contracts: list[str] | None = Field(default=None, sa_type=Document)
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime | None = Field(default=None, sa_type=Instant)
    last_used_at: datetime | None = Field(default=None, sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


class Invitation(SQLModel, table=True):
    """By what somebody becomes a member: bound to an e-mail address, good once, kept as its hash."""

    __table_args__ = (
        CheckConstraint(_ROLE, name="known_role"),
        Index("ix_invitation_organisation_id_id", "organisation_id", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    invited_by: UUID  # the organisation whose administrator made it: a client also invites its provider
    person_id: UUID
    email: str = Field(max_length=254)
    role: str = Field(max_length=20)
    secret_hash: str = Field(max_length=64, unique=True, repr=False)
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    accepted_at: datetime | None = Field(default=None, sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


class AuditEntry(SQLModel, table=True):
    """What somebody did or was refused. Only ever inserted."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_organisation_id_id", "organisation_id", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    at: datetime = Field(sa_type=Instant)
    organisation_id: UUID | None = None  # none: nobody could be told from the credentials
    person_id: UUID | None = None
    token_id: UUID | None = None
    action: str = Field(max_length=80)
    subject: str = Field(max_length=300)
    before: dict[str, Any] | None = Field(default=None, sa_type=Document)
    after: dict[str, Any] | None = Field(default=None, sa_type=Document)
    address: str = Field(max_length=64)
    request_id: str = Field(max_length=64)


class IdempotentAnswer(SQLModel, table=True):
    """The answer that was given to a request with an Idempotency-Key, kept for a day."""

    __tablename__ = "idempotent_answer"

    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id")
    actor_id: UUID = Field(primary_key=True)  # the token, else the person
    key: str = Field(primary_key=True, max_length=255)
    request_digest: str = Field(max_length=64)
    status: int = Field(sa_type=Integer)
    body: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=Instant, index=True)


class ContractParty(SQLModel, table=True):
    """An organisation's part in a contract: the one table that decides who may see it."""

    __tablename__ = "contract_party"
    __table_args__ = (
        CheckConstraint("part IN ('client', 'provider')", name="known_part"),
        UniqueConstraint("contract_id", "part"),
    )

    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id")
    contract_id: UUID = Field(primary_key=True)
    part: str = Field(max_length=8)
