"""Contracts by their names, for lists that stand on every page; one question, built once."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, bindparam, select

from app.access.prepared import Prepared
from app.access.tables import ContractParty, Organisation
from app.access.unit import Work
from app.contracts.tables import Contract
from app.database import columns_of

_C: Final = columns_of(Contract)


def party(part: str) -> ScalarSelect[Any]:
    """The name of a contract's party, within a question about contracts."""
    of, organisation = columns_of(ContractParty), columns_of(Organisation)
    return (
        select(organisation.name)
        .where(organisation.id == of.organisation_id, of.contract_id == _C.id, of.part == part)
        .limit(1)
        .scalar_subquery()
    )


def _named(visible: Select[tuple[UUID]], _dialect: str) -> Select[Any]:
    chosen = select(_C.id, _C.reference, party("provider")).where(_C.id.in_(visible))
    return chosen.order_by(_C.id).limit(bindparam("most"))


_NAMED: Final = Prepared(_named)


def read_named(work: Work, most: int) -> list[tuple[UUID, str, str]]:
    """Id, reference and provider of the visible contracts, the oldest first, at most so many."""
    return [(one, reference, provider or "") for one, reference, provider in _NAMED.ask(work, most=most)]
