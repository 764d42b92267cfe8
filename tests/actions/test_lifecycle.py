"""The life of a finding: a miss opens it, n met periods in a row close it, the next miss reopens it."""

from fractions import Fraction

import pytest

from app.actions.lifecycle import Course, Outcome, Point, Turn, course_of, in_time, outcome_of

SIGNS: dict[str, Outcome] = {"o": "missed", "x": "met", ".": "paused"}


def after(signs: str, needed: int = 3) -> Course | None:
    """The course through periods that are written as signs: o missed, x met, . paused."""
    return course_of([Point(f"2026-{n:02}", SIGNS[sign]) for n, sign in enumerate(signs, 1)], needed)


@pytest.mark.parametrize(
    ("signs", "state", "opened", "met"),
    [
        ("o", "open", "2026-01", 0),
        ("xxo", "open", "2026-03", 0),
        ("oxx", "open", "2026-01", 2),
        ("oxxx", "closed", "2026-01", 3),
        ("oxxoxx", "open", "2026-01", 2),  # a miss begins the row anew
        ("ox.x.x", "closed", "2026-01", 3),  # what could not be judged pauses it
        ("oxxxxx", "closed", "2026-01", 3),
        ("oxxx.o", "open", "2026-06", 0),
        ("oxxxoxxx", "closed", "2026-05", 3),
    ],
)
def test_a_course_follows_from_its_periods(signs: str, state: str, opened: str, met: int) -> None:
    course = after(signs)
    assert course is not None
    assert (course.state, course.opened, course.met_in_a_row) == (state, opened, met)


def test_it_tells_what_each_period_did() -> None:
    course = after("xooxx.o", needed=2)
    assert course is not None
    assert course.turns == (
        Turn("opened", "2026-02"),
        Turn("missed", "2026-03"),
        Turn("met", "2026-04"),
        Turn("met", "2026-05"),
        Turn("closed", "2026-05"),
        Turn("reopened", "2026-07"),
    )


def test_nothing_missed_is_no_finding() -> None:
    assert after("xx..x") is None
    assert after("") is None


@pytest.mark.parametrize(
    ("verdict", "provisional", "outcome"),
    [
        ("met", False, "met"),
        ("below_expected", False, "missed"),
        ("below_minimum", False, "missed"),
        ("deemed_failed", False, "missed"),
        ("below_minimum", True, "paused"),
        ("met", True, "paused"),
        ("no_data", False, "paused"),
        ("excluded", False, "paused"),
        ("not_enough_volume", False, "paused"),
    ],
)
def test_what_a_verdict_means(verdict: str, provisional: bool, outcome: str) -> None:
    assert outcome_of(verdict, provisional=provisional) == outcome


@pytest.mark.parametrize(
    ("on_time", "complaints", "outcome"),
    [(98, 100, "met"), (97, 100, "missed"), (0, 0, "paused"), (None, 100, "paused"), (4, None, "paused")],
)
def test_complaints_are_handled_in_time_from_98_percent_on(
    on_time: int | None, complaints: int | None, outcome: str
) -> None:
    exact = [None if n is None else Fraction(n) for n in (on_time, complaints)]
    assert in_time(*exact) == outcome
