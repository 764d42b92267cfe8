"""Pool remedy: credit = share at risk × charges × pool × allocation (domain.md §7)."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.sla.judging.verdicts import BELOW_MINIMUM, Verdict


@dataclass(frozen=True, slots=True)
class PoolRemedy:
    """A share of a pool of the amount at risk; ``pays_on`` says which level's miss makes it due."""

    pool: str
    allocation: Fraction = Fraction(0)
    pays_on: Literal["expected", "minimum"] | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.allocation <= 1:
            raise ValueError("an allocation lies between 0 % and 100 %")

    def is_due(self, verdict: Verdict) -> bool:
        """Whether the verdict makes the credit due; a deemed failure makes the full allocation due."""
        if verdict in BELOW_MINIMUM:
            return True
        return verdict == "below_expected" and self.pays_on == "expected"


def pool_credit(at_risk: Fraction, charges: Fraction, pool: Fraction, allocation: Fraction) -> Fraction:
    """The exact credit: 10 % at risk of 100,000, a pool of 50 % and 40 % of it are 2,000."""
    return at_risk * charges * pool * allocation
