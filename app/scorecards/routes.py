"""Scorecards, trends, measures and the portfolio over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import work
from app.scorecards.live import read_scorecard
from app.scorecards.measures import EVERY, read_measures
from app.scorecards.portfolio import Judged, read_portfolio
from app.scorecards.trend import read_trend
from app.sla.quantities import Money

router = APIRouter(prefix="/api/v1", tags=["scorecards"])
AsOf = Annotated[datetime | None, Query(description="As known at this instant (RFC 3339); now when omitted.")]
From = Annotated[date | None, Query(alias="from", description="First day.")]
To = Annotated[date | None, Query(alias="to", description="The day after the last one.")]


@router.get("/contracts/{ref}/scorecards/{period}")
def scorecard(ref: str, period: str, caller: Caller, database: Stored, as_of: AsOf = None) -> dict[str, Any]:
    """The scorecard of a period: a line per target with its working, the score, the money, the evidence.

    `period` is a label such as 2026-04, 2026-Q2, 2026-W14, 2026-04-16, or `latest`.
    """
    with work(database, caller, "scorecards:read") as w:
        return read_scorecard(w, ref, period, as_of).document


@router.get("/contracts/{ref}/scorecards/{period}/{stub}")
def stub_scorecard(
    ref: str, period: str, stub: str, caller: Caller, database: Stored, as_of: AsOf = None
) -> dict[str, Any]:
    """The scorecard of a part of a period that an amendment cut in two, such as 2026-01/2."""
    with work(database, caller, "scorecards:read") as w:
        return read_scorecard(w, ref, f"{period}/{stub}", as_of).document


@router.get("/contracts/{ref}/trends/{target}")
def trend(
    ref: str, target: str, caller: Caller, database: Stored, start: From = None, end: To = None
) -> dict[str, Any]:
    """The target's value, level and verdict period by period."""
    with work(database, caller, "scorecards:read") as w:
        found = read_trend(w, ref, target, start, end)
    points = [
        {
            "period": {"label": one.label, "start": one.start.isoformat(), "end": one.end.isoformat()},
            **one.line,
        }
        for one in found.points
    ]
    return {"target": target, "being_updated": found.is_being_updated, "points": points}


@router.get("/contracts/{ref}/measures")
def measures(
    ref: str,
    caller: Caller,
    database: Stored,
    start: Annotated[date, Query(alias="from", description="First day.")],
    end: Annotated[date, Query(alias="to", description="The day after the last one.")],
    by: Annotated[str, Query(pattern=r"^(day|month|queue)(,(day|month|queue))?$")] = "day",
    side: Annotated[str, Query(pattern=r"^(provider|client)$")] = "provider",
    as_of: AsOf = None,
) -> dict[str, Any]:
    """Sums of measures by day, month or queue, as known at an instant."""
    with work(database, caller, "reports:read") as w:
        groups = [one for one in EVERY if one in by.split(",")]
        return {"items": read_measures(w, ref, start, end, groups, side, as_of)}


@router.get("/portfolio")
def portfolio(
    caller: Caller,
    database: Stored,
    period: Annotated[str, Query(pattern=r"^[0-9]{4}-[0-9]{2}$", description="A month, such as 2026-04.")],
) -> dict[str, Any]:
    """Every visible contract's verdicts and money for the periods that end in a month."""
    with work(database, caller, "scorecards:read") as w:
        found, judged = read_portfolio(w, period)
    return {"period": found.label, "items": [_row(one) for one in judged]}


def _row(one: Judged) -> dict[str, Any]:
    return {
        "contract": one.reference,
        "client": one.parties.client,
        "provider": one.parties.provider,
        "period": {"label": one.label, "start": one.start.isoformat(), "end": one.end.isoformat()},
        "status": one.status,
        "score": one.score,
        "money": {
            **{key: one.money.get(key) for key in ("currency", "charges", "at_risk", "total")},
            "credits": Money.of_minor_units(one.credits, one.currency).text(),
            "bonuses": Money.of_minor_units(one.bonuses, one.currency).text(),
        },
        "targets": one.lines,
        "being_updated": one.is_being_updated,
    }
