"""An organisation's single sign-on over HTTP: read, set up, taken away by its administrators."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request

from app.access.credentials import Caller
from app.access.locked import SIGN_ON, box_of
from app.access.routes import Stored
from app.access.unit import Work, work
from app.errors import NotFound
from app.settings import Settings
from app.single_sign_on.configure import provider_of, put_provider, remove_provider
from app.single_sign_on.payloads import SingleSignOnBody, SingleSignOnShown
from app.sources.outside.destinations import allow

router = APIRouter(prefix="/api/v1/organisations/{organisation_id}", tags=["access"])
BACK = "/sign-in/company/back"


def redirect_of(settings: Settings) -> str:
    """Where a provider sends people back to."""
    return settings.origin + BACK


@router.get("/single-sign-on")
def single_sign_on(
    organisation_id: UUID, request: Request, caller: Caller, database: Stored
) -> SingleSignOnShown:
    """How your organisation's people sign in with their company; never the client's secret."""
    with work(database, caller, "access:write", writing=False) as w:
        _own(w, organisation_id)
        return _shown(w, request.app.state.settings)


@router.put("/single-sign-on")
def put_single_sign_on(
    organisation_id: UUID, request: Request, body: SingleSignOnBody, caller: Caller, database: Stored
) -> SingleSignOnShown:
    """Set it up or change it; the secret is stored encrypted and never shown again."""
    settings: Settings = request.app.state.settings
    with work(database, caller, "access:write") as w:
        _own(w, organisation_id)
        box = box_of(settings, purpose=SIGN_ON)
        put_provider(w, body.wanted(), allow(settings.allowed_fetch_hosts), box)
        return _shown(w, settings)


@router.delete("/single-sign-on", status_code=204)
def remove_single_sign_on(organisation_id: UUID, caller: Caller, database: Stored) -> None:
    """Take it away; whoever has no password asks for one, or is invited anew."""
    with work(database, caller, "access:write") as w:
        _own(w, organisation_id)
        remove_provider(w)


def _own(w: Work, organisation_id: UUID) -> None:
    if organisation_id != w.identity.organisation_id:
        raise NotFound


def _shown(w: Work, settings: Settings) -> SingleSignOnShown:
    row, domains = provider_of(w)
    link = f"{settings.origin}/sign-in/company/{row.organisation_id}"
    return SingleSignOnShown.of(row, domains, {"redirect": redirect_of(settings), "link": link})
