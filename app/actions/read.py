"""Reading findings: the open ones first, then the newest."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from app.access.unit import Work
from app.actions.tables import Finding
from app.contracts.tables import Contract
from app.errors import NotFound
from app.scorecards.life.issued import of_contract


def list_findings(w: Work, contract: Contract, after: int, limit: int) -> Sequence[Finding]:
    """The findings of a contract behind that number, in the order in which they were found."""
    chosen = select(Finding).where(
        *of_contract(Finding, contract), col(Finding.contract_id).in_(w.visible), col(Finding.number) > after
    )
    return w.session.exec(chosen.order_by(col(Finding.number)).limit(limit)).all()


def find_finding(w: Work, contract: Contract, number: int) -> Finding:
    """One finding; raises NotFound where the contract has none of that number."""
    row = w.session.get(Finding, (contract.organisation_id, contract.id, number))
    if row is None:
        raise NotFound
    return row
