"""Flags of days that may be true and hardly are; never refusals."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.reports.checking.flag_words import WORDS, in_words
from app.reports.context import Context
from tests.reports.written import ONE_QUEUE, TWO_QUEUES, read, text


def days(*changed: tuple[int, str], count: int = 60) -> bytes:
    """A file of 60 days alike but for those that are changed."""
    lines = [f"{200 + day % 7},{180 + day % 7},20" for day in range(count)]
    for day, line in changed:
        lines[day] = line
    first = date(2025, 1, 1)
    return text(*(f"{first + timedelta(day)},{line}" for day, line in enumerate(lines)))


def flags(content: bytes) -> dict[str, tuple[str, str]]:
    codes = ("all_zero", "zero_unusual", "leap")
    return {one.code: (one.where, one.message) for one in read(content).flags if one.code in codes}


def test_usual_days_are_not_flagged() -> None:
    assert flags(days()) == {}


def test_a_day_of_zeros_may_mean_not_reported() -> None:
    found = flags(days((9, "0,0,0"), (20, "0,0,0")))
    assert list(found) == ["all_zero"]
    where, message = found["all_zero"]
    assert where == "row 11, column offered"
    assert "in 2 rows" in message
    assert len(read(days((9, "0,0,0"))).sheets) == 60  # it counts as it is stated


def test_a_zero_where_there_never_was_one() -> None:
    found = flags(days((30, "200,200,0")))
    assert found == {"zero_unusual": ("row 32, column abandoned", found["zero_unusual"][1])}
    assert "abandoned is 0" in found["zero_unusual"][1]


def test_zeros_that_are_usual_are_not_flagged() -> None:
    assert flags(days(*((day, "200,200,0") for day in range(0, 60, 4)))) == {}


@pytest.mark.parametrize(("offered", "leaps"), [(1015, False), (1016, True)])
def test_a_leap_is_more_than_five_times_the_middle_day(offered: int, leaps: bool) -> None:
    content = days((40, f"{offered},180,{offered - 180}"))
    assert ("leap" in flags(content)) is leaps


def test_a_fortnight_is_too_short_for_anything_to_be_usual() -> None:
    assert flags(days((3, "0,0,0"), count=13)) == {}


def sheet_of(rows: list[str], header: str, start: date = date(2025, 1, 1)) -> bytes:
    """A file of a row a day."""
    lines = (f"{start + timedelta(day)},{row}" for day, row in enumerate(rows))
    return text(*lines, header=f"date,{header}")


def told(content: bytes, code: str, context: Context = ONE_QUEUE) -> list[str]:
    return [one.message for one in read(content, None, context).flags if one.code == code]


def test_days_are_named_up_to_ten() -> None:
    odd = [(day, "0,0,0") for day in range(0, 55, 5)]
    [message] = [m for c, (_, m) in flags(days(*odd)).items() if c == "all_zero"]
    named = ", ".join(str(date(2025, 1, 1) + timedelta(5 * n)) for n in range(10))
    assert message.endswith(f"in 11 rows, first here: {named} and 1 more")


def test_a_weekday_that_is_always_closed_is_no_alarm() -> None:
    assert flags(days(*((day, "0,0,0") for day in range(3, 60, 7)))) == {}


def test_each_queue_is_compared_with_itself() -> None:
    lines = []
    for day in range(20):
        lines += [f"{date(2025, 1, 1) + timedelta(day)},billing,{1000 + day}"]
        lines += [f"{date(2025, 1, 1) + timedelta(day)},orders,{10 + day}"]
    content = text(*lines, header="date,queue,offered")
    assert [one.code for one in read(content, None, TWO_QUEUES).flags] == []


def test_a_day_of_empty_half_hours_may_mean_not_reported() -> None:
    rows = []
    for day in range(20):
        calls = 0 if day == 9 else 30
        at = date(2025, 1, 1) + timedelta(day)
        rows += [f"{at} {hour:02}:00,{calls if hour > 8 else 0}" for hour in range(20)]
    [message] = told(text(*rows, header="interval_start,offered"), "all_zero")
    assert message.endswith("nothing was reported in 1 days, first here: 2025-01-10")


@pytest.mark.parametrize(("late", "leapt"), [(9, True), (2, False)])
def test_a_leap_of_short_abandons(late: int, leapt: bool) -> None:
    header = "offered,answered,abandoned,abandoned_within_5s"
    rows = ["200,180,20,1" if day < 31 else f"200,180,20,{late}" for day in range(59)]
    found = told(sheet_of(rows, header), "short_abandons_leap")
    assert bool(found) is leapt
    if leapt:
        assert found[0].startswith("abandoned_within_5s is 45 % of abandoned, before it was 5 % in 28 rows")


@pytest.mark.parametrize(("late", "leapt"), [(20, True), (3, False)])
def test_a_leap_of_blocked_calls(late: int, leapt: bool) -> None:
    rows = ["200,2" if day < 14 else f"200,{late}" for day in range(28)]
    assert bool(told(sheet_of(rows, "offered,blocked"), "blocked_leap")) is leapt


STEPS = "answered,answered_within_10s,answered_within_15s,answered_within_20s,answered_within_30s"


@pytest.mark.parametrize(
    ("row", "seconds", "piled"),
    [
        ("100,40,50,80,85", {20}, True),
        ("100,40,50,80,85", set(), False),
        ("100,40,50,80,85", {60}, False),
        ("100,40,55,68,88", {20}, False),
        ("100,40,55,70,95", {20}, False),
    ],
)
def test_answers_piled_just_under_what_is_paid_for(row: str, seconds: set[int], piled: bool) -> None:
    context = replace(ONE_QUEUE, thresholds=frozenset(seconds))
    found = told(sheet_of([row] * 20, STEPS), "piled_under_threshold", context)
    assert bool(found) is piled
    if piled:
        assert found[0].startswith("600 answers in 15 to 20 s, 200 the 5 s before and 100 the 10 s behind")


@pytest.mark.parametrize("constant", ["120", "0:02:00", "37.5%"])
def test_a_column_that_is_filled_in_with_one_number(constant: str) -> None:
    rows = [f"{200 + day},{constant if day % 3 == 0 else f'0:03:{day:02}'}" for day in range(60)]
    found = told(sheet_of(rows, "offered,Something (AVG)"), "constant")
    assert [one[: 24 + len(constant)] for one in found] == [f"“Something (AVG)” is {constant} in"]


@pytest.mark.parametrize("constant", ["100%", "1.00", "0", "3"])
def test_what_is_often_the_same_by_nature_is_no_alarm(constant: str) -> None:
    rows = [f"{200 + day},{constant if day % 3 == 0 else 20 + day}" for day in range(60)]
    assert told(sheet_of(rows, "offered,Something"), "constant") == []


def test_a_sum_that_held_until_a_day_and_does_not_since() -> None:
    rows = [f"200,180,{20 if day < 30 else 10}" for day in range(60)]
    found = read(sheet_of(rows, "offered,answered,abandoned")).flags
    assert [(one.where, one.code) for one in found if one.code == "definition_changed"] == [
        ("row 32, column offered", "definition_changed")
    ]
    steady = [f"200,180,{20 if day % 2 else 10}" for day in range(60)]
    assert told(sheet_of(steady, "offered,answered,abandoned"), "definition_changed") == []


@pytest.mark.parametrize(("abandoned", "apart"), [(9, False), (8, True), (19, False), (20, True)])
def test_sums_may_be_apart_by_half_a_percent(abandoned: int, apart: bool) -> None:
    assert bool(told(text(f"2025-03-01,1000,986,{abandoned}"), "sum_differs")) is apart


def test_half_hours_are_added_up_before_their_sums_are_compared() -> None:
    meets = ("2025-03-01 09:30,5,3,1", "2025-03-01 10:00,4,5,0")
    header = "interval_start,offered,answered,abandoned"
    assert "sum_differs" not in [one.code for one in read(text(*meets, header=header)).flags]
    assert told(text(*meets, "2025-03-01 10:30,9,5,1", header=header), "sum_differs") == [
        "offered is not answered + abandoned in 1 days, first here: 2025-03-01"
    ]


FLAGGING = (  # modules that say what is worth knowing beside what they read
    *(f"checking/{name}" for name in ("check", "gaps", "imputed", "leave_out", "stated_rates", "suspicious")),
    *("checking/suspicious_shares", "rows/calls", "rows/derive", "rows/total_lines", "rows/which_rows"),
    "formats/queue_log",
)
NO_FLAGS = {"conflict", "date_outside", "formula", "fraction", "not_a_number", "too_large"}  # of refused rows


def test_every_flag_has_its_words_in_both_languages() -> None:
    source = "".join(Path(f"app/reports/{name}.py").read_text("utf-8") for name in FLAGGING)
    codes = set(re.findall(r'\bProblem\(\s*(?:f?"[^"]*"|[^,"]+),\s*"([a-z_]+)"', source))
    codes |= set(re.findall(r'\bflag(?:ged)?\([^"]*"[^"]*"(?:\])?, "([a-z_]+)"', source))
    codes |= {"all_zero", "same_day", "ignored", "average", "unclear", "stated_rate", "offset_believed"}
    assert len(codes) > 20
    assert codes - NO_FLAGS - set(WORDS) == set()
    assert all(english and chinese and english != chinese for english, chinese in WORDS.values())
    assert in_words("leap", "zh_Hans") == WORDS["leap"][1]
    assert in_words("answered_over_offered", "en") == WORDS["answered_over_offered"][0]
    assert "whole" in in_words("abandoned_over_offered", "en")
    assert in_words("not_a_code", "en") == ""
