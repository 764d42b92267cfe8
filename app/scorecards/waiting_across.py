"""What waits for somebody's word across all contracts, without a clock: one query each."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.access.unit import Work
from app.contracts.tables import Contract, ExclusionState
from app.reports.tables import DraftReport
from app.scorecards.due_clocks import Clocks, DueThing
from app.scorecards.life.tables import IssueRequest, Restatement
from app.sla.life import Part


def read_waiting(w: Work, clocks: Clocks) -> Iterator[DueThing]:
    """Issues that a second person confirms, exclusions and restatements to decide, drafts to look at."""
    yield from _confirmations(w, clocks)
    yield from _exclusions(w, clocks)
    yield from _restatements(w, clocks)
    yield from _drafts(w, clocks)


def _confirmations(w: Work, clocks: Clocks) -> Iterator[DueThing]:
    columns: tuple[Any, ...] = (Contract.id, Contract.reference, IssueRequest.label)
    chosen = (
        select(*columns)
        .join(IssueRequest, col(IssueRequest.contract_id) == col(Contract.id))
        .where(col(Contract.id).in_(w.visible))
    )
    for contract_id, reference, label in w.session.execute(chosen).all():
        is_mine = clocks.is_mine(contract_id, "client")
        yield DueThing(contract_id, reference, "confirm", "client", is_mine, label)


def _exclusions(w: Work, clocks: Clocks) -> Iterator[DueThing]:
    """Proposals and requests to undo: the side that did not ask decides."""
    columns: tuple[Any, ...] = (Contract.id, Contract.reference, ExclusionState.name)
    chosen = (
        select(*columns, col(ExclusionState.asked_side))
        .join(ExclusionState, col(ExclusionState.contract_id) == col(Contract.id))
        .where(
            col(Contract.id).in_(w.visible),
            col(ExclusionState.to_revision).is_(None),
            col(ExclusionState.state).in_(["proposed", "undoing"]),
        )
    )
    for contract_id, reference, name, asked in w.session.execute(chosen).all():
        turn: Part = "provider" if asked == "client" else "client"
        is_mine = clocks.is_mine(contract_id, turn)
        yield DueThing(contract_id, reference, "exclusion", turn, is_mine, subject=name)


def _restatements(w: Work, clocks: Clocks) -> Iterator[DueThing]:
    """Those in the provider's favour: the client accepts or notes them."""
    columns: tuple[Any, ...] = (Contract.id, Contract.reference, Restatement.label)
    chosen = (
        select(*columns)
        .join(Restatement, col(Restatement.contract_id) == col(Contract.id))
        .where(col(Contract.id).in_(w.visible), col(Restatement.state) == "waiting")
    )
    for contract_id, reference, label in w.session.execute(chosen).all():
        is_mine = clocks.is_mine(contract_id, "client")
        yield DueThing(contract_id, reference, "restatement", "client", is_mine, label)


def _drafts(w: Work, clocks: Clocks) -> Iterator[DueThing]:
    """Files that somebody of the caller's own organisation was to look at; nobody else sees them."""
    columns: tuple[Any, ...] = (Contract.id, Contract.reference, DraftReport.id, DraftReport.name)
    chosen = (
        select(*columns)
        .join(DraftReport, col(DraftReport.contract_id) == col(Contract.id))
        .where(
            col(Contract.id).in_(w.visible),
            col(DraftReport.organisation_id) == w.identity.organisation_id,
        )
    )
    for contract_id, reference, draft_id, name in w.session.execute(chosen).all():
        turn: Part = "client" if clocks.is_mine(contract_id, "client") else "provider"
        yield DueThing(contract_id, reference, "draft", turn, True, subject=name, id=str(draft_id))
