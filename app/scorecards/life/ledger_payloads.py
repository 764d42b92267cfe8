"""What goes in and out of the ledger, the restatements, the verification and the limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field

from app.payloads import Day, Payload, Prose
from app.scorecards.life.amounts import text_of
from app.scorecards.life.book import Booked, balance_of
from app.scorecards.life.payloads import Amount
from app.scorecards.life.tables import LedgerEvent, Restatement
from app.scorecards.payloads import Digest, Exact, Verdict
from app.sla.ledger import outstanding

KindShown = Literal["credit", "bonus", "earn_back", "adjustment", "carried_forward"]
WhatShown = Literal["claimed", "credit_note", "invoice", "set_off", "collected", "waived"]


class StepBody(Payload):
    """What became of an entry; without an amount all of it that is outstanding.

    A set-off may name the entry that it is set off against, which is owed the other way.
    """

    what: WhatShown
    on: Annotated[Day, Field(strict=False)]
    amount: Amount | None = None
    document_number: Annotated[str, Field(max_length=200)] = ""
    against: Annotated[int, Field(ge=0)] = 0
    comment: Prose = ""


class TakeBackBody(Payload):
    """Why an event is taken back."""

    comment: Prose = ""


class EventShown(Payload):
    """What became of an entry, in its direction; `reverses` is the event that it takes back, or 0."""

    sequence: int
    what: WhatShown
    amount: Exact
    on: date
    document_number: str
    against: int
    reverses: int
    comment: str
    by: str
    at: datetime

    @classmethod
    def of(cls, one: LedgerEvent, currency: str, names: Mapping[UUID, str]) -> Self:
        """A stored event as it goes out."""
        return cls(
            sequence=one.sequence,
            what=one.kind,  # type: ignore[arg-type]
            amount=text_of(one.amount, currency),
            on=one.on_day,
            document_number=one.document_number,
            against=one.against,
            reverses=one.reverses,
            comment=one.comment,
            by=names.get(one.person_id, ""),
            at=one.at,
        )


class EntryShown(Payload):
    """An entry: above zero where the provider owes it. `source` is the period it comes from, if another."""

    entry: int
    kind: KindShown
    period: str
    scorecard: Annotated[int, Field(description="The number of the issued scorecard.")]
    restatement: Annotated[int, Field(description="The restatement that made it, or 0.")]
    source: str
    target: str
    reason: str
    amount: Exact
    outstanding: Exact
    at: datetime
    events: list[EventShown]

    @classmethod
    def of(cls, one: Booked, names: Mapping[UUID, str]) -> Self:
        """A stored entry with its events as it goes out."""
        row = one.row
        return cls(
            entry=row.entry,
            kind=row.kind,  # type: ignore[arg-type]
            period=row.label,
            scorecard=row.number,
            restatement=row.restatement,
            source=row.source,
            target=row.target,
            reason=row.reason,
            amount=text_of(row.amount, row.currency),
            outstanding=text_of(outstanding(one.entry, one.closing), row.currency),
            at=row.at,
            events=[EventShown.of(event, row.currency, names) for event in one.events],
        )


class BalanceShown(Payload):
    """The sums of a ledger: judged = credits + bonuses + earn_backs + adjustments
    = collected + set_off + waived + outstanding.

    `uncollected` is what was judged for the client and is not collected; bonuses are outstanding beside it.
    """

    credits: Exact
    bonuses: Exact
    earn_backs: Exact
    adjustments: Exact
    judged: Exact
    collected: Exact
    set_off: Exact
    waived: Exact
    outstanding: Exact
    uncollected: Exact
    carried_forward: Exact


class LedgerShown(Payload):
    """Every entry of a contract in order, and the sums."""

    currency: str
    balance: BalanceShown
    items: list[EntryShown]

    @classmethod
    def of(cls, booked: Sequence[Booked], currency: str, names: Mapping[UUID, str]) -> Self:
        """The ledger as it goes out."""
        sums = balance_of(booked)
        shown = {name: text_of(getattr(sums, name), currency) for name in BalanceShown.model_fields}
        items = [EntryShown.of(one, names) for one in booked]
        return cls(currency=currency, balance=BalanceShown.model_validate(shown), items=items)


class LineFigures(Payload):
    """What a target came to."""

    id: str
    verdict: Verdict
    value: Exact | None
    shown: str
    credit: Exact
    bonus: Exact


class PeriodFigures(Payload):
    """What a period came to: its lines, and what the provider owes for it all in all."""

    targets: list[LineFigures]
    total: Exact

    @classmethod
    def of(cls, figures: Mapping[str, Any]) -> Self:
        """Kept figures as they go out."""
        lines = [LineFigures.model_validate(line) for line in figures["targets"]]
        return cls(targets=lines, total=figures["money"]["total"])


class ChangeShown(Payload):
    """An issued period that is judged otherwise now: old, new, and the money between."""

    scorecard: int
    period: str
    amount: Exact
    old: PeriodFigures
    new: PeriodFigures


class RestatementShown(Payload):
    """What later facts say of issued scorecards. `amount` is below zero where it is in the provider's favour.

    By `reason` it came after the time bar, or another engine judged it, so that it is never booked unseen.
    `applied`: booked at once; `waiting`: for the client; `accepted`: and booked; `noted`: not paid;
    `superseded`: newer facts took its place.
    """

    restatement: int
    period: str
    state: Literal["applied", "waiting", "accepted", "noted", "superseded"]
    reason: Literal["", "time_bar", "engine"]
    amount: Exact
    changes: list[ChangeShown]
    raised_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    comment: str

    @classmethod
    def of(cls, one: Restatement, names: Mapping[UUID, str]) -> Self:
        """A stored restatement as it goes out."""
        return cls(
            restatement=one.restatement,
            period=one.label,
            state=one.state,  # type: ignore[arg-type]
            reason=one.reason,  # type: ignore[arg-type]
            amount=text_of(one.amount, one.currency),
            changes=[
                ChangeShown(
                    scorecard=change["number"],
                    period=change["label"],
                    amount=text_of(change["units"], one.currency),
                    old=PeriodFigures.of(change["old"]),
                    new=PeriodFigures.of(change["new"]),
                )
                for change in one.changes
            ],
            raised_at=one.raised_at,
            decided_by=names.get(one.decided_by, "") if one.decided_by else None,
            decided_at=one.decided_at,
            comment=one.comment,
        )


class DecisionBody(Payload):
    """Whether a restatement in the provider's favour is accepted, or noted and not paid."""

    decision: Literal["accept", "note"]
    comment: Prose = ""


class LimitBody(Payload):
    """The amount above which a second person confirms; null: none is asked."""

    above: Amount | None


class VerifyFinding(Payload):
    """One thing that does not hold: its code, its place, and a sentence."""

    code: str
    where: str
    message: str


class ErasedShown(Payload):
    """A file that the scorecard rests on and that was erased since: it is replayed to the sheets alone."""

    sha256: Digest
    erased_at: datetime


class VerifiedShown(Payload):
    """Whether an issued scorecard follows from its evidence and stands in its chain.

    `document` is the scorecard with its whole evidence: `scorecard verify` reads it, offline.
    """

    holds: bool
    number: int
    sha256: Digest
    findings: list[VerifyFinding]
    erased: list[ErasedShown]
    document: dict[str, Any]
