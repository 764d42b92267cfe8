"""Contracts over HTTP: opening one, the list, one by its reference."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Response

from app.access.credentials import Caller
from app.access.idempotent import Answer, IdempotencyKey, digest_of, once
from app.access.routes import Stored
from app.access.unit import Work, work
from app.contracts.calendars.routes import router as calendar_router
from app.contracts.catalogue_routes import router as catalogue_router
from app.contracts.invite_routes import router as invite_router
from app.contracts.open import find_contract, list_contracts, open_by, parties_of
from app.contracts.payloads import ContractBody, ContractShown
from app.contracts.tables import Contract
from app.contracts.terms_routes import router as terms_router
from app.payloads import Cursor, Limit, Page, cursor_of, read_cursor

router = APIRouter(prefix="/api/v1", tags=["contracts"])


@router.post("/contracts", status_code=201, response_model=ContractShown)
def create_contract(
    body: ContractBody, caller: Caller, database: Stored, key: IdempotencyKey = None
) -> Response:
    """Open a contract: your organisation is the client, the provider is named."""
    digest = digest_of("POST", "/contracts", body.model_dump_json())
    with work(database, caller, "contracts:write") as w:
        answer = once(w, key, digest, lambda: _opened(w, body))
    return answer.response()


def _opened(w: Work, body: ContractBody) -> Answer:
    shown = _shown(w, [open_by(w, body.reference, body.provider)])[0]
    return Answer(201, shown.model_dump_json().encode())


@router.get("/contracts")
def contracts(
    caller: Caller, database: Stored, limit: Limit = 50, cursor: Cursor = None
) -> Page[ContractShown]:
    """The contracts that you may see, oldest first."""
    with work(database, caller, "contracts:read") as w:
        found = list_contracts(w, read_cursor(cursor), limit + 1)
        more = cursor_of(found[limit - 1].id) if len(found) > limit else None
        return Page(items=_shown(w, found[:limit]), next=more)


@router.get("/contracts/{ref}")
def contract(ref: str, caller: Caller, database: Stored) -> ContractShown:
    """One contract, by its reference or id."""
    with work(database, caller, "contracts:read") as w:
        return _shown(w, [find_contract(w, ref)])[0]


def _shown(w: Work, found: Sequence[Contract]) -> list[ContractShown]:
    parties = parties_of(w.session, [one.id for one in found])
    return [
        ContractShown(
            id=one.id,
            reference=one.reference,
            client=parties[one.id].client,
            provider=parties[one.id].provider,
            revision=one.revision,
            created_at=one.created_at,
        )
        for one in found
    ]


router.include_router(terms_router)
router.include_router(invite_router)
router.include_router(catalogue_router)
router.include_router(calendar_router)
