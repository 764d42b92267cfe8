"""The charges of a period, and what each side states where they are a measure (domain.md §7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from app.sla.beside import Beside
from app.sla.judging.reckoning import own_or_known
from app.sla.quantities import decimal_text
from app.sla.sheets import Sheet, add_up
from app.sla.terms import Side, Terms
from app.sla.timeline import Due
from app.sla.working import Step

Flag = Literal["", "charges_differ", "charges_of_other_side"]


@dataclass(frozen=True, slots=True)
class Charged:
    """What the period's work is charged, net; None when nothing is agreed, or no side states the measure.

    ``stated`` is what each side says where it is a measure. ``charges_differ``: the agreed side's figure
    counts, and the other's is another. ``charges_of_other_side``: the agreed side states none, so that the
    other's counts until it does.
    """

    value: Fraction | None
    stated: Mapping[Side, Fraction] = field(default_factory=dict)
    flag: Flag = ""

    @property
    def working(self) -> tuple[Step, ...]:
        """What there is to say of the two sides' figures; nothing where they are at one."""
        if not self.flag or self.value is None:
            return ()
        counts = decimal_text(self.value)
        if self.flag == "charges_differ":
            return (Step("charges_differ", self.figures(), counts),)
        return (Step("charges_of_other_side", self.figures(), counts),)

    def figures(self) -> dict[str, str]:
        """What each side states, as decimal text."""
        return {side: decimal_text(value) for side, value in sorted(self.stated.items())}


def charge(due: Due, sheets: Sequence[Sheet], beside: Beside) -> Charged:
    """The charges of a period; a fixed amount is split by days over the parts of a period."""
    terms = due.terms
    agreed = terms.charges
    if agreed is None:
        return Charged(None)
    if agreed.fixed is not None:
        return Charged(due.share_of(agreed.fixed))
    other: Side = "client" if terms.measured_by == "provider" else "provider"
    figures = ((terms.measured_by, sheets), (other, beside.other))
    found = {side: _total(terms, due, agreed.measure or "", mine) for side, mine in figures}
    stated = {side: total for side, total in found.items() if total is not None}
    if agreed.stated_by in stated:
        differs = len(set(stated.values())) > 1
        return Charged(stated[agreed.stated_by], stated, "charges_differ" if differs else "")
    return Charged(next(iter(stated.values()), None), stated, "charges_of_other_side" if stated else "")


def _total(terms: Terms, due: Due, name: str, sheets: Sequence[Sheet]) -> Fraction | None:
    period = due.period
    inside = [s for s in sheets if period.start <= s.first_day and s.last_day < period.end]
    total = add_up(inside, [name], lambda wanted: own_or_known(terms, wanted)).get(name)
    return None if total is None else total.value
