"""Hostile input B11 to B13: what cannot be, what does not meet, and what is said twice."""

import pytest

from tests.reports.written import TWO_QUEUES, read, refused, text, whole


@pytest.mark.parametrize(
    ("header", "row", "rule", "column"),
    [
        ("offered,answered", "100,101", "answered_over_offered", "answered"),
        ("offered,abandoned", "100,101", "abandoned_over_offered", "abandoned"),
        (
            "answered,answered_within_20s",
            "100,101",
            "answered_within_20s_over_answered",
            "answered_within_20s",
        ),
        (
            "abandoned,abandoned_within_5s",
            "10,11",
            "abandoned_within_5s_over_abandoned",
            "abandoned_within_5s",
        ),
        (
            "answered_within_10s,answered_within_20s",
            "11,10",
            "answered_within_10s_over_answered_within_20s",
            "answered_within_10s",
        ),
        (
            "surveys_answered,surveys_satisfied",
            "5,6",
            "surveys_satisfied_over_surveys_answered",
            "surveys_satisfied",
        ),
        (
            "evaluation_points_possible,evaluation_points",
            "5,5.5",
            "evaluation_points_over_evaluation_points_possible",
            "evaluation_points",
        ),
    ],
)
def test_what_cannot_be_by_day_is_refused_with_its_rule(
    header: str, row: str, rule: str, column: str
) -> None:
    zeros = ",".join("0" for _ in row.split(","))
    found = refused(text(f"2025-03-01,{zeros}", f"2025-03-02,{row}", header=f"date,{header}"))
    assert [(p.where, p.code) for p in found.problems] == [(f"row 3, column {column}", rule)]
    half_hour = text(f"2025-03-02 09:30,{row}", "2025-03-02 10:00,0,0", header=f"interval_start,{header}")
    flags = read(half_hour).flags
    assert [(f.where, f.code) for f in flags] == [(f"row 2, column {column}", rule)]


def test_equal_parts_are_possible() -> None:
    assert read(text("2025-03-01,100,100,0")).flags == ()


def test_sums_that_do_not_meet_are_flagged() -> None:
    reading = read(text("2025-03-01,100,90,10", "2025-03-02,100,90,5", "2025-03-03,100,90,20"))
    assert [(f.where, f.code) for f in reading.flags] == [("row 3, column offered", "sum_differs")]
    assert "2 rows" in reading.flags[0].message


def test_missing_figures_are_not_compared() -> None:
    assert read(text("2025-03-01,100,,10", "2025-03-02,,90,10")).flags == ()


def test_talk_over_staffed_is_flagged_for_voice_alone() -> None:
    content = text(
        "2025-03-01,chat,100,200",
        "2025-03-01,voice,100,200",
        header="date,channel,staffed_seconds,talk_seconds",
    )
    assert [(f.where, f.code) for f in read(content).flags] == [
        ("row 3, column talk_seconds", "talk_over_staffed")
    ]


def test_zero_offered_is_accepted() -> None:
    assert whole(read(text("2025-03-01,0,0,0")), "offered") == 0


def test_rows_said_twice_count_once() -> None:
    reading = read(text("2025-03-01,100,90,10", "2025-03-02,1,1,0", "2025-03-01,100,90,10"))
    assert (whole(reading, "offered"), reading.rows) == (101, 3)
    assert [f.code for f in reading.flags] == ["repeated_rows"]
    blank = read(text("2025-03-01,100,,10", "2025-03-01,100,,10"))
    assert whole(blank, "offered") == 100


@pytest.mark.parametrize("second", ["100,90,11", "100,,10", "0,0,0"])
def test_rows_that_conflict_are_refused(second: str) -> None:
    found = refused(text("2025-03-01,100,90,10", "2025-03-02,1,1,0", f"2025-03-01,{second}"))
    assert "conflict" in [p.code for p in found.problems]
    assert found.problems[0].where == "row 4"
    assert "row 2" in found.problems[0].message


def test_the_same_day_of_two_queues_is_no_conflict() -> None:
    content = text("2025-03-01,billing,1", "2025-03-01,orders,2", header="date,queue,offered")
    assert whole(read(content, None, TWO_QUEUES), "offered") == 3


def test_two_notations_of_one_day_conflict() -> None:
    found = refused(text("2025-03-01,1", "2025年3月1日,2", header="date,offered"))
    assert found.problems[0].code == "conflict"


def test_problems_come_in_the_order_of_the_file() -> None:
    found = refused(text("2025-02-30,x,1,0", "2025-03-02,1,2,0", "2025-03-03,-1,NaN,0"))
    assert [p.where for p in found.problems] == [
        "row 2, column date",
        "row 2, column offered",
        "row 3, column answered",
        "row 4, column offered",
        "row 4, column answered",
    ]
    assert (found.count, found.rows) == (5, 3)


@pytest.mark.parametrize(
    ("rate", "differs"),
    [
        ("94.01%", False),
        ("94.00%", False),
        ("94.03%", True),
        ("94", False),
        ("93", True),
        ("94.0", False),
        ("100%", True),
    ],
)
def test_a_stated_rate_is_compared_with_its_counts(rate: str, differs: bool) -> None:
    content = text(f"2025-03-01,217,204,13,{rate}", header="date,offered,answered,abandoned,Answer Rate (%)")
    codes = [flag.code for flag in read(content).flags]
    assert ("stated_rate_differs" in codes) is differs


def test_a_stated_fraction_is_compared_too() -> None:
    rows = (
        "2020-05-01,202,201,1,1.00",
        "2020-05-02,100,50,50,0.52",
        "2020-05-03,0,0,0,0.00",
        "2020-05-04,9,9,0,",
    )
    flags = read(text(*rows, header="date,offered,answered,abandoned,Answer Rate")).flags
    assert [(f.where, f.code) for f in flags if f.code != "stated_rate"] == [
        ("row 3, column Answer Rate", "stated_rate_differs")
    ]
