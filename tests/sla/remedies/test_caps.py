from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.quantities import minor_digits
from app.sla.remedies.caps import settle
from tests.sla.world import fractions

LINES = st.lists(fractions(10**8), max_size=8)
CAPS = st.none() | fractions(10**8)
CURRENCIES = st.sampled_from(("CNY", "JPY", "KWD"))


@given(LINES, LINES, CAPS, CURRENCIES)
def test_parts_add_up_and_no_cap_is_exceeded(
    lines: list[Fraction], bonuses: list[Fraction], cap: Fraction | None, currency: str
) -> None:
    settled = settle(currency, lines, bonuses, cap)
    unit = Fraction(1, 10 ** minor_digits(currency))
    assert sum(settled.credits) * unit == settled.credit.amount
    assert sum(settled.bonuses) * unit == settled.bonus.amount
    assert cap is None or settled.credit.amount <= cap
    wanted = sum(lines) if cap is None else min(sum(lines), cap)
    assert abs(settled.credit.amount - wanted) < unit
    assert abs(settled.bonus.amount - sum(bonuses)) <= unit / 2
    assert all(part >= 0 for part in settled.credits)


@given(LINES, LINES, LINES, CAPS)
def test_a_bonus_makes_no_room_under_a_cap(
    lines: list[Fraction], some: list[Fraction], more: list[Fraction], cap: Fraction | None
) -> None:
    assert settle("CNY", lines, some, cap).credits == settle("CNY", lines, more, cap).credits


def test_the_order_of_money() -> None:
    settled = settle("CNY", [Fraction(20_000), Fraction(15_000)], [Fraction(5_000)], Fraction(30_000))
    assert (settled.credit.text(), settled.bonus.text(), settled.cap_applied) == ("30000.00", "5000.00", True)
    assert [(step.rule, step.result) for step in settled.working] == [
        ("sum_of_credits", "35000"),
        ("period_cap", "30000"),
        ("sum_of_bonuses", "5000"),
        ("round_money", "30000.00"),
    ]


@pytest.mark.parametrize(
    ("credit", "cap", "paid", "applied"),
    [
        ("12.014", "12.015", 1201, False),
        ("12.015", "12.015", 1201, False),
        ("13", "12.015", 1201, True),
        ("12.015", "13", 1202, False),
        ("12.015", None, 1202, False),
        ("5", "0", 0, True),
        ("0", "0", 0, False),
    ],
)
def test_rounding_makes_no_room_either(credit: str, cap: str | None, paid: int, applied: bool) -> None:
    settled = settle("CNY", [Fraction(credit)], [], None if cap is None else Fraction(cap))
    assert (settled.credits, settled.cap_applied) == ((paid,), applied)


def test_nothing_is_nothing() -> None:
    settled = settle("CNY", [], [], None)
    assert (settled.credits, settled.credit.text(), [step.rule for step in settled.working]) == (
        (),
        "0.00",
        ["sum_of_credits", "round_money"],
    )
