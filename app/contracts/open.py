"""Opening a contract and finding it again: parties, references, and what its list shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.access.people import add_organisation
from app.access.tables import ContractParty, Organisation
from app.access.unit import Work
from app.contracts.tables import Contract
from app.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class Parties:
    """The two organisations of a contract."""

    client: str
    provider: str


def open_contract(
    session: Session, client_id: UUID, reference: str, provider: str, now: datetime
) -> Contract:
    """A new contract of the client with the provider of that name.

    The provider is one that the client already works with under that name, else a new organisation, so that
    nobody learns which other organisations there are. Raises Conflict when the reference is taken.
    """
    taken = select(Contract.id).where(
        col(Contract.organisation_id) == client_id, col(Contract.reference) == reference
    )
    if session.exec(taken).first() is not None:
        raise Conflict(f"There is a contract {reference} already; choose another reference.")
    contract = Contract(organisation_id=client_id, reference=reference, created_at=now)
    session.add(contract)
    session.flush()
    provider_id = (
        _known_provider(session, client_id, provider) or add_organisation(session, provider, now=now).id
    )
    session.add(ContractParty(organisation_id=client_id, contract_id=contract.id, part="client"))
    session.add(ContractParty(organisation_id=provider_id, contract_id=contract.id, part="provider"))
    session.flush()
    return contract


def _known_provider(session: Session, client_id: UUID, name: str) -> UUID | None:
    mine = select(Contract.id).where(col(Contract.organisation_id) == client_id)
    return session.exec(
        select(Organisation.id)
        .join(ContractParty, col(ContractParty.organisation_id) == col(Organisation.id))
        .where(
            col(ContractParty.contract_id).in_(mine),
            col(ContractParty.part) == "provider",
            col(Organisation.name) == name,
        )
    ).first()


def find_contract(work: Work, reference: str) -> Contract:
    """The contract of that reference (or id) which the caller may see.

    Raises NotFound, the same for unknown and foreign ones, and Conflict when two clients use the reference.
    """
    chosen = select(Contract).where(col(Contract.id).in_(work.visible))
    by_id = _as_id(reference)
    named = col(Contract.id) == by_id if by_id else col(Contract.reference) == reference
    found = work.session.exec(chosen.where(named).limit(2)).all()
    if not found:
        raise NotFound
    if len(found) > 1:
        raise Conflict(
            f"Two of your clients use the reference {reference}; ask by the contract's id instead."
        )
    return found[0]


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def list_contracts(work: Work, after: UUID | None, limit: int) -> Sequence[Contract]:
    """The visible contracts that were opened after the one of that id, oldest first, at most `limit`."""
    chosen = select(Contract).where(col(Contract.id).in_(work.visible))
    if after is not None:
        chosen = chosen.where(col(Contract.id) > after)
    return work.session.exec(chosen.order_by(col(Contract.id)).limit(limit)).all()


def parties_of(session: Session, contract_ids: Sequence[UUID]) -> dict[UUID, Parties]:
    """Client and provider by contract, in one query."""
    rows = session.exec(
        select(ContractParty.contract_id, ContractParty.part, Organisation.name)
        .join(Organisation, col(Organisation.id) == col(ContractParty.organisation_id))
        .where(col(ContractParty.contract_id).in_(contract_ids))
    ).all()
    names: dict[UUID, dict[str, str]] = {}
    for contract_id, part, name in rows:
        names.setdefault(contract_id, {})[part] = name
    return {key: Parties(part.get("client", ""), part.get("provider", "")) for key, part in names.items()}
