"""Which rows a caller may see: decided here and nowhere else."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, bindparam, select
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


def visible_named(*, some: bool) -> Select[tuple[UUID]]:
    """The same for a statement that is built once: whose they are comes with `values_of`, each time."""
    chosen = select(ContractParty.contract_id).where(  # type: ignore[call-overload]
        col(ContractParty.organisation_id) == bindparam("visible_to")
    )
    if some:
        chosen = chosen.where(col(ContractParty.contract_id).in_(bindparam("visible_among", expanding=True)))
    return cast("Select[tuple[UUID]]", chosen)


def values_of(identity: Identity) -> dict[str, Any]:
    """What `visible_named` needs to know of the caller; `some` where there is `visible_among`."""
    whose: dict[str, Any] = {"visible_to": identity.organisation_id}
    return whose if identity.contracts is None else whose | {"visible_among": sorted(identity.contracts)}


def part_of(session: Session, identity: Identity, contract_id: UUID) -> Part | None:
    """The caller's part in a contract; None when there is no such contract or it is not theirs to know."""
    chosen = select(ContractParty.part).where(  # type: ignore[call-overload]
        col(ContractParty.organisation_id) == identity.organisation_id,
        col(ContractParty.contract_id) == contract_id,
        col(ContractParty.contract_id).in_(visible_contracts(identity)),
    )
    return cast("Part | None", session.scalar(chosen))
