"""The order of money (domain.md §7), as far as it is agreed: line → period cap → bonus → rounding.

Lines stay exact. The capped total is rounded once to the currency's minor unit and split over the lines
by largest remainder, so that the parts add up to the whole. A bonus makes no room under a cap. Rounding
makes none either: a cap of 12.015 is a cap of 12.01.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.sla.quantities import Money, split_largest_remainder
from app.sla.working import Step, step


@dataclass(frozen=True, slots=True)
class Settled:
    """Money of one period in minor units: credits and bonuses by line, the totals, and whether a cap bit."""

    currency: str
    credits: tuple[int, ...]
    bonuses: tuple[int, ...]
    uncapped: Fraction
    cap: Fraction | None
    working: tuple[Step, ...]

    @property
    def cap_applied(self) -> bool:
        """Whether the credits of the lines reached beyond the cap."""
        return self.cap is not None and self.uncapped > self.cap

    @property
    def credit(self) -> Money:
        """What the period's misses are worth after the cap."""
        return Money.of_minor_units(sum(self.credits), self.currency)

    @property
    def bonus(self) -> Money:
        """What the period's excellent results are worth."""
        return Money.of_minor_units(sum(self.bonuses), self.currency)


def settle(
    currency: str, credit_lines: Sequence[Fraction], bonus_lines: Sequence[Fraction], cap: Fraction | None
) -> Settled:
    """The period's money from its exact lines, none below zero; ``cap`` is an amount, or None."""
    uncapped = sum(credit_lines, Fraction(0))
    capped = uncapped if cap is None else min(uncapped, cap)
    units = Money(capped, currency).minor_units()
    if cap is not None:
        units = min(units, Money(cap, currency).minor_units("down"))
    bonus = sum(bonus_lines, Fraction(0))
    earned = Money(bonus, currency).minor_units()
    return Settled(
        currency=currency,
        credits=split_largest_remainder(units, credit_lines),
        bonuses=split_largest_remainder(earned, bonus_lines),
        uncapped=uncapped,
        cap=cap,
        working=tuple(_steps(uncapped, capped, bonus, cap, Money.of_minor_units(units, currency))),
    )


def _steps(
    uncapped: Fraction, capped: Fraction, bonus: Fraction, cap: Fraction | None, paid: Money
) -> list[Step]:
    steps = [step("sum_of_credits", uncapped)]
    if cap is not None:
        steps.append(step("period_cap", capped, credits=uncapped, cap=cap))
    if bonus:
        steps.append(step("sum_of_bonuses", bonus))
    steps.append(step("round_money", paid.text(), exact=capped, currency=paid.currency))
    return steps
