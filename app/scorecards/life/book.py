"""Booking: writing entries of the ledger, and reading them back with what became of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from app.contracts.tables import Contract
from app.scorecards.life.issued import next_number, of_contract
from app.scorecards.life.tables import IssuedScorecard, LedgerEntry, LedgerEvent
from app.sla.ledger import (
    Balance,
    Entry,
    Event,
    Key,
    Kind,
    Stands,
    What,
    balance,
    carried_account,
    money_of,
)


@dataclass(frozen=True, slots=True)
class Booked:
    """One entry of the ledger with its events in order."""

    row: LedgerEntry
    events: Sequence[LedgerEvent]

    @property
    def entry(self) -> Entry:
        """The entry as the core reckons with it."""
        kind: Kind = self.row.kind  # type: ignore[assignment]
        return Entry(kind, self.row.amount, self.row.target, self.row.source, self.row.reason)

    @property
    def closing(self) -> list[Event]:
        """Its events as the core reckons with them."""
        whats: list[What] = [one.kind for one in self.events]  # type: ignore[misc]
        return [Event(what, one.amount) for what, one in zip(whats, self.events, strict=True)]


def read_ledger(session: Session, contract: Contract) -> list[Booked]:
    """Every entry of the contract in order, with its events; two queries."""
    entries = session.exec(
        select(LedgerEntry).where(*of_contract(LedgerEntry, contract)).order_by(col(LedgerEntry.entry))
    ).all()
    events = session.exec(
        select(LedgerEvent)
        .where(*of_contract(LedgerEvent, contract))
        .order_by(col(LedgerEvent.entry), col(LedgerEvent.sequence))
    ).all()
    by_entry: dict[int, list[LedgerEvent]] = {}
    for one in events:
        by_entry.setdefault(one.entry, []).append(one)
    return [Booked(row, by_entry.get(row.entry, [])) for row in entries]


def balance_of(booked: Iterable[Booked]) -> Balance:
    """The sums of a ledger."""
    return balance((one.entry, one.closing) for one in booked)


def carried_of(session: Session, contract: Contract) -> dict[Key, int]:
    """What is carried forward of the contract by now, by period and group."""
    carried = select(LedgerEntry).where(
        *of_contract(LedgerEntry, contract), col(LedgerEntry.kind) == "carried_forward"
    )
    return carried_account(Booked(row, ()).entry for row in session.exec(carried))


def standings(session: Session, issued: Sequence[IssuedScorecard]) -> dict[int, Stands]:
    """What of each of these issued scorecards of one contract stands in the ledger, by number; one query."""
    found = {one.number: money_of(one.document).payable for one in issued}
    amount = col(LedgerEntry.amount)
    sums = (
        select(
            col(LedgerEntry.number),
            func.sum(amount),
            func.sum(case((col(LedgerEntry.reason) == "settled", amount), else_=0)),
        )
        .where(
            col(LedgerEntry.organisation_id).in_({one.organisation_id for one in issued}),
            col(LedgerEntry.contract_id).in_({one.contract_id for one in issued}),
            col(LedgerEntry.number).in_(found),
            col(LedgerEntry.kind) != "carried_forward",
        )
        .group_by(col(LedgerEntry.number))
    )
    booked = {number: (int(units), int(settled)) for number, units, settled in session.exec(sums).all()}
    return {number: Stands(payable, *booked.get(number, (0, 0))) for number, payable in found.items()}


def book(
    session: Session, issued: IssuedScorecard, entries: Iterable[Entry], now: datetime, restatement: int = 0
) -> list[LedgerEntry]:
    """Writes entries of an issued scorecard; those of nothing are left out. The caller holds the contract."""
    key = {"organisation_id": issued.organisation_id, "contract_id": issued.contract_id}
    mine = [getattr(LedgerEntry, name) == value for name, value in key.items()]
    first = next_number(session, LedgerEntry, "entry", *mine)
    rows = [
        LedgerEntry(
            **key,
            entry=number,
            number=issued.number,
            restatement=restatement,
            kind=one.kind,
            label=issued.label,
            source=one.source,
            target=one.target,
            amount=one.amount,
            currency=issued.currency,
            reason=one.reason,
            at=now,
        )
        for number, one in enumerate((one for one in entries if one.amount), first)
    ]
    session.add_all(rows)
    session.flush()
    return rows


def note(
    session: Session,
    row: LedgerEntry,
    what: What,
    amount: int,
    now: datetime,
    person_id: UUID,
    **said: object,
) -> LedgerEvent:
    """Writes what became of an entry; ``said`` are the further columns. The caller holds the contract."""
    mine = (
        col(LedgerEvent.organisation_id) == row.organisation_id,
        col(LedgerEvent.contract_id) == row.contract_id,
        col(LedgerEvent.entry) == row.entry,
    )
    values: dict[str, Any] = {"document_number": "", "comment": "", "on_day": now.date(), **said}
    event = LedgerEvent(
        organisation_id=row.organisation_id,
        contract_id=row.contract_id,
        entry=row.entry,
        sequence=next_number(session, LedgerEvent, "sequence", *mine),
        kind=what,
        amount=amount,
        person_id=person_id,
        at=now,
        **values,
    )
    session.add(event)
    session.flush()
    return event
