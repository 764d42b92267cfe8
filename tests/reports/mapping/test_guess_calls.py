"""Call records and contact lists are known by their header, proposed, and never taken unseen."""

from datetime import date
from pathlib import Path

import pytest

from app.reports.mapping.guess_calls import guess_calls
from app.reports.reading.preview import Preview, preview
from tests.reports.written import ONE_QUEUE, read, text

NOVEMBER = type(ONE_QUEUE)("Europe/London", ("line",), earliest=date(2023, 1, 1))
CHINESE = "通话流水号,开始时间,接通时间,排队时长,通话时长,技能组,挂机原因"
CONTACTS = "Lead ID,Phone Number,Date,Attempts,Result Code"


def flagged(seen: Preview) -> set[str]:
    return {flag.code for flag in seen.flags}


def test_real_call_records_are_proposed_with_what_five_of_them_become(shared_data: Path) -> None:
    seen = preview((shared_data / "calls_csv_bom" / "Call Center Data.csv").read_bytes(), None, NOVEMBER)
    assert (seen.guessed, seen.proven, seen.rows, len(seen.examples)) == (True, False, 25_100, 5)
    assert "guessed_calls" in flagged(seen)
    calls = seen.mapping["calls"]
    assert calls["answered"] == [{"column": "Time Answered", "empty": False}]
    assert (calls["wait"]["from"], calls["wait"]["to"]) == ("Call Time", "Time Answered")
    assert (calls["id"], calls["outcomes"]) == ({"from": "Call ID"}, {"from": "Call Outcome"})
    becomes = seen.examples[0].becomes
    assert (becomes["offered"], becomes["answered"], becomes["wait_seconds"]) == ("1", "1", "17")
    assert becomes["interval_start"] == "2023-11-01T13:30+00:00"
    assert becomes["outcome.Booking completed"] == "1"


@pytest.mark.slow  # a workbook is read in a process of its own
def test_a_real_workbook_of_calls_is_proposed(shared_data: Path) -> None:
    content = next((shared_data / "calls_xlsx_day_fractions").glob("*.xlsx")).read_bytes()
    seen = preview(content, None, type(ONE_QUEUE)("Europe/Zurich", ("line",), earliest=date(2021, 1, 1)))
    assert "guessed_calls" in flagged(seen)
    assert seen.mapping["calls"]["answered"][0]["column"] == "Answered (Y/N)"
    assert seen.mapping["calls"]["wait"] == {"from": "Speed of answer in seconds", "unit": "s"}
    assert {one.becomes["answered"] for one in seen.examples} <= {"0", "1"}


def test_chinese_call_records() -> None:
    rows = (
        "a1,2025-03-01 09:00:05,2025-03-01 09:00:17,12,60,line,坐席挂机",
        "a2,2025-03-01 09:40:00,,33,,line,排队放弃",
    )
    seen = preview(text(*rows, header=CHINESE), None, ONE_QUEUE)
    assert flagged(seen) >= {"guessed_calls"}
    first, second = (one.becomes for one in seen.examples)
    assert (first["answered"], first["wait_seconds"], first["talk_seconds"]) == ("1", "12", "60")
    assert (second["answered"], second["abandoned"], second["outcome.排队放弃"]) == ("0", "1", "1")


def test_a_contact_list_has_a_measure_for_each_result() -> None:
    rows = ("7,0800,2025-03-01,3,SALE", "8,0801,2025-03-01,1,NO ANSWER")
    seen = preview(text(*rows, header=CONTACTS), None, ONE_QUEUE)
    assert (seen.guessed, seen.proven) == (True, False)
    assert "guessed_contacts" in flagged(seen)
    assert seen.mapping["columns"]["dials"] == {"from": "Attempts", "unit": "count"}
    becomes = seen.examples[0].becomes
    assert (becomes["records"], becomes["dials"], becomes["outcome.SALE"]) == ("1", "3", "1")
    assert becomes["date"] == "2025-03-01"


@pytest.mark.parametrize(
    "header",
    [
        "date,queue,offered,answered,abandoned",
        "Date,Calls offered,Calls answered,ASA,Customer ID",
        "日期,呼入量,接通量,放弃量,接通时间",
        "date,Phone,offered",
        "Session ID,Date,offered,abandoned",
    ],
)
def test_counts_are_no_calls(header: str) -> None:
    assert guess_calls(header.split(",")) is None


def test_what_somebody_says_is_not_guessed_over() -> None:
    said = {"calls": {"answered": [{"column": "Attempts", "over": "1"}]}}
    reading = read(text("7,0800,2025-03-01,3,SALE", header=CONTACTS), said)
    assert reading.measures == ("abandoned", "answered", "offered")
