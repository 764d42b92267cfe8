"""Escalation: what earlier misses do to the credit of the next one (domain.md §7)."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.sla.judging.verdicts import Verdict

Importance = Literal["ordinary", "important", "critical"]
ROLLING = 12


@dataclass(frozen=True, slots=True)
class Repeat:
    """``{from: 2, factor: 2}``: from the second miss in a row on, credit or points count so many times."""

    start: int
    factor: Fraction

    def __post_init__(self) -> None:
        if self.start < 2:
            raise ValueError("repeat.from is at least 2: the first miss is not a repeated one")
        if self.factor < 1:
            raise ValueError("repeat.factor is at least 1: a repeated miss does not get cheaper")

    def factor_of(self, in_a_row: int) -> Fraction:
        """The factor of the miss that is the so-manieth in a row."""
        return self.factor if in_a_row >= self.start else Fraction(1)


@dataclass(frozen=True, slots=True)
class CountsFrom:
    """``{nth: 4, within: 12}``: a ``below_expected`` pays from the 4th of this and the 11 periods before.

    The first three never pay, not even later; ``below_minimum`` and ``deemed_failed`` pay at once.
    """

    nth: int
    within: int = ROLLING

    def __post_init__(self) -> None:
        if self.nth < 2:
            raise ValueError("counts_from.nth is at least 2; leave the rule out where every miss counts")
        if self.within < self.nth:
            raise ValueError("counts_from.within is at least nth, else no miss ever counts")

    def spares(self, verdict: Verdict, earlier: int) -> bool:
        """Whether this miss does not count yet, after so many ``below_expected`` in the periods before."""
        return verdict == "below_expected" and earlier + 1 < self.nth


@dataclass(frozen=True, slots=True)
class Promotion:
    """An important target is critical after so many misses in a row, until it is met again.

    ``begins`` says whether the last of these misses is itself critical (``this_period``, unless agreed
    otherwise) or only the next one.
    """

    after: int = 2
    begins: Literal["this_period", "next_period"] = "this_period"

    def __post_init__(self) -> None:
        if self.after < 1:
            raise ValueError("promotion.after is at least 1 miss")

    def holds(self, before: int) -> bool:
        """Whether a miss is a critical one, after so many misses in a row before this period."""
        return before + (self.begins == "this_period") >= self.after


def is_critical(importance: Importance, promotion: Promotion | None, before: int) -> bool:
    """Whether a miss of the target is a critical one: agreed as such, or important and promoted."""
    if importance == "important" and promotion is not None:
        return promotion.holds(before)
    return importance == "critical"
