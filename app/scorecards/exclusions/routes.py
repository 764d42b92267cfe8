"""Exclusions over HTTP: propose, list with their prices, agree, decline, withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Response

from app.access.credentials import Caller
from app.access.idempotent import Answer, IdempotencyKey, digest_of, once
from app.access.routes import Stored
from app.access.unit import Work, work
from app.contracts.consent import DEAD, Step
from app.contracts.exclude import propose, take_step
from app.contracts.excluded import as_agreed, find_exclusion, list_exclusions, version_of
from app.contracts.open import find_contract
from app.contracts.tables import ExclusionState
from app.contracts.tags import tag_of
from app.contracts.terms_routes import AsOf
from app.payloads import Cursor, Limit, Page, cursor_of, read_cursor
from app.scorecards.basis import Moment
from app.scorecards.exclusions.payloads import ExclusionBody, ExclusionShown, PricedExclusion
from app.scorecards.exclusions.price import prices
from app.scorecards.live import known_at

router = APIRouter(prefix="/api/v1/contracts/{ref}/exclusions", tags=["exclusions"])
IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="Decide only on the exclusion with this ETag.")
]


@router.post("", status_code=201, response_model=ExclusionShown)
def propose_exclusion(
    ref: str, body: ExclusionBody, caller: Caller, database: Stored, key: IdempotencyKey = None
) -> Response:
    """Propose to leave a span out. It changes nothing until the other side agrees."""

    def act() -> Answer:
        contract = find_contract(w, ref)
        side = w.part_of(contract.id)
        in_force = known_at(w, contract, None).in_force
        row = propose(w, contract, side, body.span(), in_force)
        w.audit("exclusion.propose", ref, after=_facts(row))
        return Answer(201, ExclusionShown.of(row).model_dump_json().encode())

    digest = digest_of("POST", f"/contracts/{ref}/exclusions", body.model_dump_json())
    with work(database, caller, "exclusions:write") as w:
        answer = once(w, key, digest, act)
    return answer.response()


@router.get("")
def exclusions(
    ref: str,
    caller: Caller,
    database: Stored,
    as_of: AsOf = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[PricedExclusion]:
    """The exclusions of both sides in the order of their proposal, each with its price."""
    after = read_cursor(cursor)
    with work(database, caller, "contracts:read") as w:
        contract = find_contract(w, ref)
        moment = known_at(w, contract, as_of)
        found = list_exclusions(w, contract, moment.revision, after, limit + 1)
        items = _priced(w, moment, found[:limit])
    more = cursor_of(found[limit - 1].exclusion_id) if len(found) > limit else None
    return Page(items=items, next=more)


@router.get("/{exclusion_id}")
def exclusion(
    ref: str, exclusion_id: UUID, caller: Caller, database: Stored, response: Response, as_of: AsOf = None
) -> PricedExclusion:
    """One exclusion with its price: what the periods that it touches cost with it, and without it."""
    with work(database, caller, "contracts:read") as w:
        contract = find_contract(w, ref)
        moment = known_at(w, contract, as_of)
        row = find_exclusion(w, contract, exclusion_id, moment.revision)
        (shown,) = _priced(w, moment, [row])
    response.headers["ETag"] = tag_of(version_of(row), shown.model_dump_json())
    return shown


@router.post("/{exclusion_id}/agree", response_model=ExclusionShown)
def agree_to_exclusion(
    ref: str,
    exclusion_id: UUID,
    caller: Caller,
    database: Stored,
    key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response:
    """Agree to what the other side proposed, or asked to undo; nobody agrees to their own (409)."""
    return _step(ref, exclusion_id, "agree", caller, database, key, if_match)


@router.post("/{exclusion_id}/decline", response_model=ExclusionShown)
def decline_exclusion(
    ref: str,
    exclusion_id: UUID,
    caller: Caller,
    database: Stored,
    key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response:
    """Say no to what the other side proposed, or asked to undo."""
    return _step(ref, exclusion_id, "decline", caller, database, key, if_match)


@router.post("/{exclusion_id}/withdraw", response_model=ExclusionShown)
def withdraw_exclusion(
    ref: str,
    exclusion_id: UUID,
    caller: Caller,
    database: Stored,
    key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response:
    """Take back one's own proposal; of what both agreed to, ask the other side to undo it."""
    return _step(ref, exclusion_id, "withdraw", caller, database, key, if_match)


def _step(
    ref: str,
    exclusion_id: UUID,
    step: Step,
    caller: Caller,
    database: Stored,
    key: str | None,
    if_match: str | None,
) -> Response:
    def act() -> Answer:
        contract = find_contract(w, ref)
        side = w.part_of(contract.id)
        row = take_step(w, contract, side, exclusion_id, step, if_match)
        w.audit(f"exclusion.{step}", ref, after=_facts(row))
        return Answer(200, ExclusionShown.of(row).model_dump_json().encode())

    digest = digest_of("POST", f"/contracts/{ref}/exclusions/{exclusion_id}/{step}", if_match or "")
    with work(database, caller, "exclusions:write") as w:
        answer = once(w, key, digest, act)
    return answer.response()


def _facts(row: ExclusionState) -> dict[str, object]:
    return {"id": str(row.exclusion_id), "name": row.name, "state": row.state}


def _priced(w: Work, moment: Moment, rows: Sequence[ExclusionState]) -> list[PricedExclusion]:
    alive = [as_agreed(row) for row in rows if row.state not in DEAD]
    found = prices(w.session, moment, alive)
    return [PricedExclusion.priced(row, found.get(str(row.exclusion_id))) for row in rows]
