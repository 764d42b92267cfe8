"""Opening a contract and finding it again: parties, references, and what its list shows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam
from sqlmodel import Session, col, select

from app.access.people import add_organisation, add_party, as_id, plain_name
from app.access.prepared import Prepared
from app.access.tables import ContractParty, Organisation
from app.access.unit import Work
from app.contracts.tables import Contract
from app.database import columns_of
from app.errors import Conflict, NotAllowed, NotFound

REFERENCE = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"


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
    _take_turns(session, client_id)
    taken = select(Contract.id).where(
        col(Contract.organisation_id) == client_id, col(Contract.reference) == reference
    )
    if session.exec(taken).first() is not None:
        raise Conflict(f"There is a contract {reference} already; choose another reference.")
    contract = Contract(organisation_id=client_id, reference=reference, created_at=now)
    session.add(contract)
    session.flush()
    name = plain_name(provider)
    provider_id = _known_provider(session, client_id, name) or add_organisation(session, name, now=now).id
    add_party(session, contract.id, client_id, "client")
    add_party(session, contract.id, provider_id, "provider")
    return contract


def open_by(w: Work, reference: str, provider: str) -> Contract:
    """The same for the caller's organisation, on record. Raises NotAllowed for a token of some contracts."""
    if w.identity.is_bound:
        raise NotAllowed("This token is bound to its contracts; another one is opened without it.")
    contract = open_contract(w.session, w.identity.organisation_id, reference, provider, w.now)
    w.audit("contract.open", reference, after={"provider": provider})
    return contract


def _take_turns(session: Session, client_id: UUID) -> None:
    """Of two contracts that one client opens at once, the second sees the first, and its new provider."""
    session.exec(select(Organisation.id).where(col(Organisation.id) == client_id).with_for_update()).one()


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
        .order_by(col(Organisation.id))
    ).first()


def _found_by(key: str) -> Prepared:
    named = columns_of(Contract)[key] == bindparam(key)

    def built(visible: Select[tuple[UUID]], _dialect: str) -> Select[Any]:
        return select(Contract).where(col(Contract.id).in_(visible), named).limit(2)

    return Prepared(built)


_BY_ID, _BY_REFERENCE = _found_by("id"), _found_by("reference")


def find_contract(work: Work, reference: str) -> Contract:
    """The contract of that reference (or id) which the caller may see.

    Raises NotFound, the same for unknown and foreign ones, and Conflict when two clients use the reference.
    """
    by_id = as_id(reference)
    if by_id is None and not re.fullmatch(REFERENCE, reference, re.ASCII):
        raise NotFound  # no contract is called that, and not every database takes such a text in a question
    found = _BY_ID.ask(work, id=by_id) if by_id else _BY_REFERENCE.ask(work, reference=reference)
    if not found:
        raise NotFound
    if len(found) > 1:
        raise Conflict(
            f"Two of your clients use the reference {reference}; ask by the contract's id instead."
        )
    contract: Contract = found[0][0]
    return contract


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
