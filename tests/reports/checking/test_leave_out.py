"""Good rows taken, refused ones left out: by choice, said, and never as fewer calls than there were."""

from datetime import date
from typing import Any

import pytest

from app.reports.reading.read import Reading, ReportRefused, read_report
from tests.reports.rows.test_calls import CALLS, HEADER, ROWS
from tests.reports.written import ONE_QUEUE, read, text, whole

HALF = "interval_start,offered,answered"


def good_rows(content: bytes, mapping: dict[str, Any] | None = None) -> Reading:
    return read_report(content, mapping, ONE_QUEUE, good_rows=True)


def days(reading: Reading) -> list[str]:
    return [str(sheet.first_day) for sheet in reading.sheets]


def test_a_refused_day_is_left_out_and_said() -> None:
    reading = good_rows(text("2025-03-01,100,90,10", "2025-03-02,100,101,0", "2025-03-03,80,x,20"))
    assert (days(reading), reading.rows, whole(reading, "offered")) == (["2025-03-01"], 1, 100)
    assert reading.left_out is not None
    assert (reading.left_out.rows, reading.left_out.faults.count) == (2, 2)
    assert [flag.code for flag in reading.flags] == ["rows_refused"]
    assert reading.flags[0].message.startswith("2 of 3 rows were refused and left out")
    assert b"2025-03-03,80,x,20,4,answered,x," in reading.left_out.faults.listed()


def test_a_file_without_faults_reads_the_same_either_way() -> None:
    content = text("2025-03-01,100,90,10")
    one, other = good_rows(content), read(content)
    assert (one.mapping, one.sheets, one.left_out) == (other.mapping, other.sheets, None)


def test_a_refused_half_hour_takes_its_day_with_it() -> None:
    rows = ("2025-03-01 09:00,5,5", "2025-03-02 09:00,5,x", "2025-03-02 09:30,7,7", "2025-03-03 09:00,1,1")
    reading = good_rows(text(*rows, header=HALF))
    assert (days(reading), reading.rows) == (["2025-03-01", "2025-03-03"], 2)
    assert reading.left_out is not None
    problems = reading.left_out.faults.problems()
    assert [(one.where, one.code) for one in problems] == [
        ("row 3, column answered", "not_a_number"),
        ("row 4", "same_day"),
    ]


@pytest.mark.parametrize("row", ["2025-02-30 09:00,5,5", "2025-03-01 9 o'clock,5,x"])
def test_a_half_hour_of_no_day_refuses_the_whole_file(row: str) -> None:
    content = text("2025-03-01 09:00,5,5", row, "2025-03-02 09:00,5,5", header=HALF)
    with pytest.raises(ReportRefused, match="cannot be") as caught:
        good_rows(content)
    assert caught.value.problems[0].where.startswith("row 3")


def test_a_call_that_cannot_be_read_takes_its_day_with_it() -> None:
    content = text(ROWS[0], "2,2025-03-01,09:30:00,agent,many,60", ROWS[3], header=HEADER)
    reading = good_rows(content, CALLS)
    assert (days(reading), reading.rows, whole(reading, "offered")) == (["2025-03-02"], 1, 1)


def test_a_file_of_bad_rows_alone_stays_refused() -> None:
    with pytest.raises(ReportRefused, match="1 of 1 rows"):
        good_rows(text("2025-03-02,100,101,0"))


def test_rows_that_contradict_each_other_refuse_the_whole_file() -> None:
    content = text("2025-03-01,1,1,0", "2025-03-01,2,2,0", "2025-03-02,x,2,0", "2025-03-03,3,3,0")
    with pytest.raises(ReportRefused) as caught:
        good_rows(content)
    assert [one.code for one in caught.value.problems] == ["conflict"]


def test_what_a_column_of_dates_is_about_is_not_guessed_from_refused_rows() -> None:
    reading = good_rows(text("2025-03-01,1,1,0", "2031-03-02,1,1,0", "2025-03-03,1,1,0"))
    assert [date.fromisoformat(day).year for day in days(reading)] == [2025, 2025]
