"""The pages of rhythm and campaign."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import work
from app.scorecards.patterns.campaign import read_campaign
from app.scorecards.patterns.rhythm import read_rhythm
from dashboards.answering import shown
from dashboards.framing import contract_frame, period_switch
from dashboards.parts import Crumb
from dashboards.patterns.reading import campaign_of, rhythm_of
from dashboards.reader import Asking

router = APIRouter(include_in_schema=False)


@router.get("/contracts/{ref}/rhythm/{period:path}")
def rhythm(
    ref: str,
    period: str,
    reader: Asking,
    caller: Caller,
    database: Stored,
    rate: Annotated[str | None, Query(max_length=40)] = None,
) -> Response:
    """A rate by weekday and hour of a period: when to call, when it fails."""
    with work(database, caller, "scorecards:read") as w:
        found = read_rhythm(w, ref, period, rate)
        page = rhythm_of(found, ref)
        frame = contract_frame(
            w,
            reader,
            ref,
            found.contract,
            "rhythm",
            period=page.period,
            crumbs=(Crumb(word="rhythm"),),
            switch=period_switch(w, ref, found.contract, found.period, "rhythm"),
        )
    return shown(reader, page, frame)


@router.get("/contracts/{ref}/campaign/{period:path}")
def campaign(ref: str, period: str, reader: Asking, caller: Caller, database: Stored) -> Response:
    """A campaign's period: progress, lists, what became of the calls."""
    with work(database, caller, "scorecards:read") as w:
        found = read_campaign(w, ref, period)
        page = campaign_of(found, ref)
        frame = contract_frame(
            w,
            reader,
            ref,
            found.contract,
            "campaign",
            period=page.period,
            crumbs=(Crumb(word="campaign"),),
            switch=period_switch(w, ref, found.contract, found.period, "campaign"),
        )
    return shown(reader, page, frame)
