from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.agreed.levels import read_level
from app.sla.formula import parse
from app.sla.remedies.per_point import PerPointRemedy, distance
from tests.sla.remedies.world import amount, percent

EIGHTY = read_level(">= 80%", "ratio")
POINT = Fraction(1, 100)


def remedy(**more: Any) -> PerPointRemedy:
    return PerPointRemedy(**{"price": amount(1000), "size": POINT, **more})


@pytest.mark.parametrize(
    ("counted", "value", "points"),
    [
        ("exact", "0.775", "2.5"),
        ("whole", "0.775", "2"),
        ("started", "0.775", "3"),
        ("exact", "0.80", "0"),
        ("started", "0.80", "0"),
        ("started", "0.7999", "1"),
        ("whole", "0.7999", "0"),
        ("started", "0.79", "1"),
        ("started", "0.7899", "2"),
    ],
)
def test_points_missed(counted: Any, value: str, points: str) -> None:
    assert remedy(counted=counted).points_missed(EIGHTY, Fraction(value)) == Fraction(points)


def test_a_price_for_each_point() -> None:
    assert remedy().credit(Fraction("2.5"), None) == 2500


def test_percent_of_charges_for_each_point() -> None:
    each = remedy(price=percent(1))
    assert each.credit(Fraction(2), Fraction(250_000)) == 5000
    assert each.credit(Fraction(2), None) is None


@pytest.mark.parametrize("per", ["day", "occurrence", "unit"])
def test_a_price_for_each_day_occurrence_or_unit(per: Any) -> None:
    each = PerPointRemedy(amount(250), per=per, counts=parse("hours_breaches"))
    assert each.credit(each.count(Fraction(3)), None) == 750


@pytest.mark.parametrize("per", ["occurrence", "unit"])
def test_occurrences_and_units_need_what_counts_them(per: Any) -> None:
    with pytest.raises(ValueError, match="say how many there were"):
        PerPointRemedy(amount(250), per=per)


def test_points_are_counted_from_the_value_alone() -> None:
    with pytest.raises(ValueError, match="counted from the value"):
        PerPointRemedy(amount(250), counts=parse("hours_breaches"))


def test_a_started_day_counts_as_a_day() -> None:
    each = PerPointRemedy(amount(250), per="day", counted="started")
    assert each.credit(each.count(Fraction("1.5")), None) == 500


def test_fewer_than_none_cost_nothing() -> None:
    assert remedy().credit(Fraction(-2), None) == 0


def test_seconds_over_the_level() -> None:
    level = read_level("<= 60s", "seconds")
    each = PerPointRemedy(amount(100), size=Fraction(10), counted="started")
    assert each.points_missed(level, Fraction(75)) == 2


def test_on_an_edge_that_does_not_belong_the_first_point_has_started() -> None:
    level = read_level("< 60s", "seconds")
    each = PerPointRemedy(amount(100), counted="started")
    assert each.points_missed(level, Fraction(60)) == 1
    assert PerPointRemedy(amount(100)).points_missed(level, Fraction(60)) == 0


@pytest.mark.parametrize(("value", "away"), [(170, 10), (180, 0), (240, 0), (300, 0), (310, 10)])
def test_distance_from_a_level_with_two_sides(value: int, away: int) -> None:
    assert distance(read_level("180s to 300s", "seconds"), Fraction(value)) == away


def test_a_point_is_larger_than_nothing() -> None:
    with pytest.raises(ValueError, match="larger than nothing"):
        remedy(size=Fraction(0))


@given(
    st.fractions(0, 1, max_denominator=10_000),
    st.fractions(0, 1, max_denominator=10_000),
    st.sampled_from(["exact", "whole", "started"]),
)
def test_a_better_value_never_costs_more(one: Fraction, other: Fraction, counted: Any) -> None:
    each = remedy(counted=counted)
    worse, better = sorted([one, other])
    assert each.points_missed(EIGHTY, better) <= each.points_missed(EIGHTY, worse)


@given(st.fractions(0, 1, max_denominator=10_000))
def test_whole_exact_and_started_points_stand_in_this_order(value: Fraction) -> None:
    whole, exact, started = (
        remedy(counted=counted).points_missed(EIGHTY, value) for counted in ("whole", "exact", "started")
    )
    assert whole <= exact <= started <= whole + 1
