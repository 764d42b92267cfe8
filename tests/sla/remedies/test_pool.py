from fractions import Fraction

import pytest

from app.sla.quantities import exact
from app.sla.remedies.pool import PoolRemedy, pool_credit


def test_the_credit_is_the_product_of_its_four_shares() -> None:
    assert pool_credit(exact("0.1"), Fraction(100_000), exact("0.5"), exact("0.4")) == 2_000
    assert pool_credit(exact("0.12"), Fraction(250_000), Fraction(1), exact("0.4")) == 12_000


@pytest.mark.parametrize(
    ("pays_on", "due"),
    [
        (None, {"below_minimum"}),
        ("minimum", {"below_minimum"}),
        ("expected", {"below_minimum", "below_expected"}),
    ],
)
def test_which_verdicts_make_it_due(pays_on: str | None, due: set[str]) -> None:
    remedy = PoolRemedy("p", Fraction(1), pays_on)  # type: ignore[arg-type]
    verdicts = {"met", "below_expected", "below_minimum", "no_data", "excluded", "not_enough_volume"}
    assert {verdict for verdict in verdicts if remedy.is_due(verdict)} == due


@pytest.mark.parametrize("allocation", [Fraction(-1, 100), Fraction(101, 100)])
def test_an_allocation_is_a_share(allocation: Fraction) -> None:
    with pytest.raises(ValueError, match="between 0 % and 100 %"):
        PoolRemedy("p", allocation)
