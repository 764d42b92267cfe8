from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.agreed.levels import read_level
from app.sla.quantities import Rounding
from app.sla.remedies.limits import Caps
from app.sla.remedies.percent_bands import PercentBandsRemedy, PricedBand
from tests.sla.remedies.world import amount, line, percent, settle

ANSWERING = PercentBandsRemedy(
    (
        PricedBand(read_level("<= 45s", "seconds")),
        PricedBand(read_level("46s to 48s", "seconds"), percent(25)),
        PricedBand(read_level("49s to 51s", "seconds"), percent(50)),
        PricedBand(read_level("52s to 54s", "seconds"), percent(75)),
        PricedBand(read_level(">= 55s", "seconds"), percent(100)),
    ),
    at_risk=amount(20_000),
)
AVAILABILITY = PercentBandsRemedy(
    (
        PricedBand(read_level(">= 99.8%", "ratio")),
        PricedBand(read_level("< 99.8%", "ratio"), percent(2)),
        PricedBand(read_level("< 98.0%", "ratio"), percent(3)),
    )
)


def priced(remedy: PercentBandsRemedy, value: str, charges: str | None = None) -> Fraction:
    bands = remedy.on(None if charges is None else Fraction(charges))
    assert bands is not None
    return bands.price(Fraction(value)).amount


@pytest.mark.parametrize(
    ("seconds", "credit"),
    [
        ("0", 0),
        ("45", 0),
        ("46", 5000),
        ("48", 5000),
        ("49", 10_000),
        ("50", 10_000),
        ("51", 10_000),
        ("52", 15_000),
        ("54", 15_000),
        ("55", 20_000),
        ("500", 20_000),
    ],
)
def test_20_000_at_risk_by_answering_time(seconds: str, credit: int) -> None:
    assert priced(ANSWERING, seconds) == credit


def test_whole_seconds_leave_no_gap_and_exact_ones_do() -> None:
    assert ANSWERING.gap(Rounding(0)) is None
    assert ANSWERING.gap(None) == Fraction("45.5")
    assert ANSWERING.edges()[0] == 45


@pytest.mark.parametrize(("value", "credit"), [("1", "0"), ("0.998", "0"), ("0.997", "0.2"), ("0.97", "0.3")])
def test_a_charge_of_10_with_tiers_under_a_cap_of_10_percent(value: str, credit: str) -> None:
    exact = priced(AVAILABILITY, value, "10")
    assert exact == Fraction(credit)
    settled = settle([line(credit)], 10, caps=Caps(period=percent(10)))
    assert settled.credit.amount == Fraction(credit)


def test_the_worst_band_alone_counts() -> None:
    assert priced(AVAILABILITY, "0.979", "100") == 3


def test_a_bonus_may_be_a_share_as_well() -> None:
    remedy = PercentBandsRemedy(
        (
            PricedBand(read_level("< 65%", "ratio"), percent(5)),
            PricedBand(read_level(">= 65% and <= 80%", "ratio")),
            PricedBand(read_level("> 80%", "ratio"), bonus=percent(2)),
        )
    )
    bands = remedy.on(Fraction(100_000))
    assert bands is not None
    assert [
        (bands.price(Fraction(v)).amount, bands.price(Fraction(v)).bonus) for v in ("0.6", "0.67", "0.9")
    ] == [
        (5000, 0),
        (0, 0),
        (0, 2000),
    ]


def test_shares_of_unknown_charges_are_unknown() -> None:
    assert AVAILABILITY.on(None) is None
    assert AVAILABILITY.worst(None) is None
    assert ANSWERING.on(None) is not None


def test_the_dearest_band_is_what_a_deemed_failure_costs() -> None:
    assert AVAILABILITY.worst(Fraction(10)) == Fraction("0.3")
    assert ANSWERING.worst(None) == 20_000


@given(st.integers(0, 100), st.integers(0, 100))
def test_a_better_value_never_costs_more(one: int, other: int) -> None:
    better, worse = sorted([one, other])
    assert priced(ANSWERING, str(better)) <= priced(ANSWERING, str(worse))
