"""Natural process limits: how far a value varies by itself, and which points are signals (XmR chart).

The chart for single values and their moving ranges: a value that is no signal needs no explanation, whatever
its target. Limits stand three sigma from the mean, sigma being the mean moving range / 1.128 (the factor d2
for two values, NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2; some tables round 3 / 1.128 to
2.66). A moving range of 3.267 times their mean or more is left out once before, so that one outlier does not
hide itself. The rules: a point outside the limits; eight in a row on one side of the centre; six in a row
rising or falling; two of three beyond two thirds of the way to the same limit.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

SCALE = 3 / Fraction("1.128")
SCREEN = Fraction("3.267")
RUN, RISE = 8, 6
Signal = Literal["outside", "run", "rise", "near"]


@dataclass(frozen=True, slots=True)
class Limits:
    """The centre, the mean moving range, and the limits of a process, in the unit of its values."""

    centre: Fraction
    average_range: Fraction
    lower: Fraction
    upper: Fraction


def process_limits(
    values: Sequence[Fraction], *, scale: Fraction = SCALE, screened: bool = True
) -> Limits | None:
    """The limits of values in the order of time; None for fewer than two.

    ``scale`` is what the mean moving range is multiplied by, ``screened`` whether large ranges are left out.
    """
    if len(values) < 2:
        return None
    centre = _mean(values)
    ranges = [abs(after - before) for before, after in pairwise(values)]
    average = _mean(ranges)
    kept = [one for one in ranges if one < SCREEN * average]
    if screened and kept:
        average = _mean(kept)
    return Limits(centre, average, centre - scale * average, centre + scale * average)


def signals(values: Sequence[Fraction], limits: Limits) -> list[tuple[Signal, ...]]:
    """For each value the rules that it breaks; a rule over several values marks each of them."""
    found: list[list[Signal]] = [[] for _ in values]
    for signal, places in _broken(values, limits):
        for place in places:
            if signal not in found[place]:
                found[place].append(signal)
    return [tuple(one) for one in found]


def _broken(values: Sequence[Fraction], limits: Limits) -> Iterator[tuple[Signal, range]]:
    reach = limits.upper - limits.centre
    steps = [after - before for before, after in pairwise(values)]
    for i, value in enumerate(values):
        if not limits.lower <= value <= limits.upper:
            yield "outside", range(i, i + 1)
    for side in (1, -1):
        beside = [side * (value - limits.centre) for value in values]
        yield from (("run", found) for found in _stretches(beside, RUN, lambda one: one > 0))
        rising = _stretches([side * one for one in steps], RISE - 1, lambda one: one > 0)
        yield from (("rise", range(found.start, found.stop + 1)) for found in rising)
        far = [3 * one > 2 * reach for one in beside]
        for i in range(len(far) - 2):
            if sum(far[i : i + 3]) >= 2:
                yield from (("near", range(k, k + 1)) for k in range(i, i + 3) if far[k])


def _stretches(values: Sequence[Fraction], least: int, holds: Callable[[Fraction], bool]) -> Iterator[range]:
    """Where the condition holds for so many values in a row, or more."""
    begins = 0
    for i in range(len(values) + 1):
        if i < len(values) and holds(values[i]):
            continue
        if i - begins >= least:
            yield range(begins, i)
        begins = i + 1


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)
