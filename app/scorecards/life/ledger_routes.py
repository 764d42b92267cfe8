"""The ledger, restatements, verification and the limit over HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Path, Response

from app.access.credentials import Caller
from app.access.idempotent import IdempotencyKey
from app.access.routes import Stored
from app.access.unit import Work, work
from app.contracts.open import find_contract
from app.contracts.tags import tag_of
from app.payloads import Page
from app.scorecards.life.book import Booked, read_ledger
from app.scorecards.life.collect import Step, note_step, take_back
from app.scorecards.life.decide import decide, read_restatements
from app.scorecards.life.issued import names_of
from app.scorecards.life.ledger_payloads import (
    DecisionBody,
    EntryShown,
    ErasedShown,
    LedgerShown,
    LimitBody,
    RestatementShown,
    StepBody,
    TakeBackBody,
    VerifiedShown,
    VerifyFinding,
)
from app.scorecards.life.limit import currency_of, read_limit, set_limit, version_of
from app.scorecards.life.routes import Label, acted
from app.scorecards.life.tables import Restatement
from app.scorecards.life.verifying import verify_issued

router = APIRouter(tags=["ledger"])
Entry = Annotated[int, Path(ge=1, le=10**9, description="The number of the entry.", examples=[1])]
Number = Annotated[int, Path(ge=1, le=10**9, examples=[1])]
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", max_length=300, description="Set only over the amount with this ETag."),
]


@router.get("/contracts/{ref}/scorecards/{period:path}/verify")
def verify_scorecard(ref: str, period: Label, caller: Caller, database: Stored) -> VerifiedShown:
    """Recompute an issued scorecard from its evidence: whether its digits and its chain hold."""
    with work(database, caller, "scorecards:read", writing=True) as w:
        done = verify_issued(w, ref, period)
    return VerifiedShown(
        holds=done.found.ok,
        number=done.row.number,
        sha256=done.row.sha256,
        findings=[
            VerifyFinding(code=one.code, where=one.where, message=one.message) for one in done.found.findings
        ],
        erased=[ErasedShown(sha256=sha256, erased_at=at) for sha256, at in done.erased.items()],
        document=done.document,
    )


@router.get("/contracts/{ref}/ledger")
def ledger(ref: str, caller: Caller, database: Stored) -> LedgerShown:
    """Credits, bonuses, earn-backs, adjustments, what is carried forward, and what became of each."""
    with work(database, caller, "scorecards:read") as w:
        contract = find_contract(w, ref)
        booked = read_ledger(w.session, contract)
        return LedgerShown.of(booked, currency_of(w, contract), _names(w, booked))


def _names(w: Work, booked: Sequence[Booked]) -> Mapping[UUID, str]:
    return names_of(w.session, [event.person_id for one in booked for event in one.events])


@router.post("/contracts/{ref}/ledger/{entry}/events", status_code=201, response_model=EntryShown)
def note_event(
    ref: str, entry: Entry, body: StepBody, caller: Caller, database: Stored, key: IdempotencyKey = None
) -> Response:
    """Note what became of an entry: claimed, credit note, invoice, set off, collected, waived."""
    with work(database, caller, "scorecards:settle") as w:

        def act() -> EntryShown:
            note_step(w, ref, entry, Step(**body.model_dump()))
            return _entry(w, ref, entry)

        return acted(w, key, f"{ref}/ledger/{entry}", body, act, 201)


@router.post(
    "/contracts/{ref}/ledger/{entry}/events/{sequence}/take-back", status_code=201, response_model=EntryShown
)
def take_event_back(
    ref: str,
    entry: Entry,
    sequence: Number,
    body: TakeBackBody,
    caller: Caller,
    database: Stored,
    key: IdempotencyKey = None,
) -> Response:
    """Take an event back by one that turns it round; nothing is deleted."""
    with work(database, caller, "scorecards:settle") as w:

        def act() -> EntryShown:
            take_back(w, ref, entry, sequence, body.comment)
            return _entry(w, ref, entry)

        return acted(w, key, f"{ref}/ledger/{entry}/{sequence}", body, act, 201)


def _entry(w: Work, ref: str, entry: int) -> EntryShown:
    booked = read_ledger(w.session, find_contract(w, ref))
    one = next(one for one in booked if one.row.entry == entry)
    return EntryShown.of(one, _names(w, [one]))


@router.get("/contracts/{ref}/restatements")
def restatements(ref: str, caller: Caller, database: Stored) -> Page[RestatementShown]:
    """What later facts say of issued scorecards, oldest first: old, new, and the money between."""
    with work(database, caller, "scorecards:read") as w:
        found = read_restatements(w, find_contract(w, ref))
        names = names_of(w.session, [one.decided_by for one in found])
        return Page(items=[RestatementShown.of(one, names) for one in found], next=None)


@router.post("/contracts/{ref}/restatements/{restatement}", status_code=201, response_model=RestatementShown)
def decide_restatement(
    ref: str,
    restatement: Number,
    body: DecisionBody,
    caller: Caller,
    database: Stored,
    key: IdempotencyKey = None,
) -> Response:
    """Accept a restatement in the provider's favour, which books it, or note it: then nothing is paid."""
    with work(database, caller, "scorecards:settle") as w:

        def act() -> RestatementShown:
            row: Restatement = decide(
                w, ref, restatement, accept=body.decision == "accept", comment=body.comment
            )
            return RestatementShown.of(row, names_of(w.session, [row.decided_by]))

        return acted(w, key, f"{ref}/restatements/{restatement}", body, act, 201)


@router.get("/contracts/{ref}/confirmation")
def confirmation(ref: str, caller: Caller, database: Stored, response: Response) -> LimitBody:
    """The amount above which a second person confirms; null: none is asked."""
    with work(database, caller, "scorecards:read") as w:
        return _tagged(response, read_limit(w, ref))


@router.put("/contracts/{ref}/confirmation")
def set_confirmation(
    ref: str,
    body: LimitBody,
    caller: Caller,
    database: Stored,
    response: Response,
    if_match: IfMatch = None,
) -> LimitBody:
    """Set the amount above which a second person confirms, as an administrator of the client."""
    with work(database, caller, "access:write") as w:
        set_limit(w, ref, body.above, if_match)
        return _tagged(response, read_limit(w, ref))


def _tagged(response: Response, above: str | None) -> LimitBody:
    shown = LimitBody(above=above)
    response.headers["ETag"] = tag_of(version_of(above), shown.model_dump_json())
    return shown
