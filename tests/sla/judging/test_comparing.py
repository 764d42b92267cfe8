from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.agreed.levels import read_level
from app.sla.judging.comparing import (
    MOST_DERIVED,
    as_compared,
    could_differ,
    hold_against,
    outcome,
    share_achieved,
    shown,
)
from app.sla.metrics import agree, own
from app.sla.quantities import Rounding, exact
from app.sla.remedies.bands import Band, BandsRemedy
from app.sla.remedies.per_point import PerPointRemedy
from app.sla.remedies.percent_bands import PercentBandsRemedy, PricedBand
from app.sla.remedies.points import PointsBand, PointsRemedy
from app.sla.remedies.prices import Price
from app.sla.sheets import Total
from app.sla.terms import Remedy
from tests.sla.world import target

VALUES = st.fractions(0, 1, max_denominator=10**5)


@given(VALUES, st.sampled_from((">= 80%", "> 80%", "<= 5%", "< 5%", "10% to 20%")))
def test_what_is_shown_is_never_on_the_other_side_of_the_level(value: Fraction, level: str) -> None:
    part = target(level)
    text = shown(part, value)
    assert text.endswith("%")
    assert hold_against(part, exact(text[:-1]) / 100) == hold_against(part, value)
    assert len(text.split(".")[1]) >= 3


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0.8", "80.00%"),
        ("0.79995", "79.995%"),
        ("0.79999999999", "79.999999999%"),
        ("0.7999999999999999999", "79.99999999999999999%"),
        ("0.800001", "80.00%"),
        ("-0.05", "-5.00%"),
    ],
)
def test_shown_with_enough_digits(value: str, text: str) -> None:
    assert shown(target(">= 80%"), exact(value)) == text


def test_shown_keeps_the_band_too() -> None:
    bands = BandsRemedy((Band(read_level("> 8%", "ratio"), Fraction(9)), Band(read_level("<= 8%", "ratio"))))
    assert shown(target("<= 5%", remedy=bands), exact("0.080001")) == "8.0001%"
    assert shown(target("<= 5%"), exact("0.080001")) == "8.00%"


def test_shown_by_the_rounding_of_the_terms_and_in_the_unit_of_the_metric() -> None:
    assert shown(target(">= 80%", round=Rounding(0)), exact("0.7996")) == "80%"
    assert shown(target("<= 20s", agree("average_speed_of_answer", None, {})), Fraction(13)) == "13.00 s"
    assert shown(target("<= 4", agree("cost_per_call", None, {})), exact("3.2")) == "3.20"


def test_digits_of_rounding_count_in_the_shown_unit() -> None:
    assert as_compared(target(round=Rounding(0)), exact("0.7996")) == exact("0.8")
    assert as_compared(target(round=Rounding(1)), exact("0.7996")) == exact("0.8")
    assert as_compared(target(round=Rounding(2)), exact("0.7996")) == exact("0.7996")
    seconds = target("<= 20s", agree("average_speed_of_answer", None, {}), round=Rounding(0))
    assert as_compared(seconds, exact("19.5")) == 20


@pytest.mark.parametrize(
    ("value", "verdict"),
    [("80%", "met"), ("79.9%", "below_expected"), ("75%", "below_expected"), ("74.9%", "below_minimum")],
)
def test_verdicts(value: str, verdict: str) -> None:
    assert hold_against(target(">= 80%", minimum=">= 75%"), exact(value[:-1]) / 100) == verdict


@pytest.mark.parametrize(
    ("expected", "minimum", "value", "share"),
    [
        (">= 80%", ">= 75%", "0.775", "0.5"),
        (">= 80%", ">= 75%", "0.75", "0"),
        ("> 80%", ">= 75%", "0.8", "1"),
        (">= 80%", ">= 75%", "0.80", "1"),
        (">= 80%", ">= 75%", "0.70", "0"),
        ("<= 5%", "<= 10%", "0.06", "0.8"),
        ("40% to 60%", "30% to 80%", "0.35", "0.5"),
        ("40% to 60%", "30% to 80%", "0.65", "0.75"),
        ("40% to 60%", ">= 30%", "0.65", "0"),
        ("40% to 60%", "40% to 80%", "0.70", "0.5"),
    ],
)
def test_the_share_of_the_weight_between_minimum_and_expected(
    expected: str, minimum: str, value: str, share: str
) -> None:
    part = target(expected, minimum=minimum, between="linear")
    verdict = hold_against(part, exact(value))
    assert share_achieved(part, verdict, exact(value)) == exact(share)


def test_no_share_without_linear() -> None:
    assert share_achieved(target(">= 80%", minimum=">= 75%"), "below_expected", exact("0.78")) == 0
    assert share_achieved(target(">= 80%", between="linear"), "below_minimum", exact("0.78")) == 0


@given(VALUES, VALUES)
def test_a_better_value_never_achieves_less(one: Fraction, other: Fraction) -> None:
    part = target(">= 80%", minimum=">= 40%", between="linear")
    low, high = sorted((one, other))
    shares = [share_achieved(part, hold_against(part, value), value) for value in (low, high)]
    assert shares[0] <= shares[1]


def totals(**parts: tuple[int, int]) -> dict[str, Total]:
    return {name: Total(Fraction(value), Fraction(slack)) for name, (value, slack) in parts.items()}


def test_both_sides_of_a_ratio_may_be_off_in_opposite_ways() -> None:
    both = totals(
        abandoned=(48, 1), offered=(1000, 30)
    )  # 49 / 970 is over 5 %, 49 / 1030 and 47 / 970 are not
    assert could_differ(target("<= 5%"), both)
    assert not could_differ(target("<= 6%"), both)


def test_a_denominator_that_could_be_zero_leaves_everything_open() -> None:
    assert could_differ(target("<= 5%"), totals(abandoned=(0, 0), offered=(1, 1)))


def test_a_band_that_could_differ_leaves_the_amount_open() -> None:
    bands = BandsRemedy((Band(read_level("> 8%", "ratio"), Fraction(9)), Band(read_level("<= 8%", "ratio"))))
    assert could_differ(target("<= 5%", remedy=bands), totals(abandoned=(80, 1), offered=(1000, 0)))
    assert outcome(target("<= 5%", remedy=bands), exact("0.09")) == ("below_minimum", bands.bands[0])
    dead = Band(read_level("7.9% to 8.1%", "ratio"), Fraction(9))
    inner = BandsRemedy((dead, Band(read_level("<= 7.9%", "ratio")), Band(read_level(">= 8.1%", "ratio"))))
    assert could_differ(target("<= 5%", remedy=inner), totals(abandoned=(80, 5), offered=(1000, 0)))


def test_very_many_derived_counts_are_not_tried_one_by_one() -> None:
    names = [f"m{n}" for n in range(MOST_DERIVED + 1)]
    many = target(">= 1", own("sum", " + ".join(names), "number", "higher"))
    assert could_differ(many, {name: Total(Fraction(10**6), Fraction(1)) for name in names})


UP, DOWN = read_level("> 8%", "ratio"), read_level("<= 8%", "ratio")


@pytest.mark.parametrize(
    "remedy",
    [
        PercentBandsRemedy((PricedBand(UP, Price(share=Fraction(1, 10))), PricedBand(DOWN))),
        PointsRemedy((PointsBand(UP, Fraction(2)), PointsBand(DOWN))),
        PerPointRemedy(Price(amount=Fraction(5)), size=Fraction(1, 100)),
    ],
)
def test_whatever_prices_a_miss_may_be_left_open_by_a_rounded_rate(remedy: Remedy) -> None:
    part = target("<= 5%", remedy=remedy)
    assert could_differ(part, totals(abandoned=(80, 1), offered=(1000, 0)))
    assert not could_differ(part, totals(abandoned=(20, 1), offered=(1000, 0)))


def test_each_point_may_differ_inside_one_verdict() -> None:
    part = target("<= 5%", remedy=PerPointRemedy(Price(amount=Fraction(5)), size=Fraction(1, 100)))
    assert could_differ(part, totals(abandoned=(70, 1), offered=(1000, 0)))
    assert not could_differ(target("<= 5%"), totals(abandoned=(70, 1), offered=(1000, 0)))
