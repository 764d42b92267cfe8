from fractions import Fraction

import pytest

from app.sla.remedies.prices import FREE, Price
from tests.sla.remedies.world import amount, percent


def test_an_amount_needs_no_whole() -> None:
    assert amount(500).on(None) == 500
    assert FREE.on(Fraction(10)) == 0


def test_a_share_is_one_of_the_whole() -> None:
    assert percent(12).on(Fraction(250_000)) == 30_000


def test_a_share_of_the_unknown_is_unknown() -> None:
    assert percent(12).on(None) is None


def test_charges_below_zero_put_nothing_at_risk() -> None:
    assert percent(12).on(Fraction(-5)) == 0


@pytest.mark.parametrize("both", [{}, {"amount": Fraction(1), "share": Fraction(1)}])
def test_a_price_is_one_of_the_two(both: dict[str, Fraction]) -> None:
    with pytest.raises(ValueError, match="one of the two"):
        Price(**both)


@pytest.mark.parametrize("below", [{"amount": Fraction(-1)}, {"share": Fraction(-1)}])
def test_a_price_is_never_below_zero(below: dict[str, Fraction]) -> None:
    with pytest.raises(ValueError, match="never below zero"):
        Price(**below)
