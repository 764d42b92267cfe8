"""Counting what a price for each day, occurrence or affected unit is multiplied with (domain.md §7).

Occurrences and units are what a formula over measures says. Days are those that miss the level when the
metric is reckoned from that day alone; a day without figures is not a missed one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from app.sla.formula import Formula, NoData, evaluate
from app.sla.judging.comparing import as_compared, could_differ
from app.sla.judging.reckoning import own_or_known
from app.sla.quantities import decimal_text
from app.sla.remedies.per_point import PerPointRemedy
from app.sla.sheets import Sheet, Total, add_up_stated
from app.sla.terms import Target, Terms
from app.sla.working import Step, step


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there were, exact, or None with the ``reason``; what was added up, and the step that says so.

    ``could_differ`` says that a measure was derived from a rounded rate, so the number may be
    another one.
    """

    number: Fraction | None
    reason: str = ""
    totals: Mapping[str, Total] = field(default_factory=dict)
    working: tuple[Step, ...] = ()
    could_differ: bool = False


def count_affected(terms: Terms, target: Target, sheets: Sequence[Sheet]) -> Counted | None:
    """What the remedy of the target counts over these sheets of the period; None where it counts nothing."""
    remedy = target.remedy
    if not isinstance(remedy, PerPointRemedy) or remedy.per == "point":
        return None
    if remedy.counts is None:
        return _days_missed(terms, target, remedy, sheets)
    return _by_formula(terms, remedy.counts, sheets)


def _by_formula(terms: Terms, formula: Formula, sheets: Sequence[Sheet]) -> Counted:
    totals = _totals(terms, formula, sheets)
    number = _reckoned(formula, totals)
    if isinstance(number, NoData):
        return Counted(None, number.reason, totals)
    of = ", ".join(f"{name} {decimal_text(total.value)}" for name, total in sorted(totals.items()))
    number = max(number, Fraction(0))
    derived = any(total.slack for total in totals.values())
    return Counted(number, "", totals, (step("count", number, formula=formula.text, of=of),), derived)


def _days_missed(terms: Terms, target: Target, remedy: PerPointRemedy, sheets: Sequence[Sheet]) -> Counted:
    days: dict[date, list[Sheet]] = {}
    for sheet in sheets:
        if sheet.first_day != sheet.last_day:
            return Counted(None, "figures for more than a day at once")
        days.setdefault(sheet.first_day, []).append(sheet)
    level, formula = target.level(remedy.level), target.metric.formula
    totals = [_totals(terms, formula, inside) for inside in days.values()]
    found = [_reckoned(formula, of_a_day) for of_a_day in totals]
    values = [as_compared(target, value) for value in found if not isinstance(value, NoData)]
    missed = Fraction(sum(not level.holds(value) for value in values))
    said = {"days": str(len(values)), "level": level.text(target.metric.unit)}
    derived = any(total.slack for one in totals for total in one.values()) and any(
        could_differ(target, one) for one in totals
    )
    return Counted(missed, working=(step("days_missed", missed, **said),), could_differ=derived)


def _totals(terms: Terms, formula: Formula, sheets: Sequence[Sheet]) -> dict[str, Total]:
    return add_up_stated(sheets, formula.names, lambda name: own_or_known(terms, name))


def _reckoned(formula: Formula, totals: Mapping[str, Total]) -> Fraction | NoData:
    return evaluate(formula, {name: total.value for name, total in totals.items()})
