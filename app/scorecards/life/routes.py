"""The life of a period over HTTP: issue, confirm, reply, settle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.access.credentials import Caller
from app.access.idempotent import Answer as Answered
from app.access.idempotent import IdempotencyKey, digest_of, once
from app.access.routes import Stored
from app.access.unit import Work, work
from app.payloads import Payload
from app.scorecards.life import remind  # noqa: F401 - registers its plan
from app.scorecards.life.issue import confirm, issue
from app.scorecards.life.payloads import ConfirmBody, IssueBody, LifeShown, ReplyBody, SettleBody
from app.scorecards.life.read import read_card
from app.scorecards.life.reply import Answer, reply
from app.scorecards.life.settle import Agreement, settle

router = APIRouter(tags=["life"])
Label = Annotated[
    str,
    Path(
        description="Such as 2026-04, 2026-Q2, 2026-W14, 2026-04-16, 2026-01/2, or `latest`.",
        examples=["2026-04"],
    ),
]


def acted(
    w: Work, key: str | None, path: str, body: Payload, act: Callable[[], Payload], status: int
) -> Response:
    """The answer of an act that an idempotency key guards."""

    def do() -> Answered:
        return Answered(status, act().model_dump_json().encode())

    return once(w, key, digest_of("POST", path, body.model_dump_json()), do).response()


def _life(w: Work, ref: str, period: str) -> LifeShown:
    return LifeShown.of(read_card(w, ref, period)[1])


@router.post("/contracts/{ref}/scorecards/{period:path}/issue", status_code=201, response_model=LifeShown)
def issue_scorecard(
    ref: str, period: Label, body: IssueBody, caller: Caller, database: Stored, key: IdempotencyKey = None
) -> Response:
    """Issue a period that is over: what you saw is frozen, hashed and goes into the ledger.

    Above the amount that the client sets it waits, as `waiting` says, until a second person confirms it.
    """
    with work(database, caller, "scorecards:issue") as w:

        def act() -> LifeShown:
            issue(w, ref, period, body.sha256, provisional=body.provisional)
            return _life(w, ref, period)

        return acted(w, key, f"{ref}/{period}/issue", body, act, 201)


@router.post("/contracts/{ref}/scorecards/{period:path}/confirm", status_code=201, response_model=LifeShown)
def confirm_scorecard(
    ref: str, period: Label, body: ConfirmBody, caller: Caller, database: Stored, key: IdempotencyKey = None
) -> Response:
    """Confirm, as a second person, an issue that waits: this issues it."""
    with work(database, caller, "scorecards:issue") as w:

        def act() -> LifeShown:
            confirm(w, ref, period, body.sha256)
            return _life(w, ref, period)

        return acted(w, key, f"{ref}/{period}/confirm", body, act, 201)


@router.post("/contracts/{ref}/scorecards/{period:path}/reply", status_code=201, response_model=LifeShown)
def reply_to_scorecard(
    ref: str, period: Label, body: ReplyBody, caller: Caller, database: Stored, key: IdempotencyKey = None
) -> Response:
    """Accept or dispute an issued scorecard line by line, as the provider, within its window."""
    with work(database, caller, "scorecards:reply") as w:

        def act() -> LifeShown:
            lines = [
                Answer(one.target, one.position == "accepted", one.disputed, one.comment)
                for one in body.lines
            ]
            reply(w, ref, period, lines, body.comment)
            return _life(w, ref, period)

        return acted(w, key, f"{ref}/{period}/reply", body, act, 201)


@router.post("/contracts/{ref}/scorecards/{period:path}/settle", status_code=201, response_model=LifeShown)
def settle_scorecard(
    ref: str, period: Label, body: SettleBody, caller: Caller, database: Stored, key: IdempotencyKey = None
) -> Response:
    """Settle what is disputed: what stands of each line, and who agreed to it for the provider."""
    with work(database, caller, "scorecards:settle") as w:

        def act() -> LifeShown:
            stands = [(one.target, one.stands) for one in body.lines]
            settle(w, ref, period, Agreement(stands, body.agreed_by, body.comment))
            return _life(w, ref, period)

        return acted(w, key, f"{ref}/{period}/settle", body, act, 201)
