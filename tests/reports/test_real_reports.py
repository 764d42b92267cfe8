"""Real reports of real centres: every month's true figures, and never those that come from means of rates."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.reports.reading.preview import preview
from app.reports.reading.read import Context, Reading, read_report
from app.sla.quantities import round_to
from app.sla.sheets import Total, add_up

REAL = Path(__file__).resolve().parents[3] / "shared" / "data"
CONTEXT = Context("Asia/Shanghai", ("line",), earliest=date(2020, 1, 1), latest=date(2026, 11, 22))
DATED, UNDATED = "daily_acd_dated", "daily_acd_undated_semicolon"
CHINESE = "chinese_headers_gb18030"

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real reports are not on this machine")


def bytes_of(folder: str) -> bytes:
    return next((REAL / folder).glob("*.csv")).read_bytes()


def expected() -> Mapping[str, Any]:
    text = (REAL / DATED / "expected.json").read_text("utf-8")
    found: Mapping[str, Any] = json.loads(text, parse_float=Decimal)
    return found


def months(reading: Reading) -> dict[str, dict[str, Total]]:
    names = {f"{sheet.first_day:%Y-%m}" for sheet in reading.sheets}
    return {
        month: add_up([s for s in reading.sheets if f"{s.first_day:%Y-%m}" == month], reading.measures)
        for month in sorted(names)
    }


def as_stated(part: Total, per: Total, stated: Decimal, places: int) -> bool:
    return round_to(part.value / per.value, places) == round_to(Fraction(stated), places)


READINGS = {
    DATED: None,
    UNDATED: {"key": {"date": {"starts": "2020-01-01"}}},
    CHINESE: None,
}


@pytest.mark.parametrize(("folder", "count"), [(DATED, 42), (UNDATED, 42), (CHINESE, 12)])
def test_every_month_has_its_true_figures(folder: str, count: int) -> None:
    reading = read_report(bytes_of(folder), READINGS[folder], CONTEXT)
    truth = expected()["monthly"]
    read = months(reading)
    assert len(read) == count
    for month, totals in read.items():
        true = truth[month]
        offered, answered, abandoned = totals["offered"], totals["answered"], totals["abandoned"]
        assert (offered.value, answered.value, abandoned.value) == (
            true["incoming"],
            true["answered"],
            true["abandoned"],
        )
        assert as_stated(abandoned, offered, true["abandonment_rate"], 6)
        assert as_stated(answered, offered, true["answer_rate"], 6)
        assert as_stated(totals["wait_seconds"], answered, true["asa_s_weighted_by_answered"], 4)
        assert as_stated(totals["talk_seconds"], answered, true["talk_s_weighted_by_answered"], 4)
        if true["abandonment_rate_WRONG_mean_of_daily"] != true["abandonment_rate"]:
            assert not as_stated(abandoned, offered, true["abandonment_rate_WRONG_mean_of_daily"], 6)


@pytest.mark.parametrize("folder", [DATED, UNDATED])
def test_the_whole_history_is_never_the_mean_of_rates(folder: str) -> None:
    reading = read_report(bytes_of(folder), READINGS[folder], CONTEXT)
    totals = add_up(reading.sheets, reading.measures)
    true = expected()["all"]
    assert (reading.rows, len(reading.sheets)) == (1251, 1251)
    assert as_stated(totals["abandoned"], totals["offered"], true["abandonment_rate"], 6)
    assert not as_stated(
        totals["abandoned"], totals["offered"], true["abandonment_rate_WRONG_mean_of_daily"], 2
    )
    assert (reading.first_day, reading.last_day) == (date(2020, 1, 1), date(2023, 6, 4))


def test_the_three_files_say_the_same() -> None:
    dated, undated, chinese = (read_report(bytes_of(f), READINGS[f], CONTEXT) for f in READINGS)
    assert dated.sheets == undated.sheets
    assert chinese.sheets == dated.sheets[:366]


@pytest.mark.parametrize("folder", [DATED, UNDATED, CHINESE])
def test_they_need_no_mapping_because_every_name_is_known(folder: str) -> None:
    reading = read_report(bytes_of(folder), READINGS[folder], CONTEXT)
    assert (reading.guessed, reading.proven) == (True, True)
    assert reading.measures == ("abandoned", "answered", "offered", "talk_seconds", "wait_seconds")
    listed = {flag.where: flag.code for flag in reading.flags}
    unread = [place for place, code in listed.items() if code in ("stated_rate", "unclear")]
    assert len(unread) == 3
    if folder != CHINESE:
        assert listed["column Waiting Time (AVG)"] == "unclear"
        assert listed["column Service Level (20 Seconds)"] == "stated_rate"


def test_the_days_without_dates_are_asked_for() -> None:
    with pytest.raises(Exception, match=r"key\.date\.starts"):
        read_report(bytes_of(UNDATED), None, CONTEXT)


def test_an_average_in_whole_seconds_may_be_off_by_half_a_second_a_call() -> None:
    for folder, mapping in READINGS.items():
        for sheet in read_report(bytes_of(folder), mapping, CONTEXT).sheets:
            half = sheet.totals["answered"] // 2
            assert dict(sheet.slack) == {"wait_seconds": half, "talk_seconds": half}


@pytest.mark.parametrize(("folder", "unit", "each"), [(DATED, "ratio", 5000), (UNDATED, "percent", 50)])
def test_a_stated_service_level_becomes_a_derived_count_where_a_mapping_says_so(
    folder: str, unit: str, each: int
) -> None:
    start = (READINGS[folder] or {}).get("key", {"date": {"from": "Fecha"}})
    mapping = {
        "columns": {
            "offered": {"from": "Incoming Calls"},
            "answered": {"from": "Answered Calls"},
            "answered_within_20s": {"expression": '"Service Level (20 Seconds)" * answered'},
        },
        "key": start,
    }
    reading = read_report(bytes_of(folder), mapping, CONTEXT)
    assert reading.mapping["inputs"] == {"Service Level (20 Seconds)": {"unit": unit}}
    first = reading.sheets[0]
    stated = {"ratio": 760_000, "percent": 762_800}[unit]
    assert first.totals["answered_within_20s"] == 204 * stated
    assert first.slack == {"answered_within_20s": 204 * each}
    january = months(reading)["2020-01"]["answered_within_20s"]
    assert january.slack == Fraction(5468 * each, 10**6)


def test_the_total_line_of_the_chinese_report_agrees() -> None:
    codes = [flag.code for flag in read_report(bytes_of(CHINESE), None, CONTEXT).flags]
    assert "total_line" in codes
    assert "total_differs" not in codes


def test_a_preview_shows_what_five_rows_become() -> None:
    seen = preview(bytes_of(CHINESE), None, CONTEXT)
    assert (seen.header_line, seen.rows, seen.problem_count, len(seen.examples)) == (3, 366, 0, 5)
    first = seen.examples[0]
    assert (first.line, first.cells["通话排队均长(秒)"]) == (4, "17")
    assert first.becomes == {
        "queue": "line",
        "channel": "voice",
        "date": "2020-01-01",
        "offered": "217",
        "answered": "204",
        "abandoned": "13",
        "wait_seconds": "3468",
        "talk_seconds": "27336",
    }
