from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.quantities import (
    MODES,
    Mode,
    Money,
    Rounding,
    decimal_text,
    exact,
    fixed_text,
    from_millionths,
    is_finite_decimal,
    millionths_text,
    minor_digits,
    round_to,
    split_largest_remainder,
    to_millionths,
)
from tests.sla.world import fractions

DECIMALS = st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=6)
FRACTIONS = st.fractions(-(10**9), 10**9, max_denominator=10**6)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-1.50", Fraction(-3, 2)),
        ("+7", 7),
        ("0.000001", Fraction(1, 10**6)),
        ("9" * 30, int("9" * 30)),
    ],
)
def test_exact_reads_plain_decimals(text: str, value: Fraction) -> None:
    assert exact(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 1",
        "1 ",
        "1e5",
        "1_000",
        "1,000",
        "NaN",
        "Infinity",
        "１２",
        "١٢",
        "−1",
        "1.",
        ".5",
        "0x1",
        "1/3",
        "9" * 31,
        "1\n",
    ],
)
def test_exact_refuses_everything_else(text: str) -> None:
    with pytest.raises(ValueError, match="not a plain decimal number"):
        exact(text)


@given(DECIMALS)
def test_text_of_a_decimal_reads_back(number: Decimal) -> None:
    value = Fraction(number)
    assert is_finite_decimal(value)
    assert exact(decimal_text(value)) == value


@given(FRACTIONS)
def test_text_of_a_fraction_is_as_near_as_28_digits_allow(value: Fraction) -> None:
    text = decimal_text(value)
    assert "e" not in text.lower()
    assert text == "0" or not (text.endswith("0") and "." in text)
    assert abs(Fraction(text) - value) <= abs(value) / 10**27


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 3), "0." + "3" * 28),
        (Fraction(2, 3), "0." + "6" * 27 + "7"),
        (Fraction(-44, 53), "-0.8301886792452830188679245283"),
        (Fraction(10**40, 3), "3" * 28 + "0" * 12),
        (Fraction(1, 1024), "0.0009765625"),
        (Fraction(0), "0"),
        (Fraction(-5), "-5"),
    ],
)
def test_decimal_text(value: Fraction, text: str) -> None:
    assert decimal_text(value) == text


@given(st.integers(-(10**18), 10**18))
def test_text_of_millionths_is_that_of_their_value(count: int) -> None:
    assert millionths_text(count) == decimal_text(from_millionths(count))


def test_decimal_text_of_very_long_numbers_does_not_fail() -> None:
    assert decimal_text(Fraction(10**5000)) == "1" + "0" * 5000


def test_fixed_text_pads_and_refuses_what_does_not_fit() -> None:
    assert fixed_text(Fraction(-1, 4), 3) == "-0.250"
    assert fixed_text(Fraction(7), 0) == "7"
    with pytest.raises(ValueError, match="round it first"):
        fixed_text(Fraction(1, 3), 2)


@pytest.mark.parametrize(
    ("mode", "rounded"),
    [
        ("half_up", (0, 1, 2, 3, 3, 4, -1, -2, -3)),
        ("half_even", (0, 0, 2, 2, 3, 4, 0, -2, -2)),
        ("down", (0, 0, 1, 2, 2, 3, 0, -1, -2)),
        ("up", (1, 1, 2, 3, 3, 4, -1, -2, -3)),
    ],
)
def test_rounding_modes(mode: Mode, rounded: tuple[int, ...]) -> None:
    values = ("0.4", "0.5", "1.5", "2.5", "2.6", "3.6", "-0.5", "-1.5", "-2.5")
    assert tuple(round_to(exact(value), 0, mode) for value in values) == rounded


@given(FRACTIONS, st.integers(0, 12), st.sampled_from(MODES))
def test_rounding_stays_within_one_unit_and_is_done_after_once(
    value: Fraction, digits: int, mode: Mode
) -> None:
    rounded = Rounding(digits, mode).apply(value)
    unit = Fraction(1, 10**digits)
    assert abs(rounded - value) < unit
    assert mode in ("down", "up") or abs(rounded - value) <= unit / 2
    assert round_to(rounded, digits, mode) == rounded
    assert round_to(-value, digits, mode) == -rounded


def test_rounding_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="between 0 and 12"):
        Rounding(13)
    with pytest.raises(ValueError, match=r"round\.mode must be one of half_up"):
        Rounding(2, "nearest")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="unknown rounding mode"):
        round_to(Fraction(1, 3), 2, "nearest")  # type: ignore[arg-type]


@given(st.integers(-(10**17), 10**17))
def test_millionths_come_back(count: int) -> None:
    assert to_millionths(from_millionths(count)) == count


def test_finer_than_a_millionth_is_rounded_half_even() -> None:
    assert [to_millionths(exact(text)) for text in ("0.0000005", "0.0000015", "0.0000016")] == [0, 2, 2]


def test_money() -> None:
    assert [minor_digits(code) for code in ("CNY", "JPY", "KWD", "UYW")] == [2, 0, 3, 4]
    assert Money(Fraction(2), "CNY") + Money(Fraction(1), "CNY") == Money(Fraction(3), "CNY")
    assert Money(exact("0.125"), "CNY").minor_units() == 13
    assert Money(exact("0.125"), "CNY").minor_units("down") == 12
    assert Money(exact("-0.125"), "CNY").minor_units() == -13
    assert Money.of_minor_units(12345, "KWD") == Money(exact("12.345"), "KWD")
    assert [Money(Fraction(5), code).text() for code in ("CNY", "JPY", "KWD", "CLF")] == [
        "5.00",
        "5",
        "5.000",
        "5.0000",
    ]
    assert Money(exact("0.125"), "CNY").text() == "0.125"
    with pytest.raises(ValueError, match="cannot add USD to CNY"):
        Money(Fraction(1), "CNY") + Money(Fraction(1), "USD")


@given(st.integers(-(10**9), 10**9), st.lists(fractions(10**6), min_size=1, max_size=20).filter(any))
def test_a_split_adds_up_and_each_part_is_its_share_to_one_unit(total: int, weights: list[Fraction]) -> None:
    parts = split_largest_remainder(total, weights)
    assert sum(parts) == total
    assert all(
        abs(part - total * weight / sum(weights)) < 1 for part, weight in zip(parts, weights, strict=True)
    )


def test_splits_that_cannot_be() -> None:
    assert split_largest_remainder(0, [Fraction(0), Fraction(0)]) == (0, 0)
    assert split_largest_remainder(100, [Fraction(1)] * 3) == (34, 33, 33)
    with pytest.raises(ValueError, match="all zero"):
        split_largest_remainder(1, [Fraction(0)])
    with pytest.raises(ValueError, match="below zero"):
        split_largest_remainder(1, [Fraction(2), Fraction(-1)])
