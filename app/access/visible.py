"""Which rows a caller may see: decided here and nowhere else."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import Session, col

from app.access.identity import Identity
from app.access.roles import Part
from app.access.tables import ContractParty


def visible_contracts(identity: Identity) -> Select[tuple[UUID]]:
    """The ids of the contracts that the caller's organisation is part of, for `….in_(…)` in every query."""
    chosen = select(ContractParty.contract_id).where(  # type: ignore[call-overload]
        col(ContractParty.organisation_id) == identity.organisation_id
    )
    if identity.contracts is not None:
        chosen = chosen.where(col(ContractParty.contract_id).in_(sorted(identity.contracts)))
    return cast("Select[tuple[UUID]]", chosen)


def part_of(session: Session, identity: Identity, contract_id: UUID) -> Part | None:
    """The caller's part in a contract; None when there is no such contract or it is not theirs to know."""
    chosen = select(ContractParty.part).where(  # type: ignore[call-overload]
        col(ContractParty.organisation_id) == identity.organisation_id,
        col(ContractParty.contract_id) == contract_id,
        col(ContractParty.contract_id).in_(visible_contracts(identity)),
    )
    return cast("Part | None", session.scalar(chosen))
