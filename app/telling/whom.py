"""Whom an event concerns."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session, col, select

from app.access.events.kinds import CONCERNS
from app.access.events.tables import Event
from app.access.tables import ContractParty, Organisation


def concerned_by(session: Session, event: Event) -> list[UUID]:
    """The organisations that an event concerns: parties of its contract that are not suspended."""
    chosen = (
        select(ContractParty.organisation_id, ContractParty.part)
        .join(Organisation, col(Organisation.id) == col(ContractParty.organisation_id))
        .where(col(ContractParty.contract_id) == event.contract_id, col(Organisation.suspended_at).is_(None))
    )
    parts = CONCERNS[event.kind]  # type: ignore[index]
    found = session.exec(chosen.order_by(col(ContractParty.organisation_id)))
    return [whose for whose, part in found if part in parts and event.only in (None, whose)]
