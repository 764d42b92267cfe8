"""Bands priced in percent of the charges or of an amount at risk, or in money (domain.md §7).

Once the charges are known they are plain bands: the worst one alone decides, a dead band is written as
amount 0, and a gap is an error of the terms.
"""

from dataclasses import dataclass
from fractions import Fraction

from app.sla.agreed.levels import Level
from app.sla.quantities import Rounding
from app.sla.remedies.bands import Band, BandsRemedy
from app.sla.remedies.prices import FREE, Price


@dataclass(frozen=True, slots=True)
class PricedBand:
    """The values of one band and what they cost (``price``) or earn (``bonus``)."""

    span: Level
    price: Price = FREE
    bonus: Price = FREE

    def on(self, whole: Fraction | None) -> Band | None:
        """The band in money on that whole, or None when the whole is needed and unknown."""
        amount, bonus = self.price.on(whole), self.bonus.on(whole)
        return None if amount is None or bonus is None else Band(self.span, amount, bonus)


@dataclass(frozen=True, slots=True)
class PercentBandsRemedy:
    """Bands over the metric's value; shares are of ``at_risk``, and of the charges where none is agreed."""

    bands: tuple[PricedBand, ...]
    at_risk: Price | None = None

    def on(self, charges: Fraction | None) -> BandsRemedy | None:
        """The bands in money for these charges; None when a share of unknown charges is among them."""
        whole = charges if self.at_risk is None else self.at_risk.on(charges)
        bands = [band.on(whole) for band in self.bands]
        known = tuple(band for band in bands if band is not None)
        return BandsRemedy(known) if len(known) == len(bands) else None

    def worst(self, charges: Fraction | None) -> Fraction | None:
        """The price of the dearest band, for a target that is deemed failed."""
        bands = self.on(charges)
        return None if bands is None else bands.worst()

    def gap(self, round_in_base: Rounding | None, scale: int = 1) -> Fraction | None:
        """A value that can occur and that no band holds, or None when there is no gap."""
        return BandsRemedy(tuple(Band(band.span) for band in self.bands)).gap(round_in_base, scale)

    def edges(self) -> list[Fraction]:
        """Every value at which a band begins or ends, in order."""
        return BandsRemedy(tuple(Band(band.span) for band in self.bands)).edges()
