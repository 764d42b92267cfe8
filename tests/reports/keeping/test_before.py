"""What a file alone does not show: its days beside those that the contract has known before."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from app.errors import Problem
from app.reports.keeping.before import BEFORE, against
from app.sla.sheets import Sheet, day_sheet
from tests.desk import Desk, calls
from tests.reports.written import read, text

FIRST = date(2025, 4, 1)
M = 1_000_000


def known(count: int = BEFORE, **figures: int) -> Iterator[Sheet]:
    """Days before the file's: 300 calls and a few, as usual, or other figures."""
    for back in range(count, 0, -1):
        offered = figures.get("offered", 300 + back % 7)
        abandoned = figures.get("abandoned", 20 + back % 5)
        totals = {"offered": offered, "abandoned": abandoned, "answered": offered - abandoned, **figures}
        yield day_sheet("billing", FIRST - timedelta(back), {name: n * M for name, n in totals.items()})


def found(*lines: str, header: str = "date,offered,answered,abandoned", **more: int) -> list[Problem]:
    days = read(text(*lines, header=header)).days
    assert days is not None
    return against(days, known(**more), calls=False)


def told(*lines: str, **given: object) -> dict[str, str]:
    return {one.code: f"{one.where}: {one.message}" for one in found(*lines, **given)}  # type: ignore[arg-type]


def test_a_usual_day_after_usual_days_says_nothing() -> None:
    assert found("2025-04-01,304,283,21") == []
    assert found("2025-04-01,3040,2830,210", count=0) == []


def test_a_jump_against_the_months_before() -> None:
    assert told("2025-04-01,3040,2830,210") == {
        "leap": "row 2, column offered: offered is more than 5 times what it is on the middle day of "
        "this file and the days before it in 1 rows, first here: 2025-04-01"
    }


def test_a_zero_where_there_was_never_one() -> None:
    flags = told("2025-04-01,304,304,0", "2025-04-02,301,280,21")
    assert flags == {
        "zero_unusual": "row 2, column abandoned: abandoned is 0, which it is nowhere else in 1 rows, "
        "first here: 2025-04-01"
    }
    assert told("2025-04-01,304,304,0", abandoned=0) == {}


def test_a_day_of_nothing_but_zeros() -> None:
    assert list(told("2025-04-01,0,0,0")) == ["all_zero"]


@pytest.mark.parametrize(
    ("column", "before", "now", "code"),
    [("blocked", 6, 60, "blocked_leap"), ("abandoned_within_5s", 2, 18, "short_abandons_leap")],
)
def test_a_leap_of_what_leaves_the_denominator(column: str, before: int, now: int, code: str) -> None:
    days = [f"2025-04-{day:02},300,280,20,{now}" for day in range(1, 8)]
    header = f"date,offered,answered,abandoned,{column}"
    assert list(told(*days, header=header, **{column: before})) == [code]
    usual = [line.replace(f",{now}", f",{before}") for line in days]
    assert told(*usual, header=header, **{column: before}) == {}


def test_a_definition_that_changes_on_the_first_of_a_file() -> None:
    days = [f"2025-04-{day:02},{300 + day % 7},{285 + day % 7},{30 + day % 3}" for day in range(1, 15)]
    flags = told(*days)
    assert flags["definition_changed"].startswith(
        "row 2, column offered: offered is answered + abandoned before this day and is not since"
    )


def test_a_definition_that_changed_two_weeks_ago_is_told_when_that_is_certain() -> None:
    """A provider that reports day by day: the 14th day of the new way of counting, and no later one again."""
    held = list(known())

    def flags(since: int) -> list[str]:
        start = len(held) - since
        before = [
            replace(day, totals={**day.totals, "answered": day.totals["answered"] + 30 * M})
            if number >= start
            else day
            for number, day in enumerate(held)
        ]
        days = read(text("2025-04-01,304,298,20")).days
        assert days is not None
        return [one.code for one in against(days, before, calls=False)]

    assert flags(12) == []
    assert flags(13) == ["definition_changed"]
    assert flags(14) == []


def test_one_number_that_was_filled_in_day_by_day() -> None:
    line = "2025-04-01,304,284,20,8520"  # 30 seconds each, as on every third of the days before
    header = "date,offered,answered,abandoned,wait_seconds"
    days = read(text(line, header=header)).days
    assert days is not None
    before = [
        replace(day, totals={**day.totals, "wait_seconds": day.totals["answered"] * 30 + (n % 3) * n * M})
        for n, day in enumerate(known())
    ]
    (flag,) = against(days, before, calls=False)
    assert (flag.code, flag.where) == ("constant", "row 2, column wait_seconds")
    assert "wait_seconds / answered is 30 on" in flag.message
    unlike = [
        replace(day, totals={**day.totals, "wait_seconds": (8000 + 7 * n) * M})
        for n, day in enumerate(before)
    ]
    assert against(days, unlike, calls=False) == []


def test_other_queues_weeks_and_months_are_no_measure_of_a_day() -> None:
    days = read(text("2025-04-01,3040,2830,210")).days
    assert days is not None
    others = [replace(day, queue="orders") for day in known()]
    weeks = [replace(day, last_day=day.first_day + timedelta(6)) for day in known()]
    assert against(days, [*others, *weeks], calls=False) == []


@pytest.mark.slow
def test_a_report_is_compared_with_what_is_stored_in_one_query(agreed: Desk) -> None:
    asked: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        asked.append(statement)

    def sent(content: bytes) -> list[str]:
        asked.clear()
        answer = agreed.send(content)
        assert answer.status_code == 201, answer.text
        return [flag["code"] for flag in answer.json()["flags"]]

    assert sent(calls(days=range(1, 29))) == []
    event.listen(agreed.database.engine, "before_cursor_execute", note)
    try:
        assert sent(calls(days=range(29, 30))) == []
        one_day = len(asked)
        many = calls(days=range(30, 32)).replace(b",100,93,7", b",1000,930,70")
        assert sent(many) == ["leap"]
        assert len(asked) == one_day
    finally:
        event.remove(agreed.database.engine, "before_cursor_execute", note)
