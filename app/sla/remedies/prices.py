"""Prices: an amount of money, or a share of charges or of an amount at risk (domain.md §7)."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Price:
    """What a rule costs, earns or allows: ``amount`` in money, or ``share`` of a whole; one of the two."""

    amount: Fraction | None = None
    share: Fraction | None = None

    def __post_init__(self) -> None:
        if (self.amount is None) == (self.share is None):
            raise ValueError("a price is an amount, or a share of the charges; write one of the two")
        if any(part is not None and part < 0 for part in (self.amount, self.share)):
            raise ValueError("a price is never below zero; write what is paid the other way as a bonus")

    def on(self, whole: Fraction | None) -> Fraction | None:
        """The money that the price is on that whole, exact; None for a share of a whole that is unknown.

        A whole that corrections turned below zero counts as zero: it puts nothing at risk.
        """
        if self.amount is not None:
            return self.amount
        if whole is None or self.share is None:
            return None
        return self.share * max(whole, Fraction(0))


FREE = Price(amount=Fraction(0))
