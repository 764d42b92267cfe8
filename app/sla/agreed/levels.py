"""Levels: what a value is held against: ``>= 80%``, ``< 60s``, ``180s to 300s``, ``> 5% and <= 8%``."""

import re
from dataclasses import dataclass
from fractions import Fraction

from app.sla.catalogue.known import MetricUnit
from app.sla.quantities import decimal_text, exact

_ONE = re.compile(r"(>=|<=|>|<)\s*(\S+)")
_TWO = re.compile(r"(\S+)\s+to\s+(\S+)")
_BOTH = re.compile(r"(>=?)\s*(\S+)\s+and\s+(<=?)\s*(\S+)")
_QUANTITY = re.compile(r"(-?[0-9]{1,30}(?:\.[0-9]{1,30})?)\s*(%|ms|s|m|h)?", re.ASCII)
_LARGEST = 10**15
_FINEST = 10**15
_SECONDS = {"ms": Fraction(1, 1000), "s": Fraction(1), "m": Fraction(60), "h": Fraction(3600)}


@dataclass(frozen=True, slots=True)
class Level:
    """An interval of values that hold; ``None`` is open-ended, ``*_included`` says whether the edge holds."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_included: bool = True
    high_included: bool = True

    def __post_init__(self) -> None:
        if self.low is None and self.high is None:
            raise ValueError("a level needs at least one edge")
        if self.low is None or self.high is None:
            return
        if self.low > self.high:
            raise ValueError("the lower edge lies above the upper one")
        if self.low == self.high and not (self.low_included and self.high_included):
            raise ValueError("no value can lie between these edges")

    def holds(self, value: Fraction) -> bool:
        """Whether the value satisfies the level, compared exactly."""
        above = self.low is None or value > self.low or (self.low_included and value == self.low)
        below = self.high is None or value < self.high or (self.high_included and value == self.high)
        return above and below

    def within(self, other: "Level") -> bool:
        """Whether every value that satisfies this level satisfies the other one too."""
        return _edge(self.low, self.low_included, -1) >= _edge(other.low, other.low_included, -1) and _edge(
            self.high, self.high_included, 1
        ) <= _edge(other.high, other.high_included, 1)

    def text(self, unit: MetricUnit = "number") -> str:
        """The level as ``read_level`` takes it, in the shown unit: ``>= 80%``, ``180s to 300s``."""
        low = "" if self.low is None else quantity_text(self.low, unit)
        high = "" if self.high is None else quantity_text(self.high, unit)
        if low and high and self.low_included and self.high_included:
            return f"{low} to {high}"
        above = f"{'>=' if self.low_included else '>'} {low}"
        below = f"{'<=' if self.high_included else '<'} {high}"
        return f"{above} and {below}" if low and high else above if low else below


def quantity_text(value: Fraction, unit: MetricUnit) -> str:
    """A value of that unit as ``read_quantity`` takes it: a ratio in percent, seconds with their sign."""
    if unit == "ratio":
        return decimal_text(value * 100) + "%"
    return decimal_text(value) + ("s" if unit == "seconds" else "")


def _edge(value: Fraction | None, included: bool, outwards: int) -> tuple[int, Fraction, int]:
    if value is None:
        return (outwards, Fraction(0), 0)
    return (0, value, 0 if included else -outwards)


def read_quantity(text: str, unit: MetricUnit) -> Fraction:
    """The number that ``80%``, ``0.80``, ``20s``, ``5m`` or ``3.20`` states, in the base unit of the metric.

    Raises ValueError when the text is no number, its unit does not fit, or it lies beyond 10^15 or is finer
    than 10^-15 (so that what is written again can always be read again).
    """
    match = _QUANTITY.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"“{text[:40]}” is not a number such as 80%, 0.8, 20s or 5m")
    value = exact(match[1]) * _factor(match[2], unit)
    if abs(value) >= _LARGEST or (value * _FINEST).denominator != 1:
        raise ValueError(
            f"“{text[:40]}” is too large or too fine; at most 15 digits on either side of the point"
        )
    return value


def _factor(suffix: str | None, unit: MetricUnit) -> Fraction:
    if suffix is None:
        return Fraction(1)
    if suffix == "%" and unit == "ratio":
        return Fraction(1, 100)
    if suffix in _SECONDS and unit == "seconds":
        return _SECONDS[suffix]
    raise ValueError(f"“{suffix}” does not fit a metric that is measured as {unit}")


def read_level(text: str, unit: MetricUnit) -> Level:
    """The level that the text states; raises ValueError with the forms that are understood."""
    if two := _TWO.fullmatch(text.strip()):
        return Level(read_quantity(two[1], unit), read_quantity(two[2], unit))
    if both := _BOTH.fullmatch(text.strip()):
        low, high = read_quantity(both[2], unit), read_quantity(both[4], unit)
        return Level(low, high, both[1] == ">=", both[3] == "<=")
    one = _ONE.fullmatch(text.strip())
    if one is None:
        raise ValueError(f"“{text[:40]}” is not a level; write it like “>= 80%”, “< 60s” or “180s to 300s”")
    value = read_quantity(one[2], unit)
    included = one[1].endswith("=")
    if one[1].startswith(">"):
        return Level(low=value, low_included=included)
    return Level(high=value, high_included=included)
