"""Scorecards, trends, measures and the portfolio over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import work
from app.contracts.terms_routes import AsOf
from app.payloads import Day, Moment
from app.scorecards.kept_payloads import (
    MeasuresShown,
    PortfolioRow,
    PortfolioShown,
    Sums,
    TrendShown,
    UncollectedShown,
)
from app.scorecards.life.ledger_routes import router as ledger_router
from app.scorecards.life.payloads import ScorecardRead
from app.scorecards.life.routes import router as life_router
from app.scorecards.life.uncollected import read_uncollected
from app.scorecards.life.written import written_card
from app.scorecards.measures import EVERY, read_measures
from app.scorecards.portfolio import read_portfolio
from app.scorecards.remembered import remembered_of
from app.scorecards.trend import read_trend
from app.scorecards.what_if.routes import router as what_if_router

__all__ = ["AsOf", "router"]
router = APIRouter(prefix="/api/v1", tags=["scorecards"])
router.include_router(what_if_router)
router.include_router(life_router)  # these first: what an act is called is not a part of a period
router.include_router(ledger_router)
From = Annotated[Day | None, Query(alias="from", description="First day.")]
To = Annotated[Day | None, Query(alias="to", description="The day after the last one.")]
Live = Annotated[bool, Query(description="Judged from what is known now, even when it is issued.")]
Label = Annotated[
    str,
    Path(
        description="Such as 2026-04, 2026-Q2, 2026-W14, 2026-04-16, or `latest`: the newest that is over.",
        examples=["2026-04"],
    ),
]


@router.get("/contracts/{ref}/scorecards/{period}", response_model=ScorecardRead)
def scorecard(
    ref: str, period: Label, caller: Caller, database: Stored, live: Live = False, as_of: AsOf = None
) -> Response:
    """The scorecard of a period: a line per target with its working, the score, the money, the evidence.

    Once it is issued it is shown as it was frozen, with where it stands; `live` shows how it is judged now.
    """
    return _card(database, caller, ref, period, live, as_of)


@router.get("/contracts/{ref}/scorecards/{period}/{stub}", response_model=ScorecardRead)
def stub_scorecard(
    ref: str,
    period: Label,
    stub: Annotated[str, Path(description="The number of the part, from 1.", examples=["2"])],
    caller: Caller,
    database: Stored,
    live: Live = False,
    as_of: AsOf = None,
) -> Response:
    """The scorecard of a part of a period that an amendment cut in two, such as 2026-01/2."""
    return _card(database, caller, ref, f"{period}/{stub}", live, as_of)


def _card(
    database: Stored, caller: Caller, ref: str, label: str, live: bool, as_of: Moment | None
) -> Response:
    """The document with its life, as it goes out."""
    with work(database, caller, "scorecards:read") as w:
        body = written_card(w, remembered_of(database), ref, label, live=live, as_of=as_of)
    return Response(body, media_type="application/json")


@router.get("/contracts/{ref}/trends/{target}")
def trend(
    ref: str, target: str, caller: Caller, database: Stored, start: From = None, end: To = None
) -> TrendShown:
    """The target's value, level and verdict period by period."""
    with work(database, caller, "scorecards:read") as w:
        found = read_trend(w, ref, target, start, end)
    return TrendShown.of(found)


@router.get("/contracts/{ref}/measures")
def measures(
    ref: str,
    caller: Caller,
    database: Stored,
    start: Annotated[Day, Query(alias="from", description="First day.")],
    end: Annotated[Day, Query(alias="to", description="The day after the last one.")],
    by: Annotated[
        str, Query(pattern=r"^(day|month|queue)(,(day|month|queue))?$", examples=["day,queue"])
    ] = "day",
    side: Literal["provider", "client"] = "provider",
    as_of: AsOf = None,
) -> MeasuresShown:
    """Sums of measures by day, month or queue, as known at an instant."""
    groups = [one for one in EVERY if one in by.split(",")]
    with work(database, caller, "reports:read") as w:
        found = read_measures(w, ref, start, end, groups, side, as_of)
    return MeasuresShown(items=[Sums.model_validate(one) for one in found])


@router.get("/portfolio")
def portfolio(
    caller: Caller,
    database: Stored,
    period: Annotated[str, Query(pattern=r"^[0-9]{4}-[0-9]{2}$", description="A month, such as 2026-04.")],
) -> PortfolioShown:
    """Every visible contract's verdicts and money for the periods that end in a month."""
    with work(database, caller, "scorecards:read") as w:
        found, judged = read_portfolio(w, period)
        uncollected = read_uncollected(w)
    return PortfolioShown(
        period=found.label,
        items=[PortfolioRow.of(one) for one in judged],
        uncollected=[UncollectedShown.of(one) for one in uncollected],
    )
