"""Funnel limits: chance by volume, over-dispersion, and what no funnel can be made of."""

from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.charts.funnel import INNER, OUTER, Count, Funnel, funnel, root


def counts(*pairs: tuple[int, int]) -> list[Count]:
    return [Count(Fraction(part), Fraction(of)) for part, of in pairs]


def test_the_centre_is_the_sum_over_the_sum_never_a_mean_of_rates() -> None:
    found = funnel(counts((726, 1092), (36, 74)))
    assert found is not None
    assert found.centre == Fraction(762, 1166)


def test_small_centres_have_wide_limits() -> None:
    found = Funnel(Fraction(1, 2), Fraction(1))
    assert found.limits(Fraction(100)) == (Fraction(35, 100), Fraction(65, 100))
    assert found.limits(Fraction(10000)) == (Fraction(485, 1000), Fraction(515, 1000))
    assert found.limits(Fraction(4), INNER) == (0, 1)
    small, large = counts((40, 100), (4000, 10000))
    assert not found.stands_out(small)
    assert found.stands_out(large)
    assert found.stands_out(small, Fraction(1))


def test_centres_that_differ_by_more_than_chance_widen_the_limits() -> None:
    alike = funnel(counts(*[(50, 100)] * 10))
    apart = funnel(counts(*[(4000, 10000), (6000, 10000)] * 5))
    assert alike == Funnel(Fraction(1, 2), Fraction(1))
    assert apart is not None
    assert apart.widened == 20  # each lies 20 sigmas from one half
    assert not apart.stands_out(counts((6000, 10000))[0])


def test_one_centre_far_out_does_not_hide_itself() -> None:
    quiet = [(5000 + 40 * (i % 3 - 1), 10000) for i in range(19)]
    found = funnel(counts(*quiet, (9000, 10000)))
    assert found is not None
    assert found.stands_out(counts((9000, 10000))[0], OUTER)
    assert not found.stands_out(counts((5000, 10000))[0])


@pytest.mark.parametrize("pairs", [[], [(1, 2)], [(0, 5), (0, 9)], [(5, 5), (9, 9)]])
def test_there_is_no_funnel_where_nothing_can_vary(pairs: list[tuple[int, int]]) -> None:
    assert funnel(counts(*pairs)) is None


@pytest.mark.parametrize(("part", "of"), [(1, 0), (-1, 5), (6, 5), (0, -1)])
def test_a_share_is_of_something(part: int, of: int) -> None:
    with pytest.raises(ValueError, match="a share is of something"):
        Count(Fraction(part), Fraction(of))


@given(st.fractions(min_value=0, max_value=10**9, max_denominator=10**9))
def test_the_root_squares_to_its_value(value: Fraction) -> None:
    found = root(value)
    assert 0 <= value - found**2 <= 2 * (found + 1) / 10**12
    assert float(found) == pytest.approx(sqrt(value), rel=1e-9, abs=1e-9)


@given(
    st.lists(
        st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))),
        min_size=2,
        max_size=30,
    )
)
def test_limits_hold_the_centre_and_widen_with_less_volume(pairs: list[tuple[int, int]]) -> None:
    found = funnel(counts(*pairs))
    if found is None:
        assert len({part for part, _ in pairs}) == 1 or all(part == of for part, of in pairs)
        return
    assert found.widened >= 1
    (low, high), (lower, higher) = found.limits(Fraction(1000)), found.limits(Fraction(10))
    assert lower <= low <= found.centre <= high <= higher
