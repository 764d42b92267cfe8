"""Measures with a due day across all contracts that the caller may see; one query."""

from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.access.unit import Work
from app.actions.tables import Finding
from app.contracts.tables import Contract
from app.scorecards.due_clocks import Clocks, DueThing


def read_due_measures(w: Work, clocks: Clocks) -> list[DueThing]:
    """The open findings whose measure has a day; the provider does what was agreed."""
    columns: tuple[Any, ...] = (Contract.id, Contract.reference, Finding.number, Finding.title, Finding.due)
    chosen = (
        select(*columns)
        .join(Finding, col(Finding.contract_id) == col(Contract.id))
        .where(col(Contract.id).in_(w.visible), col(Finding.state) == "open", col(Finding.due).is_not(None))
    )
    return [
        DueThing(
            *(contract_id, reference, "measure", "provider", clocks.is_mine(contract_id, "provider")),
            subject=title,
            id=str(number),
            until=due,
            left=(due - clocks.today(contract_id)).days,
        )
        for contract_id, reference, number, title, due in w.session.execute(chosen).all()
        if contract_id in clocks.timelines
    ]
