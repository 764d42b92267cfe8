"""Findings and actions over HTTP: list, read, write, open, close, reopen; and the rule that closes them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Path, Response

from app.access.credentials import Caller
from app.access.idempotent import Answer, IdempotencyKey, digest_of, once
from app.access.routes import Stored
from app.access.unit import Work, work
from app.actions.act import Step, open_finding, take_step, write
from app.actions.payloads import FindingBody, FindingShown, RuleBody, SaidBody
from app.actions.read import find_finding, list_findings
from app.actions.rule import rule_of, set_rule
from app.actions.tables import Finding
from app.contracts.open import find_contract
from app.contracts.tags import tag_of
from app.payloads import Cursor, Limit, Page, cursor_of, read_cursor
from app.scorecards.life.issued import names_of

router = APIRouter(prefix="/api/v1/contracts/{ref}/actions", tags=["actions"])
IfMatch = Annotated[str | None, Header(alias="If-Match", description="Write only to what has this ETag.")]
Number = Annotated[int, Path(ge=1, le=10**9, description="The finding's number in its contract.")]


@router.get("")
def findings(
    ref: str, caller: Caller, database: Stored, limit: Limit = 50, cursor: Cursor = None
) -> Page[FindingShown]:
    """What was found in a contract, in the order in which it was found, with what is done about it."""
    after = read_cursor(cursor)
    with work(database, caller, "scorecards:read") as w:
        rows = list_findings(w, find_contract(w, ref), 0 if after is None else after.int, limit + 1)
        names = names_of(w.session, [row.changed_by for row in rows])
        items = [FindingShown.of(row, names) for row in rows[:limit]]
    more = cursor_of(UUID(int=items[-1].number)) if len(rows) > limit else None
    return Page(items=items, next=more)


@router.post("", status_code=201, response_model=FindingShown)
def open_quality_finding(
    ref: str, body: FindingBody, caller: Caller, database: Stored, key: IdempotencyKey = None
) -> Response:
    """Open a quality finding: what an evaluation of calls showed. The client does."""

    def act() -> Answer:
        return Answer(201, _shown(w, open_finding(w, ref, body.title, body.said())).encode())

    digest = digest_of("POST", f"/contracts/{ref}/actions", body.model_dump_json())
    with work(database, caller, "actions:write") as w:
        answer = once(w, key, digest, act)
    return answer.response()


@router.get("/rule")
def closing_rule(ref: str, caller: Caller, database: Stored, response: Response) -> RuleBody:
    """After how many met periods a finding closes itself, and the share of complaints in time."""
    with work(database, caller, "scorecards:read") as w:
        rule = rule_of(w.session, find_contract(w, ref))
    shown = RuleBody.of(rule)
    response.headers["ETag"] = tag_of(rule.version, shown.model_dump_json())
    return shown


@router.put("/rule")
def set_closing_rule(
    ref: str, body: RuleBody, caller: Caller, database: Stored, if_match: IfMatch = None
) -> RuleBody:
    """Set them; the client does. Targets whose terms say when a credit is earned back keep that number."""
    with work(database, caller, "actions:write") as w:
        return RuleBody.of(set_rule(w, ref, body.rule(), if_match))


@router.get("/{number}")
def finding(ref: str, number: Number, caller: Caller, database: Stored, response: Response) -> FindingShown:
    """One finding with its course by period."""
    with work(database, caller, "scorecards:read") as w:
        row = find_finding(w, find_contract(w, ref), number)
        shown = FindingShown.of(row, names_of(w.session, [row.changed_by]))
        response.headers["ETag"] = tag_of(str(row.version), shown.model_dump_json())
    return shown


@router.put("/{number}", response_model=FindingShown)
def write_measure(
    ref: str, number: Number, body: SaidBody, caller: Caller, database: Stored, if_match: IfMatch = None
) -> Response:
    """Write cause, measure, owner, day and proof; either side does."""
    with work(database, caller, "actions:write") as w:
        shown = _shown(w, write(w, ref, number, body.said(), if_match))
    return Response(shown, media_type="application/json")


@router.post("/{number}/close", response_model=FindingShown)
def close_finding(
    ref: str, number: Number, caller: Caller, database: Stored, key: IdempotencyKey = None
) -> Response:
    """Close a quality finding that has its proof; the client does. All others close themselves (409)."""
    return _step(ref, number, "close", caller, database, key)


@router.post("/{number}/reopen", response_model=FindingShown)
def reopen_finding(
    ref: str, number: Number, caller: Caller, database: Stored, key: IdempotencyKey = None
) -> Response:
    """Reopen a quality finding; the client does. All others reopen when they recur (409)."""
    return _step(ref, number, "reopen", caller, database, key)


def _step(ref: str, number: int, step: Step, caller: Caller, database: Stored, key: str | None) -> Response:
    def act() -> Answer:
        return Answer(200, _shown(w, take_step(w, ref, number, step)).encode())

    digest = digest_of("POST", f"/contracts/{ref}/actions/{number}/{step}", "")
    with work(database, caller, "actions:write") as w:
        answer = once(w, key, digest, act)
    return answer.response()


def _shown(w: Work, row: Finding) -> str:
    return FindingShown.of(row, names_of(w.session, [row.changed_by])).model_dump_json()
