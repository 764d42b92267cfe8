"""The charges of a period, and what each side states where they are a measure (domain.md §7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from app.sla.beside import Beside
from app.sla.reckoning import own_or_known
from app.sla.sheets import Sheet, add_up
from app.sla.terms import Side, Terms
from app.sla.timeline import Due

Flag = Literal["", "sides_differ", "other_side_alone"]


@dataclass(frozen=True, slots=True)
class Charged:
    """What the period's work is charged, net; None when nothing is agreed, or no side states the measure.

    ``stated`` is what each side says where it is a measure. ``sides_differ``: the figure of the agreed side
    counts and the other one is another. ``other_side_alone``: the agreed side states none, so the other's
    counts until it does.
    """

    value: Fraction | None
    stated: Mapping[Side, Fraction] = field(default_factory=dict)
    flag: Flag = ""


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
        return Charged(stated[agreed.stated_by], stated, "sides_differ" if differs else "")
    return Charged(next(iter(stated.values()), None), stated, "other_side_alone" if stated else "")


def _total(terms: Terms, due: Due, name: str, sheets: Sequence[Sheet]) -> Fraction | None:
    period = due.period
    inside = [s for s in sheets if period.start <= s.first_day and s.last_day < period.end]
    total = add_up(inside, [name], lambda wanted: own_or_known(terms, wanted)).get(name)
    return None if total is None else total.value
