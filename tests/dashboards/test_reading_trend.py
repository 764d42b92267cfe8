"""What a trend notes of its periods: limits of final values alone, exclusions by local day, restatements."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from app.scorecards.trend import Point
from app.scorecards.trend import Trend as KeptTrend
from app.sla.beside import Consent, Exclusion
from dashboards.contexts import Trend
from dashboards.reading_trend import Noted, trend_of

YES = Consent("Ada", datetime(2026, 3, 1, tzinfo=UTC))


def point(month: int, value: str, *provisional: str) -> Point:
    line: dict[str, Any] = {
        "id": "abandonment",
        "value": value,
        "shown": value,
        "unit": "ratio",
        "verdict": "met",
        "reason": "",
        "provisional": list(provisional),
        "numerator": None,
        "denominator": None,
        "expected": "<= 5%",
        "minimum": "<= 5%",
        "credit": "0",
        "terms": "2026-01-01",
    }
    return Point(f"2026-{month:02}", date(2026, month, 1), date(2026, month + 1, 1), "CNY", line)


def read(points: list[Point], noted: Noted | None = None) -> Trend:
    contract: Any = SimpleNamespace(reference="X")
    return trend_of(KeptTrend(contract, "abandonment", points, False), "X", noted)


CALM = [point(month, "0.04") for month in range(1, 7)]


def test_limits_need_six_final_values() -> None:
    assert read(CALM[:5]).natural is None
    assert read([*CALM[:5], point(6, "0.9", "period_running")]).natural is None
    natural = read([*CALM, point(7, "0.9", "period_running")]).natural
    assert natural is not None
    assert (natural.lower.text, natural.centre.text, natural.upper.text) == ("4.00", "4.00", "4.00")


def test_a_share_stays_between_none_and_all_and_a_leap_is_a_signal() -> None:
    page = read(
        [point(month, "0.03" if month % 2 else "0.05") for month in range(1, 11)] + [point(11, "0.15")]
    )
    assert page.natural is not None
    assert (page.natural.centre.text, page.natural.lower.text) == ("5.00", "0.00")
    assert "outside" in page.points[-1].signals
    assert page.points[0].signals == ()


def test_an_exclusion_counts_in_the_periods_that_it_touches_where_the_contract_lives() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    outage = Exclusion(
        "1",
        "Outage",
        "cut",
        datetime(2026, 2, 28, 15, 0, tzinfo=UTC),  # 23:00 in Shanghai
        datetime(2026, 2, 28, 17, 0, tzinfo=UTC),  # 01:00 in March
        client=YES,
        provider=YES,
    )
    asked = Exclusion("2", "Asked", "", outage.start, outage.end, provider=YES)
    page = read(CALM, Noted([outage, asked], zone))
    assert [one.period for one in page.points if one.left_out] == ["2026-02", "2026-03"]
    assert page.points[1].left_out == ("Outage",)


def test_a_restated_period_shows_what_was_issued() -> None:
    old, new = (
        {"targets": [{"id": "abandonment", "value": value, "verdict": "met", "shown": f"{value}%"}]}
        for value in ("3", "4")
    )
    change = {"label": "2026-03", "old": old, "new": new}
    same = {"label": "2026-04", "old": old, "new": old}
    row: Any = SimpleNamespace(changes=[change, same])
    page = read(CALM, Noted(restatements=[row]))
    assert {one.period: one.restated for one in page.points if one.restated} == {"2026-03": "3%"}
