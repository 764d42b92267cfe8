"""The money page of a period: read it, note what became of an entry, decide a restatement."""

from dataclasses import replace
from datetime import date
from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from app.access.credentials import Caller
from app.access.roles import is_open_to
from app.access.routes import Stored
from app.access.unit import Work, work
from app.contracts.open import find_contract
from app.contracts.tables import Contract
from app.errors import Problem, Refused
from app.scorecards.life.book import read_ledger
from app.scorecards.life.collect import Step, note_step
from app.scorecards.life.decide import decide, read_restatements
from app.scorecards.life.issued import names_of
from app.scorecards.life.ledger_payloads import DecisionBody, StepBody
from app.scorecards.life.read import read_card
from app.scorecards.year import read_year
from dashboards.answering import shown
from dashboards.framing import contract_frame, period_of, period_switch
from dashboards.money.context import Account
from dashboards.money.reading import Read, account_of
from dashboards.parts import Crumb, Frame, Trouble
from dashboards.reader import Asking, Reader
from dashboards.readings import contract_href
from dashboards.typing_in import FromForm, Typed, attempted

router = APIRouter(include_in_schema=False)
_LONGEST_NUMBER: Final = 9


@router.get("/contracts/{ref}/money/{period:path}")
def money(ref: str, period: str, reader: Asking, caller: Caller, database: Stored) -> Response:
    """What a period came to and why, what waivers cost, and what became of the year's money."""
    with work(database, caller, "scorecards:read") as w:
        page, frame = _page(w, reader, ref, period)
    return shown(reader, page, frame)


@router.post("/contracts/{ref}/money/{period:path}")
def act_on_money(
    ref: str, period: str, typed: FromForm, reader: Asking, caller: Caller, database: Stored
) -> Response:
    """Note what became of an entry, or decide a restatement; refused, the page comes back as it was typed."""

    def act() -> None:
        with work(database, caller, "scorecards:settle") as w:
            if typed.get("restatement"):
                _decide(w, ref, typed)
            else:
                _note(w, ref, typed)

    trouble, status = attempted(act)
    if trouble is None:
        here = contract_href(ref, "money", period) + "#ledger"
        return RedirectResponse(here, 303, {"Cache-Control": "no-store"})
    with work(database, replace(caller, method="GET"), "scorecards:read") as w:
        page, frame = _page(w, reader, ref, period, typed, trouble)
    return shown(reader, page, frame, status)


def _note(w: Work, ref: str, typed: Typed) -> None:
    amount = typed.get("amount")
    body = StepBody.model_validate(
        {
            "what": typed.get("what"),
            "on": typed.get("on"),
            "amount": amount or None,
            "document_number": typed.get("document_number"),
            "comment": typed.get("comment"),
        }
    )
    note_step(w, ref, _number(typed, "entry"), Step(**body.model_dump()))


def _decide(w: Work, ref: str, typed: Typed) -> None:
    body = DecisionBody.model_validate({"decision": typed.get("decision"), "comment": typed.get("comment")})
    accept = body.decision == "accept"
    decide(w, ref, _number(typed, "restatement"), accept=accept, comment=body.comment)


def _number(typed: Typed, name: str) -> int:
    text = typed.get(name)
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER):
        raise Refused("Choose one of the list.", [Problem(name, "number", "is not a number of the list")])
    return int(text)


def _page(
    w: Work,
    reader: Reader,
    ref: str,
    label: str,
    typed: Typed | None = None,
    trouble: Trouble | None = None,
) -> tuple[Account, Frame]:
    contract = find_contract(w, ref)
    read = _read(w, contract, ref, label)
    page = account_of(replace(read, typed=typed, trouble=trouble), ref)
    period = period_of(read.document)
    frame = contract_frame(
        w,
        reader,
        ref,
        contract,
        "money",
        period=page.period,
        crumbs=(Crumb(word="money"),),
        switch=period_switch(w, ref, contract, period, "money"),
    )
    return page, frame


def _read(w: Work, contract: Contract, ref: str, label: str) -> Read:
    document, life = read_card(w, ref, label)
    year = _year_of(document["period"]["end"])
    periods = read_year(w, contract, year)
    numbers = {one.number for one in periods if one.number is not None}
    booked = [one for one in read_ledger(w.session, contract) if one.row.number in numbers] if numbers else []
    restated = [
        one
        for one in (read_restatements(w, contract) if numbers else [])
        if numbers & {change["number"] for change in one.changes}
    ]
    people = [event.person_id for one in booked for event in one.events]
    part = w.part_of(contract.id)
    return Read(
        reference=contract.reference,
        document=document,
        state=life.stage,
        number=life.issued.number if life.issued else None,
        year=year,
        periods=periods,
        booked=booked,
        names=names_of(w.session, [*people, *(one.decided_by for one in restated)]),
        restatements=restated,
        may_settle="scorecards:settle" in w.identity.permissions and is_open_to("scorecards:settle", part),
    )


def _year_of(end: str) -> int:
    """The year in which the last day of a period lies that ends, half-open, on that day."""
    return date.fromordinal(date.fromisoformat(end).toordinal() - 1).year
