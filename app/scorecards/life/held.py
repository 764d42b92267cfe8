"""Holding an issued scorecard for an act: the contract is locked, and the act is the one that is due."""

from dataclasses import dataclass

from sqlmodel import col, select

from app.access.unit import Work
from app.contracts.open import find_contract
from app.contracts.revisions import lock
from app.contracts.tables import Contract
from app.errors import Conflict
from app.scorecards.life.amounts import minor_units
from app.scorecards.life.issued import Agreed, check_turn, of_contract, stage_of
from app.scorecards.life.tables import IssuedScorecard
from app.scorecards.live import find_due, known_at
from app.sla.ledger import PeriodMoney, money_of
from app.sla.life import Act, State, stage, why_not


@dataclass(frozen=True, slots=True)
class Held:
    """An issued scorecard and its contract, which nobody else changes until this unit of work ends."""

    contract: Contract
    row: IssuedScorecard

    @property
    def money(self) -> PeriodMoney:
        """What the period came to when it was issued."""
        return money_of(self.row.document)

    def units(self, text: str) -> int:
        """An amount of the contract's currency in minor units."""
        return minor_units(text, self.row.currency, "lines")

    def turn(self, w: Work, state: State) -> None:
        """Notes how it stands from now on."""
        self.row.state, self.row.state_at = state, w.now
        w.session.add(self.row)


def hold(w: Work, reference: str, label: str, act: Act) -> Held:
    """The issued scorecard of a period, for an act of the caller.

    Raises NotFound for what there is not or is not the caller's, NotAllowed for the other part, and Conflict,
    with what to do, when the act is not due.
    """
    contract = lock(w.session, find_contract(w, reference).id)
    w.part_of(contract.id)
    moment = known_at(w, contract, None)
    row = issued_as(w, contract, label)
    if row is None:
        period = find_due(moment, label).period
        row = issued_as(w, contract, period.label)
        if row is None:
            now = stage(None, moment.today >= period.end, moment.today)
            raise Conflict(f"{period.label}: {why_not(now)}")
    agreed = Agreed.of(moment.in_force.timeline, row)
    check_turn(act, stage_of(row, agreed, w.now), row.label)
    return Held(contract, row)


def issued_as(w: Work, contract: Contract, label: str) -> IssuedScorecard | None:
    """The issued scorecard that was called so, or None."""
    mine = of_contract(IssuedScorecard, contract)
    return w.session.exec(select(IssuedScorecard).where(*mine, col(IssuedScorecard.label) == label)).first()
