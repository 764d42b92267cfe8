"""Deciding on a restatement in the provider's favour: the client accepts it, which books it, or notes it."""

from collections.abc import Sequence

from sqlalchemy import bindparam
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.access.unit import Work
from app.contracts.open import find_contract
from app.contracts.revisions import lock
from app.contracts.tables import Contract
from app.errors import Conflict, NotAllowed, NotFound
from app.scorecards.life.issued import limit_of, of_contract
from app.scorecards.life.restate import book_changes
from app.scorecards.life.tables import IssuedScorecard, Restatement
from app.sla.life import is_confirmed_by_another

_DONE = {
    "applied": "it was in the client's favour and is booked already",
    "accepted": "it was accepted already",
    "noted": "it was noted and is not paid",
    "superseded": "newer facts took its place; decide on the newer restatement",
}


def _restatements() -> SelectOfScalar[Restatement]:
    chosen = select(Restatement).where(
        col(Restatement.organisation_id) == bindparam("owner"),
        col(Restatement.contract_id) == bindparam("contract"),
    )
    return chosen.order_by(col(Restatement.restatement))


_RESTATEMENTS = _restatements()  # every trend asks it, so it is built once


def read_restatements(w: Work, contract: Contract) -> Sequence[Restatement]:
    """Every restatement of the contract, oldest first."""
    of = {"owner": contract.organisation_id, "contract": contract.id}
    return w.session.execute(_RESTATEMENTS, of).scalars().all()


def decide(w: Work, reference: str, number: int, *, accept: bool, comment: str) -> Restatement:
    """Accepts a restatement, which books its adjusting entries, or notes it: then nothing is paid.

    Raises NotFound for one that there is not, Conflict for one that does not wait, and NotAllowed for giving
    back alone, above the amount that the client sets, what one issued oneself.
    """
    contract = lock(w.session, find_contract(w, reference).id)
    w.part_of(contract.id)
    row = w.session.get(Restatement, (contract.organisation_id, contract.id, number))
    if row is None:
        raise NotFound(f"There is no restatement {number} of this contract.")
    if row.state != "waiting":
        raise Conflict(f"Restatement {number} does not wait for a decision: {_DONE[row.state]}.")
    numbers = [change["number"] for change in row.changes]
    chosen = select(IssuedScorecard).where(
        *of_contract(IssuedScorecard, contract), col(IssuedScorecard.number).in_(numbers)
    )
    issued = w.session.exec(chosen).all()
    if accept:
        _refuse_alone(w, contract, row, issued)
        book_changes(w.session, row, issued, w.now)
    row.state, row.comment = ("accepted" if accept else "noted"), comment
    row.decided_by, row.decided_at = w.identity.person_id, w.now
    w.session.add(row)
    w.audit(
        f"restatement.{'accept' if accept else 'note'}", f"{reference} {number}", after={"units": row.amount}
    )
    return row


def _refuse_alone(w: Work, contract: Contract, row: Restatement, issued: Sequence[IssuedScorecard]) -> None:
    limit, me = limit_of(w.session, contract), w.identity.person_id
    if not all(is_confirmed_by_another(row.amount, limit, one.issued_by, me) for one in issued):
        raise NotAllowed("You issued this yourself; above the client's amount another person accepts it.")
