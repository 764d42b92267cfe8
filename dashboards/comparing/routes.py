"""The page that compares providers on one metric."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import work
from app.scorecards.at_a_glance import months_around, read_month
from app.scorecards.over_periods import read_over_periods
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
        months = months_around(w, period)
        until, judged = read_month(w, months.shown)
        lines = read_over_periods(w, metric_of(judged, metric), until)
        page = with_panels(compare_of(months.shown, judged, metric), lines)
        ways = (f"/compare?period={month}" if month else "" for month in (months.before, months.after))
        switch = Switch(months.shown, *ways)
        frame = reader.frame(w.identity, (Crumb(word="compare"),), switch)
    return shown(reader, page, frame)
