"""The tables of what was issued and of what became of it. Rows are added; what was issued is never edited.

Money is in minor units of the contract's currency. `number` counts what a contract has issued, from 1;
`entry` its ledger entries, `round` the replies and settlements of one scorecard.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.columns import Document, Instant, Whole


class IssueRequest(SQLModel, table=True):
    """An issue that waits for a second person: which digest was seen, for how much, by whom."""

    __tablename__ = "issue_request"

    organisation_id: UUID = Field(primary_key=True)
    contract_id: UUID = Field(primary_key=True, foreign_key="contract.id")
    start_day: date = Field(primary_key=True, sa_type=Date)
    label: str = Field(max_length=20)
    sha256: str = Field(max_length=64)
    amount: int = Field(sa_type=Whole)
    person_id: UUID
    at: datetime = Field(sa_type=Instant)


class IssuedScorecard(SQLModel, table=True):
    """One issued scorecard: its document and its evidence as they were, chained to the one before.

    `record` is the canonical text of the evidence, `sha256` the digest of it with `number` and
    `previous_sha256` (empty for the first). Only `state`, and since when it stands, ever changes.
    """

    __tablename__ = "issued_scorecard"
    __table_args__ = (
        UniqueConstraint("organisation_id", "contract_id", "start_day"),
        CheckConstraint("state IN ('issued', 'disputed', 'settled', 'accepted')", name="known_state"),
        CheckConstraint("number > 0", name="counts_from_one"),
    )

    organisation_id: UUID = Field(primary_key=True)
    contract_id: UUID = Field(primary_key=True, foreign_key="contract.id")
    number: int = Field(primary_key=True, sa_type=Whole)
    start_day: date = Field(sa_type=Date)
    end_day: date = Field(sa_type=Date)
    label: str = Field(max_length=20)
    terms_effective: date = Field(sa_type=Date)
    revision: int = Field(sa_type=Whole)
    engine: int = Field(sa_type=Whole)
    currency: str = Field(max_length=3)
    document: dict[str, Any] = Field(sa_type=Document)
    record: str = Field(sa_type=Text)
    sha256: str = Field(max_length=64)
    previous_sha256: str = Field(max_length=64)
    issued_by: UUID
    issued_at: datetime = Field(sa_type=Instant)
    confirmed_by: UUID | None = None
    state: str = Field(max_length=8)
    state_at: datetime = Field(sa_type=Instant)


class ScorecardReply(SQLModel, table=True):
    """What the provider said to an issued scorecard, line by line, and how much of it is disputed."""

    __tablename__ = "scorecard_reply"

    organisation_id: UUID = Field(primary_key=True)
    contract_id: UUID = Field(primary_key=True, foreign_key="contract.id")
    number: int = Field(primary_key=True, sa_type=Whole)
    round: int = Field(primary_key=True, sa_type=Whole)
    lines: list[dict[str, Any]] = Field(sa_type=Document)
    disputed: int = Field(sa_type=Whole)
    undisputed: int = Field(sa_type=Whole)
    comment: str = Field(sa_type=Text)
    person_id: UUID
    at: datetime = Field(sa_type=Instant)


class Settlement(SQLModel, table=True):
    """What a dispute came to, line by line, and who agreed to it for the provider."""

    __tablename__ = "settlement"

    organisation_id: UUID = Field(primary_key=True)
    contract_id: UUID = Field(primary_key=True, foreign_key="contract.id")
    number: int = Field(primary_key=True, sa_type=Whole)
    round: int = Field(primary_key=True, sa_type=Whole)
    lines: list[dict[str, Any]] = Field(sa_type=Document)
    amount: int = Field(sa_type=Whole)
    agreed_by: str = Field(max_length=200)
    comment: str = Field(sa_type=Text)
    person_id: UUID
    at: datetime = Field(sa_type=Instant)


class LedgerEntry(SQLModel, table=True):
    """One amount of the ledger, above zero where the provider owes it: see `app.sla.ledger`.

    `number` is the issued scorecard that it belongs to, `restatement` the one that made it (0: none).
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (Index("ix_ledger_entry_issue", "organisation_id", "contract_id", "number"),)

    organisation_id: UUID = Field(primary_key=True)
    contract_id: UUID = Field(primary_key=True, foreign_key="contract.id")
    entry: int = Field(primary_key=True, sa_type=Whole)
    number: int = Field(sa_type=Whole)
    restatement: int = Field(default=0, sa_type=Whole)
    kind: str = Field(max_length=16)
    label: str = Field(max_length=20)
    source: str = Field(max_length=20)
    target: str = Field(max_length=200)
    amount: int = Field(sa_type=Whole)
    currency: str = Field(max_length=3)
    reason: str = Field(max_length=20)
    at: datetime = Field(sa_type=Instant)


class LedgerEvent(SQLModel, table=True):
    """What became of an entry, or of a part of it: `amount` has the sign of the entry.

    `against` is the entry that it was set off against, `reverses` the event that it takes back (0: none).
    """

    __tablename__ = "ledger_event"

    organisation_id: UUID = Field(primary_key=True)
    contract_id: UUID = Field(primary_key=True, foreign_key="contract.id")
    entry: int = Field(primary_key=True, sa_type=Whole)
    sequence: int = Field(primary_key=True, sa_type=Whole)
    kind: str = Field(max_length=16)
    amount: int = Field(sa_type=Whole)
    on_day: date = Field(sa_type=Date)
    document_number: str = Field(max_length=200)
    against: int = Field(default=0, sa_type=Whole)
    reverses: int = Field(default=0, sa_type=Whole)
    comment: str = Field(sa_type=Text)
    person_id: UUID
    at: datetime = Field(sa_type=Instant)


class Restatement(SQLModel, table=True):
    """What later facts would have made of issued scorecards: each changed period, and the money between."""

    __table_args__ = (
        CheckConstraint(
            "state IN ('applied', 'waiting', 'accepted', 'noted', 'superseded')", name="known_state"
        ),
        Index("ix_restatement_state", "organisation_id", "contract_id", "state"),
    )

    organisation_id: UUID = Field(primary_key=True)
    contract_id: UUID = Field(primary_key=True, foreign_key="contract.id")
    restatement: int = Field(primary_key=True, sa_type=Whole)
    number: int = Field(sa_type=Whole)
    label: str = Field(max_length=20)
    revision: int = Field(sa_type=Whole)
    changes: list[dict[str, Any]] = Field(sa_type=Document)
    amount: int = Field(sa_type=Whole)
    currency: str = Field(max_length=3)
    state: str = Field(max_length=10)
    reason: str = Field(max_length=20)
    raised_at: datetime = Field(sa_type=Instant)
    decided_by: UUID | None = None
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    comment: str = Field(sa_type=Text)


class ConfirmationLimit(SQLModel, table=True):
    """The amount above which a second person confirms; a contract without one needs none."""

    __tablename__ = "confirmation_limit"

    organisation_id: UUID = Field(primary_key=True)
    contract_id: UUID = Field(primary_key=True, foreign_key="contract.id")
    amount: int = Field(sa_type=Whole)
    person_id: UUID
    at: datetime = Field(sa_type=Instant)
