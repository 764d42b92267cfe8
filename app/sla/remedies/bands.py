"""Bands remedy: the value falls into bands, and the worst matching band alone decides (domain.md §7).

Bands must leave no gap: a band that costs nothing is written with amount 0. Where the terms round the
value, only rounded values can occur, so a gap that no rounded value can fall into is none.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from app.sla.agreed.levels import Level
from app.sla.quantities import Rounding, decimal_text


@dataclass(frozen=True, slots=True)
class Band:
    """The values of one band and what they cost (``amount``) or earn (``bonus``), in money."""

    span: Level
    amount: Fraction = Fraction(0)
    bonus: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        if self.amount < 0 or self.bonus < 0:
            raise ValueError("an amount or bonus is never below zero; write what is paid as a bonus")
        if self.amount and self.bonus:
            raise ValueError("a band costs or earns, not both")


@dataclass(frozen=True, slots=True)
class BandsRemedy:
    """Bands over the metric's value."""

    bands: tuple[Band, ...]

    def band_of(self, value: Fraction) -> Band | None:
        """The worst band that the value falls into: the dearest, else the smallest bonus; None in a gap."""
        matching = [band for band in self.bands if band.span.holds(value)]
        return max(matching, key=lambda band: (band.amount, -band.bonus), default=None)

    def price(self, value: Fraction) -> Band:
        """The band that decides for the value; raises ValueError in a gap, which valid terms do not have."""
        band = self.band_of(value)
        if band is None:
            raise ValueError(
                f"no band holds the value {decimal_text(value)}; terms with a gap cannot be judged"
            )
        return band

    def worst(self) -> Fraction:
        """The price of the dearest band, for a target that is deemed failed."""
        return max(band.amount for band in self.bands)

    def gap(self, round_in_base: Rounding | None, scale: int = 1) -> Fraction | None:
        """A value that can occur and that no band holds, or None when there is no gap.

        ``scale`` is how many shown units a base unit has (100 for a ratio shown in percent).
        """
        edges = self.edges()
        if not edges:
            return Fraction(0)
        return next(
            (value for value in _probes(edges, round_in_base, scale) if self.band_of(value) is None), None
        )

    def edges(self) -> list[Fraction]:
        """Every value at which a band begins or ends, in order."""
        return sorted(
            {edge for band in self.bands for edge in (band.span.low, band.span.high) if edge is not None}
        )


def _probes(edges: list[Fraction], rounding: Rounding | None, scale: int) -> list[Fraction]:
    """One value per stretch in which the matching bands cannot change: each edge, between, and beyond."""
    if rounding is None:
        middles = [(low + high) / 2 for low, high in pairwise(edges)]
        return [edges[0] - 1, *edges, *middles, edges[-1] + 1]
    unit = Fraction(1, 10**rounding.digits * scale)
    near = [(edge / unit).numerator // (edge / unit).denominator for edge in edges]
    return sorted({(step + offset) * unit for step in near for offset in (-1, 0, 1, 2)})
