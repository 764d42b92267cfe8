"""When it fails, and how a campaign goes, over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import work
from app.scorecards.patterns.campaign import read_campaign
from app.scorecards.patterns.payloads import (
    CampaignShown,
    Rate,
    RhythmShown,
    campaign_shown,
    rhythm_shown,
)
from app.scorecards.patterns.rhythm import read_rhythm

router = APIRouter(prefix="/api/v1", tags=["scorecards"])
Label = Annotated[str, Path(description="A period's label, or `latest`.", examples=["2026-04"])]


@router.get("/contracts/{ref}/rhythm/{period}")
def rhythm(
    ref: str,
    period: Label,
    caller: Caller,
    database: Stored,
    rate: Annotated[Rate | None, Query(description="Without it the first that the period has.")] = None,
) -> RhythmShown:
    """A rate by weekday and hour of a period: when to call, when it fails."""
    with work(database, caller, "scorecards:read") as w:
        return rhythm_shown(read_rhythm(w, ref, period, rate))


@router.get("/contracts/{ref}/campaign/{period}")
def campaign(ref: str, period: Label, caller: Caller, database: Stored) -> CampaignShown:
    """A campaign's period: progress against its plan, by list, and what became of the calls."""
    with work(database, caller, "scorecards:read") as w:
        return campaign_shown(read_campaign(w, ref, period))
