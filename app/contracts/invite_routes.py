"""Inviting the provider of a contract: its first person, before it can invite its own."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlmodel import col, select

from app.access.credentials import Caller
from app.access.invite import invite
from app.access.member_payloads import InvitationBody, InvitationMade
from app.access.member_routes import sends_mail
from app.access.routes import Stored
from app.access.tables import ContractParty
from app.access.unit import work
from app.contracts.open import find_contract

router = APIRouter()


@router.post("/contracts/{ref}/invitations", status_code=201)
def invite_provider(
    ref: str, body: InvitationBody, caller: Caller, database: Stored, request: Request
) -> InvitationMade:
    """Invite the provider's first person; once somebody has accepted, the provider invites its own people."""
    with work(database, caller, "contracts:write") as w:
        contract = find_contract(w, ref)
        w.part_of(contract.id)
        chosen = select(ContractParty.organisation_id).where(
            col(ContractParty.contract_id) == contract.id, col(ContractParty.part) == "provider"
        )
        provider = w.session.exec(chosen).one()
        made = invite(w, body.email, body.role, provider, by_mail=sends_mail(request))
        return InvitationMade.of_new(made)
