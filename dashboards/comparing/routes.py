"""The page that compares providers on one metric."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import work
from app.contracts.open import parties_of
from app.scorecards.over_periods import read_over_periods
from app.scorecards.portfolio import months_judged, read_portfolio
from dashboards.answering import shown
from dashboards.comparing.panels import with_panels
from dashboards.comparing.reading import compare_of, metric_of
from dashboards.parts import Crumb, Switch
from dashboards.reader import Asking

router = APIRouter(include_in_schema=False)


@router.get("/compare")
def compare(
    reader: Asking,
    caller: Caller,
    database: Stored,
    period: Annotated[str | None, Query(pattern=r"^[0-9]{4}-[0-9]{2}$")] = None,
    metric: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """Every visible contract on one metric: in one month by volume, and over the months up to it."""
    with work(database, caller, "scorecards:read") as w:
        months, today = months_judged(w), f"{w.now:%Y-%m}"
        over = [month for month in months if month < today]
        month = period or (over or months or [today])[-1]
        until, judged = read_portfolio(w, month)
        lines = read_over_periods(w, metric_of(judged, metric), until)
        parties = parties_of(w.session, sorted({one.contract_id for one in lines}))
        page = with_panels(compare_of(month, judged, metric), lines, parties)
        before = [f"/compare?period={one}" for one in months if one < month]
        after = [f"/compare?period={one}" for one in months if one > month]
        switch = Switch(month, before[-1] if before else "", after[0] if after else "")
        frame = reader.frame(w.identity, (Crumb(word="compare"),), switch)
    return shown(reader, page, frame)
