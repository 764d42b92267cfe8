"""Funnel limits: how far a rate may lie from that of all by its volume alone (Spiegelhalter 2005).

A small centre's rate scatters more than a large one's, so a ranking judges it by noise. For a share of
``total`` trials with the common share p, z = (share − p) / sqrt(p (1 − p) / total). Centres differ by more
than chance anyway: the mean of z² over all, with the outer tenths pulled in (winsorized), is how many times
too large the variance is; limits are widened by its root where it is above 1 (over-dispersion).

Everything is exact up to the square roots, which are rational to 12 digits. Source: D. J. Spiegelhalter,
“Funnel plots for comparing institutional performance”, Statistics in Medicine 24 (2005), 1185–1202, §§ 2–3.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

INNER, OUTER = Fraction(2), Fraction(3)  # about 95 and 99.8 of 100 lie inside by chance
TENTH = Fraction(1, 10)
_SCALE = 10**12


@dataclass(frozen=True, slots=True)
class Count:
    """So many of so many: what a rate is made of. ``of`` is above zero, ``part`` at most ``of``."""

    part: Fraction
    of: Fraction

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.of or self.of <= 0:
            raise ValueError("a share is of something, and at most all of it")

    @property
    def share(self) -> Fraction:
        """The rate."""
        return self.part / self.of


@dataclass(frozen=True, slots=True)
class Funnel:
    """The common rate (Σ parts / Σ wholes), and by which factor chance is widened: 1 or more."""

    centre: Fraction
    widened: Fraction

    def limits(self, volume: Fraction, sigmas: Fraction = OUTER) -> tuple[Fraction, Fraction]:
        """Between which rates so large a centre lies by chance; never below 0 nor above 1."""
        variance = self.centre * (1 - self.centre) / volume
        reach = sigmas * self.widened * root(variance)
        return max(self.centre - reach, Fraction(0)), min(self.centre + reach, Fraction(1))

    def stands_out(self, one: Count, sigmas: Fraction = OUTER) -> bool:
        """Whether a centre lies further from the common rate than chance explains."""
        low, high = self.limits(one.of, sigmas)
        return not low <= one.share <= high


def funnel(counts: Sequence[Count]) -> Funnel | None:
    """The funnel of these centres; None for fewer than two, or where none of their rates can vary."""
    if len(counts) < 2:
        return None
    centre = sum((one.part for one in counts), Fraction(0)) / sum((one.of for one in counts), Fraction(0))
    if centre in (0, 1):
        return None
    scores = [_score(one, centre) for one in counts]
    low, high = _tenths(scores)
    dispersion = sum((min(max(score, low), high) ** 2 for score in scores), Fraction(0)) / len(scores)
    return Funnel(centre, root(dispersion) if dispersion > 1 else Fraction(1))


def _score(one: Count, centre: Fraction) -> Fraction:
    return (one.share - centre) / root(centre * (1 - centre) / one.of)


def _tenths(scores: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """The scores that a tenth lies below and a tenth above, between neighbours in proportion."""
    ordered = sorted(scores)

    def at(share: Fraction) -> Fraction:
        place = share * (len(ordered) - 1)
        floor = place.numerator // place.denominator
        after = min(floor + 1, len(ordered) - 1)
        return ordered[floor] + (ordered[after] - ordered[floor]) * (place - floor)

    return at(TENTH), at(1 - TENTH)


def root(value: Fraction) -> Fraction:
    """The square root, rational, to 12 digits behind the point and at least as many that count."""
    scale = _SCALE * value.denominator
    return Fraction(isqrt(value.numerator * value.denominator * _SCALE * _SCALE), scale)
