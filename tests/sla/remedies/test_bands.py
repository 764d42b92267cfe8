from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.agreed.levels import Level, read_level
from app.sla.quantities import Rounding, exact, round_to
from app.sla.remedies.bands import Band, BandsRemedy


def bands(*parts: tuple[str, int] | tuple[str, int, int]) -> BandsRemedy:
    return BandsRemedy(
        tuple(Band(read_level(level, "ratio"), *map(Fraction, worth)) for level, *worth in parts)
    )


ABANDONMENT = bands(("> 8%", 5000), ("> 5%", 2500), (">= 1.5%", 0), ("< 1.5%", 0, 2500))


@pytest.mark.parametrize(
    ("value", "amount", "bonus"),
    [
        ("0.09", 5000, 0),
        ("0.08", 2500, 0),
        ("0.05", 0, 0),
        ("0.015", 0, 0),
        ("0.0149", 0, 2500),
        ("1", 5000, 0),
    ],
)
def test_the_worst_matching_band_alone_decides(value: str, amount: int, bonus: int) -> None:
    band = ABANDONMENT.price(exact(value))
    assert (band.amount, band.bonus) == (amount, bonus)


def test_of_two_bonuses_the_smaller_is_the_worst() -> None:
    both = bands((">= 90%", 0, 100), (">= 95%", 0, 300), ("< 90%", 0))
    assert both.price(exact("0.99")).bonus == 100


@given(st.fractions(-1, 2), st.fractions(-1, 2))
def test_a_better_value_never_costs_more(one: Fraction, other: Fraction) -> None:
    better, worse = sorted((one, other))
    low, high = ABANDONMENT.price(better), ABANDONMENT.price(worse)
    assert low.amount - low.bonus <= high.amount - high.bonus


@pytest.mark.parametrize(
    ("parts", "gap"),
    [
        ([("> 5%", 1), ("<= 5%", 0)], None),
        ([("> 5%", 1), ("< 5%", 0)], "0.05"),
        ([("> 8%", 1), ("< 7%", 0)], "0.07"),
        ([("> 8%", 1), ("<= 7%", 0)], "0.08"),
        ([(">= 8%", 1), ("<= 7%", 0)], "0.075"),
        ([("0% to 100%", 1)], "-1"),
        ([("<= 100%", 1)], "2"),
    ],
)
def test_gaps_without_rounding(parts: list[tuple[str, int]], gap: str | None) -> None:
    assert bands(*parts).gap(None) == (None if gap is None else exact(gap))


@pytest.mark.parametrize(
    ("digits", "gap"),
    [(0, None), (1, "0.051"), (2, "0.0501")],
)
def test_gaps_that_a_rounded_value_can_fall_into(digits: int, gap: str | None) -> None:
    whole = bands(("<= 5%", 0), (">= 6%", 1))
    assert whole.gap(Rounding(digits), 100) == (None if gap is None else exact(gap))


def test_no_bands_hold_nothing() -> None:
    assert BandsRemedy(()).gap(None) == 0
    with pytest.raises(
        ValueError, match=r"no band holds the value 0\.075; terms with a gap cannot be judged"
    ):
        bands((">= 8%", 1), ("<= 7%", 0)).price(exact("0.075"))


SPANS = st.builds(
    lambda edges, sides, low_in, high_in: Level(
        None if sides == "high" else edges[0],
        None if sides == "low" else edges[1],
        low_in,
        high_in,
    ),
    st.tuples(st.integers(-20, 20), st.integers(1, 20)).map(
        lambda e: (Fraction(e[0], 10), Fraction(e[0] + e[1], 10))
    ),
    st.sampled_from(("low", "high", "both")),
    st.booleans(),
    st.booleans(),
)
REMEDIES = st.lists(SPANS.map(Band), min_size=1, max_size=4).map(lambda found: BandsRemedy(tuple(found)))


@given(REMEDIES, st.fractions(-5, 5, max_denominator=1000))
def test_where_no_gap_is_found_every_value_has_a_band(remedy: BandsRemedy, value: Fraction) -> None:
    gap = remedy.gap(None)
    if gap is None:
        assert remedy.band_of(value) is not None
    else:
        assert remedy.band_of(gap) is None


@given(REMEDIES, st.fractions(-5, 5, max_denominator=1000), st.integers(0, 2), st.sampled_from((1, 100)))
def test_where_no_gap_is_found_every_rounded_value_has_a_band(
    remedy: BandsRemedy, value: Fraction, digits: int, scale: int
) -> None:
    gap = remedy.gap(Rounding(digits), scale)
    if gap is None:
        assert remedy.band_of(round_to(value * scale, digits) / scale) is not None
    else:
        assert remedy.band_of(gap) is None
        assert round_to(gap * scale, digits) / scale == gap


def test_bands_that_cannot_be() -> None:
    span = read_level("> 5%", "ratio")
    with pytest.raises(ValueError, match="never below zero"):
        Band(span, Fraction(-1))
    with pytest.raises(ValueError, match="never below zero"):
        Band(span, Fraction(0), Fraction(-1))
    with pytest.raises(ValueError, match="costs or earns, not both"):
        Band(span, Fraction(1), Fraction(1))
