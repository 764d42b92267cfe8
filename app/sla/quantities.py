"""Exact numbers: decimals in, fractions inside, decimals out; one rounding rule; money; splitting.

No binary float is ever made here. A number that travels is decimal text, exact where it is finite and
28 significant digits (half-even) where it is not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import cache
from typing import Literal

MILLION = 1_000_000
Mode = Literal["half_up", "half_even", "down", "up"]
MODES: tuple[Mode, ...] = ("half_up", "half_even", "down", "up")

_PLAIN = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?", re.ASCII)
_SIGNIFICANT = 28
# ISO 4217: currencies whose minor unit is not a hundredth.
_MINOR_DIGITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}


def exact(text: str) -> Fraction:
    """The number that a plain decimal text states; no exponent, no separators, ASCII digits only.

    Raises ValueError for anything else (``1e5``, ``NaN``, ``1_000``, full-width digits).
    """
    if not _PLAIN.fullmatch(text):
        raise ValueError(f"“{text[:40]}” is not a plain decimal number")
    return Fraction(text)


def is_finite_decimal(value: Fraction) -> bool:
    """Whether the value can be written exactly with a finite number of decimals."""
    return _decimals_needed(value) is not None


def decimal_text(value: Fraction) -> str:
    """The shortest plain text of a number: exact when finite, else 28 significant digits half-even."""
    digits = _decimals_needed(value)
    if digits is not None:
        return _place_point(value.numerator * 10**digits // value.denominator, digits)
    context = Context(prec=_SIGNIFICANT, rounding=ROUND_HALF_EVEN)
    rounded = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    return _trim(f"{rounded:f}")


def exact_text(value: Fraction) -> str:
    """The number without loss: its decimal text, or numerator/denominator where decimals never end."""
    return decimal_text(value) if is_finite_decimal(value) else f"{value.numerator}/{value.denominator}"


def fixed_text(value: Fraction, digits: int) -> str:
    """The value with exactly so many decimals; it must already be a multiple of that unit."""
    scaled = value * 10**digits
    if scaled.denominator != 1:
        raise ValueError(f"{value} does not fit {digits} decimals; round it first")
    return _place_point(scaled.numerator, digits)


def _decimals_needed(value: Fraction) -> int | None:
    """How many decimals write the value exactly, None when it never ends: in whole numbers, for speed."""
    rest = value.denominator
    twos = (rest & -rest).bit_length() - 1
    rest >>= twos
    fives = 0
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    return max(twos, fives) if rest == 1 else None


def _place_point(scaled: int, digits: int) -> str:
    text = f"{Decimal(abs(scaled)):f}".zfill(digits + 1)  # a whole number's own text ends at 4,300 digits
    sign = "-" if scaled < 0 else ""
    return sign + (text if digits == 0 else f"{text[:-digits]}.{text[-digits:]}")


def _trim(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class Rounding:
    """How the terms round a value before comparing it; digits count in the shown unit (percent)."""

    digits: int
    mode: Mode = "half_up"

    def __post_init__(self) -> None:
        if not 0 <= self.digits <= 12:
            raise ValueError("round.digits must lie between 0 and 12")
        if self.mode not in MODES:
            raise ValueError(f"round.mode must be one of {', '.join(MODES)}")

    def apply(self, value: Fraction) -> Fraction:
        """The value rounded by this rule; the same unit as came in."""
        return round_to(value, self.digits, self.mode)


def round_to(value: Fraction, digits: int, mode: Mode = "half_up") -> Fraction:
    """The one rounding rule: to a multiple of 10^-digits; halves away from zero unless the mode says else."""
    scaled = abs(value) * 10**digits
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest - scaled.denominator
    if mode == "half_up":
        whole += twice >= 0
    elif mode == "half_even":
        whole += twice > 0 or (twice == 0 and whole % 2 == 1)
    elif mode == "up":
        whole += rest > 0
    elif mode != "down":
        raise ValueError(f"unknown rounding mode {mode!r}")
    return Fraction(whole if value >= 0 else -whole, 10**digits)


def to_millionths(value: Fraction) -> int:
    """The value in whole millionths; a finer value is rounded half-even (the door's rule)."""
    return round_to(value * MILLION, 0, "half_even").numerator


def from_millionths(count: int) -> Fraction:
    """The value of so many millionths."""
    return Fraction(count, MILLION)


def millionths_text(count: int) -> str:
    """The text of so many millionths, as ``decimal_text`` has it."""
    whole, rest = divmod(abs(count), MILLION)
    sign = "-" if count < 0 else ""
    return f"{sign}{whole}.{rest:06d}".rstrip("0") if rest else f"{sign}{whole}"


@cache
def minor_digits(currency: str) -> int:
    """How many decimals the currency's minor unit has (ISO 4217): CNY 2, JPY 0, KWD 3."""
    return next((digits for digits, codes in _MINOR_DIGITS.items() if currency in codes.split()), 2)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount and its currency together; exact until it is rounded once, at the end of a line."""

    amount: Fraction
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount + other.amount, self.currency)

    def minor_units(self, mode: Mode = "half_up") -> int:
        """The amount rounded to the currency's minor unit, as a whole number of it."""
        digits = minor_digits(self.currency)
        scaled: Fraction = round_to(self.amount, digits, mode) * 10**digits
        return scaled.numerator

    @classmethod
    def of_minor_units(cls, units: int, currency: str) -> "Money":
        """The money that so many minor units are."""
        return cls(Fraction(units, 10 ** minor_digits(currency)), currency)

    def text(self) -> str:
        """The amount with the currency's decimals when it is a whole number of minor units, else exact."""
        digits = minor_digits(self.currency)
        if (self.amount * 10**digits).denominator == 1:
            return fixed_text(self.amount, digits)
        return decimal_text(self.amount)


def split_largest_remainder(total: int, weights: Sequence[Fraction]) -> tuple[int, ...]:
    """Whole parts in proportion to the weights that add up to the total exactly.

    Each part gets the floor of its share; what is left goes, one by one, to the largest remainders, the
    earlier part first where two are equal (Hamilton's method). All weights zero with a total is an error.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("a weight below zero cannot be split by")
    whole = sum(weights, Fraction(0))
    if whole == 0:
        if total:
            raise ValueError("an amount cannot be split over weights that are all zero")
        return tuple(0 for _ in weights)
    shares = [total * weight / whole for weight in weights]
    parts = [share.numerator // share.denominator for share in shares]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - shares[i], i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return tuple(parts)
