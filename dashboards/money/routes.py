"""The money page of a contract's period."""

from fastapi import APIRouter, Response

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import Work, work
from app.contracts.open import find_contract
from app.contracts.tables import Contract
from app.scorecards.life.book import read_ledger
from app.scorecards.life.issued import names_of
from app.scorecards.life.read import Life, read_card
from app.scorecards.year import read_year
from dashboards.answering import shown
from dashboards.framing import contract_frame, period_of, period_switch
from dashboards.money.reading import Read, account_of
from dashboards.parts import Crumb
from dashboards.reader import Asking
from dashboards.readings import Document

router = APIRouter(include_in_schema=False)


@router.get("/contracts/{ref}/money/{period:path}")
def money(ref: str, period: str, reader: Asking, caller: Caller, database: Stored) -> Response:
    """What a period came to and why, what waivers cost, and what became of the year's money."""
    with work(database, caller, "scorecards:read") as w:
        contract = find_contract(w, ref)
        document, life = read_card(w, ref, period)
        page = account_of(_read(w, contract, document, life), ref)
        frame = contract_frame(
            w,
            reader,
            ref,
            contract,
            "money",
            period=page.period,
            crumbs=(Crumb(word="money"),),
            switch=period_switch(w, ref, contract, period_of(document), "money"),
        )
    return shown(reader, page, frame)


def _read(w: Work, contract: Contract, document: Document, life: Life) -> Read:
    year = int(document["period"]["label"][:4])
    periods = read_year(w, contract, year)
    numbers = {one.number for one in periods if one.number is not None}
    booked = [one for one in read_ledger(w.session, contract) if one.row.number in numbers] if numbers else []
    return Read(
        reference=contract.reference,
        document=document,
        state=life.stage,
        number=life.issued.number if life.issued else None,
        year=year,
        periods=periods,
        booked=booked,
        names=names_of(w.session, [event.person_id for one in booked for event in one.events]),
    )
