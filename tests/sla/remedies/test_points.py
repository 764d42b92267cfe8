from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.agreed.levels import read_level
from app.sla.judging.verdicts import Verdict
from app.sla.quantities import Rounding
from app.sla.remedies.escalation import Repeat
from app.sla.remedies.points import PointsBand, PointsRemedy, PointsStep, PointsTable
from tests.sla.remedies.world import Months, amount, line, percent, rules, settle

BANDS = PointsRemedy(
    (
        PointsBand(read_level(">= 99%", "ratio")),
        PointsBand(read_level(">= 98% and < 99%", "ratio"), Fraction(1)),
        PointsBand(read_level(">= 97% and < 98%", "ratio"), Fraction(2)),
        PointsBand(read_level(">= 96% and < 97%", "ratio"), Fraction(3)),
        PointsBand(read_level("< 96%", "ratio"), Fraction(4)),
    )
)
TABLE = PointsTable(
    tuple(
        PointsStep(Fraction(points), percent(share))
        for points, share in ((5, 0), (10, 2), (15, 4), (20, 6), (25, 8), (30, 10))
    )
)
TWICE = Repeat(2, Fraction(2))


@pytest.mark.parametrize(
    ("value", "points"),
    [("1", 0), ("0.99", 0), ("0.9899", 1), ("0.985", 1), ("0.98", 1), ("0.97", 2), ("0.965", 3), ("0.95", 4)],
)
def test_bands_give_points(value: str, points: int) -> None:
    assert BANDS.points_of(Fraction(value)) == points


def test_a_value_has_a_place_between_98_9_and_99() -> None:
    assert BANDS.gap(None) is None
    assert BANDS.points_of(Fraction("0.98955")) == 1


def test_a_gap_is_found() -> None:
    holed = PointsRemedy(
        (PointsBand(read_level(">= 99%", "ratio")), PointsBand(read_level("<= 98%", "ratio")))
    )
    assert holed.gap(None) == Fraction("0.985")
    assert holed.gap(Rounding(0), 100) is None
    assert holed.edges() == [Fraction("0.98"), Fraction("0.99")]


def test_98_5_and_twice_96_5_give_1_6_6() -> None:
    months = Months(rules(points=TABLE), 100_000)
    for value in ("0.985", "0.965", "0.965"):
        months.add(line(points=BANDS.points_of(Fraction(value)), repeat=TWICE))
    assert [past.points for past in months.history.periods] == [1, 6, 6]


@pytest.mark.parametrize(
    ("points", "share"),
    [
        (0, 0),
        ("4.9", 0),
        (5, 0),
        ("9.9", 0),
        (10, 2),
        (13, 2),
        (15, 4),
        (20, 6),
        (29, 8),
        (30, 10),
        (400, 10),
    ],
)
def test_the_table_goes_down_to_the_step_that_is_reached(points: str | int, share: int) -> None:
    assert TABLE.price_of(Fraction(points)).on(Fraction(100)) == share


def test_13_points_are_2_percent_of_the_charges() -> None:
    settled = settle([line(points=6, target="a"), line(points=7, target="b")], 250_000, points=TABLE)
    assert settled.credits == 5000_00
    assert [paid.credit for paid in settled.lines] == [2307_69, 2692_31]
    assert settled.working[0].rule == "points_table"
    assert settled.lines[0].working[0].inputs == {"points": "6", "of": "13", "credit": "5000"}


def test_the_table_may_say_amounts() -> None:
    table = PointsTable((PointsStep(Fraction(0), amount(0)), PointsStep(Fraction(3), amount(750))))
    assert settle([line(points=3)], None, points=table).credits == 750_00


def test_points_without_known_charges_cost_nothing_yet_and_say_so() -> None:
    settled = settle([line(points=13)], None, points=TABLE)
    assert settled.credits == 0
    assert [step.rule for step in settled.working][:1] == ["charges_unknown"]


def test_a_line_without_points_has_no_part_of_theirs() -> None:
    settled = settle([line(points=13, target="a"), line(100, target="b")], 100_000, points=TABLE)
    assert [paid.credit for paid in settled.lines] == [2000_00, 100_00]


def test_points_that_nothing_prices_are_an_error_of_the_terms() -> None:
    with pytest.raises(ValueError, match="no table"):
        settle([line(points=1)], 100)


def test_what_fewer_points_cost_is_never_left_unsaid() -> None:
    with pytest.raises(ValueError, match="Write a step with 0%"):
        PointsTable((PointsStep(Fraction(5), percent(1)),))
    assert PointsTable((PointsStep(Fraction(0), percent(1)),)).price_of(Fraction(2)) == percent(1)


@pytest.mark.parametrize("points", [(), (5, 5), (10, 5)])
def test_a_table_rises(points: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="step"):
        PointsTable(tuple(PointsStep(Fraction(n), percent(0)) for n in points))


def test_points_of_a_deemed_failure_are_never_below_zero() -> None:
    with pytest.raises(ValueError, match="never below zero"):
        PointsRemedy(BANDS.bands, Fraction(-1))


@pytest.mark.parametrize("verdict", ["met", "no_data"])
def test_points_double_only_for_a_repeated_miss(verdict: Verdict) -> None:
    months = Months(rules(points=TABLE), 100_000)
    months.add(line(points=3, repeat=TWICE))
    months.add(line(points=0, verdict=verdict, repeat=TWICE))
    months.add(line(points=3, repeat=TWICE))
    assert months.history.periods[-1].points == (3 if verdict == "met" else 6)


@given(st.fractions(0, 1, max_denominator=1000), st.fractions(0, 1, max_denominator=1000))
def test_a_better_value_never_gives_more_points(one: Fraction, other: Fraction) -> None:
    worse, better = sorted([one, other])
    assert BANDS.points_of(better) <= BANDS.points_of(worse)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_the_parts_of_the_lines_are_the_credit_of_the_points(points: list[int]) -> None:
    lines = [line(points=n, target=f"t{i}") for i, n in enumerate(points)]
    settled = settle(lines, 99_999, points=TABLE)
    whole = TABLE.price_of(Fraction(sum(points))).on(Fraction(99_999))
    assert sum(paid.exact_credit for paid in settled.lines) == whole


def test_one_event_gives_its_points_once() -> None:
    lines = [line(points=n, target=f"t{n}", event="outage") for n in (6, 13)]
    settled = settle(lines, 100_000, points=TABLE)
    assert [paid.points for paid in settled.lines] == [0, 13]
    assert settled.lines[0].reason == "same_event"
    assert settled.lines[0].working[0].inputs == {"event": "outage", "without": "6", "pays": "t13"}
    assert settled.credits == 2000_00
