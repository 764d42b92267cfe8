"""The amount above which a second person confirms an issue, a waiver or a restatement: the client sets it.

An administrator of the client sets it, not whoever writes the terms.
"""

from app.access.unit import Work
from app.contracts.in_force import terms_in_force
from app.contracts.open import find_contract
from app.contracts.revisions import lock
from app.contracts.tables import Contract
from app.contracts.tags import is_named
from app.errors import NotAllowed, PreconditionFailed
from app.scorecards.life.amounts import minor_units, text_of
from app.scorecards.life.issued import limit_of
from app.scorecards.life.tables import ConfirmationLimit


def read_limit(w: Work, reference: str) -> str | None:
    """The amount in the contract's currency, or None where a second person is never asked."""
    contract = find_contract(w, reference)
    units = limit_of(w.session, contract)
    return None if units is None else text_of(units, currency_of(w, contract))


def set_limit(w: Work, reference: str, above: str | None, if_match: str | None = None) -> None:
    """Sets the amount, or, with None, asks for no second person any more.

    Raises NotAllowed for the provider, PreconditionFailed when ``if_match`` names another amount.
    """
    contract = lock(w.session, find_contract(w, reference).id)
    if w.part_of(contract.id) != "client":
        raise NotAllowed("The client sets the amount above which a second person confirms.")
    before = read_limit(w, reference)
    if if_match is not None and not is_named(if_match, version_of(before)):
        raise PreconditionFailed("The amount was changed meanwhile; read it again, then set it.")
    row = w.session.get(ConfirmationLimit, (contract.organisation_id, contract.id))
    if above is not None:
        limit = ConfirmationLimit(
            organisation_id=contract.organisation_id,
            contract_id=contract.id,
            amount=minor_units(above, currency_of(w, contract), "above"),
            person_id=w.identity.person_id,
            at=w.now,
        )
        w.session.merge(limit)
    elif row is not None:
        w.session.delete(row)
    w.audit("contract.limit", reference, before={"above": before}, after={"above": above})


def version_of(above: str | None) -> str:
    """The name of the amount as it stands, which `If-Match` of a change may ask for."""
    return above or "none"


def currency_of(w: Work, contract: Contract) -> str:
    """The contract's currency; raises NotFound while it has no terms."""
    return terms_in_force(w.session, contract.id, contract.revision).timeline.versions[-1].currency
