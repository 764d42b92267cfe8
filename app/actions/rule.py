"""What the client sets for a contract's findings: the met periods that close one, the complaints in time.

A target whose terms say after how many good periods a credit is earned back closes after as many; the
client's number is for all others.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sqlmodel import Session

from app.access.unit import Work
from app.actions.lifecycle import DEFAULT_PERIODS, IN_TIME
from app.actions.tables import FindingRule
from app.contracts.open import find_contract
from app.contracts.revisions import lock
from app.contracts.tables import Contract
from app.contracts.tags import is_named
from app.errors import NotAllowed, PreconditionFailed
from app.jobs import remember_work
from app.sla.quantities import decimal_text

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Rule:
    """Met periods in a row that close a finding; the share of complaints to be handled in time."""

    close_after: int = DEFAULT_PERIODS
    in_time: Fraction = IN_TIME

    @property
    def version(self) -> str:
        """Its name, which `If-Match` of a change may ask for."""
        return f"{self.close_after}-{decimal_text(self.in_time)}"


def rule_of(session: Session, contract: Contract) -> Rule:
    """The rule of a contract: as the client set it, else three periods and 98 %."""
    row = session.get(FindingRule, (contract.organisation_id, contract.id))
    return Rule() if row is None else Rule(row.close_after, Fraction(row.in_time, MILLION))


def set_rule(w: Work, reference: str, rule: Rule, if_match: str | None = None) -> Rule:
    """Sets the rule; every finding of the contract is brought to it by a job.

    Raises NotAllowed for the provider, PreconditionFailed when ``if_match`` names another rule.
    """
    contract = lock(w.session, find_contract(w, reference).id)
    if w.part_of(contract.id) != "client":
        raise NotAllowed("The client sets after how many met periods a finding closes.")
    before = rule_of(w.session, contract)
    if if_match is not None and not is_named(if_match, before.version):
        raise PreconditionFailed("The rule was changed meanwhile; read it again, then set it.")
    w.session.merge(
        FindingRule(
            organisation_id=contract.organisation_id,
            contract_id=contract.id,
            close_after=rule.close_after,
            in_time=int(rule.in_time * MILLION),
            person_id=w.identity.person_id,
            at=w.now,
        )
    )
    remember_work(w.session, "findings", contract.id, contract.revision)
    w.audit("finding.rule", reference, before={"rule": before.version}, after={"rule": rule.version})
    return rule
