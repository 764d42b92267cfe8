"""Per-point remedy: a price for each point missed, or each day, occurrence or affected unit (domain.md §7).

How many points were missed is the distance from the agreed level to the value, in points of ``size``. How
many days, occurrences or units were affected is counted from the reports (``app.sla.judging.counting``) and
comes in as a number.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.sla.agreed.levels import Level
from app.sla.formula import Formula
from app.sla.remedies.prices import Price

Per = Literal["point", "day", "occurrence", "unit"]
Counted = Literal["exact", "whole", "started"]


@dataclass(frozen=True, slots=True)
class PerPointRemedy:
    """``price`` for each ``per``; ``counted`` says what becomes of a part of one.

    ``size`` is one point in the metric's base unit (a percentage point of a ratio is 0.01); ``level`` says
    from which level on points are counted; ``counts`` is the formula that says how many occurrences, units or
    days there were, and days without one are those that miss the level by themselves; ``deemed`` is the whole
    price where the target is deemed failed. A cap of its own stands with the line, because it comes after the
    line's factor.
    """

    price: Price
    per: Per = "point"
    counted: Counted = "exact"
    size: Fraction = Fraction(1)
    level: Literal["expected", "minimum"] = "expected"
    deemed: Price | None = None
    counts: Formula | None = None

    def __post_init__(self) -> None:
        if self.per == "point" and self.counts is not None:
            raise ValueError("points are counted from the value; write “per: occurrence”, “unit” or “day”")
        if self.per in ("occurrence", "unit") and self.counts is None:
            raise ValueError(f"say how many there were: “per: {self.per}” needs “count”, such as a measure")
        if self.size <= 0:
            raise ValueError("a point is larger than nothing; write it like 1% or 10s")

    def points_missed(self, level: Level, value: Fraction) -> Fraction:
        """How many points the value lies outside the level, counted as agreed; 0 when it holds.

        A value on an edge that does not belong to the level has started the first point.
        """
        if level.holds(value):
            return Fraction(0)
        missed = self.count(distance(level, value) / self.size)
        return max(missed, Fraction(1)) if self.counted == "started" else missed

    def count(self, number: Fraction) -> Fraction:
        """The number as it is paid: as it is, only whole ones, or each started one as a whole."""
        if self.counted == "exact":
            return number
        return Fraction(math.floor(number) if self.counted == "whole" else math.ceil(number))

    def credit(self, number: Fraction, charges: Fraction | None) -> Fraction | None:
        """The exact credit for so many; None when it is a share of charges that are unknown."""
        each = self.price.on(charges)
        return None if each is None else each * max(number, Fraction(0))


def distance(level: Level, value: Fraction) -> Fraction:
    """How far the value lies outside the level, in the metric's base unit; 0 inside and on its edges."""
    below = Fraction(0) if level.low is None else level.low - value
    above = Fraction(0) if level.high is None else value - level.high
    return max(below, above, Fraction(0))
