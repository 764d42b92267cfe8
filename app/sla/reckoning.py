"""Reckoning a metric: from the sheets of a target to its value, with the numbers behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.sla.formula import Formula, NoData, evaluate
from app.sla.measures import Measure, measure
from app.sla.quantities import decimal_text
from app.sla.sheets import Sheet, Total, add_up, stated_as
from app.sla.terms import Target, Terms
from app.sla.working import Step, step


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The value of a metric, exact, or None with the ``reason``; and what it came from."""

    value: Fraction | None
    reason: str
    totals: Mapping[str, Total]
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    working: tuple[Step, ...] = ()


def reckon(terms: Terms, target: Target, sheets: Sequence[Sheet]) -> Reckoned:
    """The target's metric over these sheets: Σ numerators / Σ denominators over queues and days."""
    names = target.metric.formula.names
    read = stated_as(sheets, names)
    added = add_up(sheets, read, lambda name: own_or_known(terms, name))
    if read != names and "answered" in added:
        added["handled"] = added["answered"]
    totals = {name: added[name] for name in sorted(names) if name in added}
    result = evaluate(target.metric.formula, {name: total.value for name, total in totals.items()})
    if isinstance(result, NoData):
        return Reckoned(None, result.reason if sheets else "no report for this period", totals)
    over, under = _sides(target.metric.formula, totals)
    return Reckoned(result, "", totals, over, under, _steps(target, result, totals))


def own_or_known(terms: Terms, name: str) -> Measure:
    """The measure that the contract declares under that name, else the one of the catalogue."""
    return terms.measures.get(name) or measure(name)


def _sides(formula: Formula, totals: Mapping[str, Total]) -> tuple[Fraction | None, Fraction | None]:
    sides = formula.sides()
    if sides is None:
        return None, None
    values = {name: total.value for name, total in totals.items()}
    over, under = (evaluate(side, values) for side in sides)
    return (None if isinstance(over, NoData) else over), (None if isinstance(under, NoData) else under)


def _steps(target: Target, value: Fraction, totals: Mapping[str, Total]) -> tuple[Step, ...]:
    added = {name: decimal_text(total.value) for name, total in sorted(totals.items())}
    formula = target.metric.formula.text
    return (Step("add_up", added), step("formula", value, formula=formula, variant=target.metric.variant))
