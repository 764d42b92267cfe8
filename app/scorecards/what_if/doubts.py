"""What the linter says of terms for a contract, seen on its own history: the version before, the reports."""

from app.access.unit import Work
from app.contracts.amend import read_or_refuse
from app.contracts.in_force import InForce, terms_before
from app.contracts.open import find_contract
from app.contracts.tables import Contract
from app.errors import NotFound
from app.scorecards.basis import Moment, read_basis
from app.scorecards.live import known_at
from app.scorecards.what_if.look import laid_over, last_over
from app.sla.lint import Finding, lint
from app.sla.linting.history import PERIODS
from app.sla.sheets import Sheet
from app.sla.terms import Terms


def read_doubts(work: Work, reference: str, text: str) -> list[Finding]:
    """Every finding about terms that are not stored, on the sheets of the last twelve periods.

    Raises Refused where they do not read or are in another currency or time zone than the contract's history,
    NotFound for a contract that is unknown or not the caller's.
    """
    terms = read_or_refuse(text).terms
    contract = find_contract(work, reference)
    previous = terms_before(work.session, contract.id, terms.effective)
    return lint(terms, previous, _last_sheets(work, contract, terms))


def _last_sheets(work: Work, contract: Contract, terms: Terms) -> list[Sheet]:
    """What was reported in the last twelve periods of these terms, over the contract's time."""
    moment = _known(work, contract)
    if moment is None:
        return []
    there = Moment(contract, InForce(laid_over(moment, terms), {}), moment.revision, moment.today)
    dues = last_over(there, PERIODS)
    if not dues:
        return []
    basis = read_basis(work.session, there, dues)
    found = {id(one): one.sheet for due in dues for one in basis.counted(due)}
    return list(found.values())


def _known(work: Work, contract: Contract) -> Moment | None:
    """What is known of the contract; None while it has no terms, and so no reports."""
    try:
        return known_at(work, contract, None)
    except NotFound:
        return None
