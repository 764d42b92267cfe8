"""Reckoning a metric: from the sheets of a target to its value, with the numbers behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.sla.formula import Formula, NoData, evaluate
from app.sla.measures import Measure, measure
from app.sla.periods import Period
from app.sla.procedures.procedure import Setting
from app.sla.quantities import decimal_text
from app.sla.sheets import Sheet, Total, add_up_stated
from app.sla.terms import Target, Terms
from app.sla.working import Step, step

NOTHING_CAME = "no report for this period"


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The value of a metric, exact, or None with the ``reason``; and what it came from."""

    value: Fraction | None
    reason: str
    totals: Mapping[str, Total]
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    working: tuple[Step, ...] = ()


def reckon(terms: Terms, target: Target, sheets: Sequence[Sheet], window: Period, today: date) -> Reckoned:
    """The target's metric over these sheets: Σ numerators / Σ denominators over queues and days.

    ``sheets`` are those in scope within ``span_of`` the window. Where the metric has a procedure, it works
    out some of the names in the formula first.
    """
    metric = target.metric
    totals = add_up_stated(sheets, metric.measures, lambda name: own_or_known(terms, name))
    if metric.procedure is None:
        return _by_formula(target, sheets, totals, ())
    worked = metric.procedure.work(sheets, setting_of(terms, target, window, today))
    if isinstance(worked, NoData):
        return Reckoned(None, worked.reason if sheets else NOTHING_CAME, totals)
    return _by_formula(target, sheets, {**totals, **worked.totals}, worked.working)


def _by_formula(
    target: Target, sheets: Sequence[Sheet], totals: Mapping[str, Total], before: tuple[Step, ...]
) -> Reckoned:
    result = evaluate(target.metric.formula, {name: total.value for name, total in totals.items()})
    if isinstance(result, NoData):
        return Reckoned(None, result.reason if sheets else NOTHING_CAME, totals)
    over, under = _sides(target.metric.formula, totals)
    added, by = _steps(target, result, totals)
    return Reckoned(result, "", totals, over, under, (added, *before, by))


def setting_of(terms: Terms, target: Target, window: Period, today: date) -> Setting:
    """What a procedure asks of the contract, beside the sheets."""
    cadence = terms.cadence_of(target)
    return Setting(window, today, terms.starts, cadence, terms.zone, lambda name: own_or_known(terms, name))


def span_of(terms: Terms, target: Target, window: Period) -> Period:
    """The days whose sheets judging the target over the window may read; it ends where the window ends."""
    procedure = target.metric.procedure
    return window if procedure is None else procedure.span(window, terms.cadence_of(target), terms.starts)


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


def _steps(target: Target, value: Fraction, totals: Mapping[str, Total]) -> tuple[Step, Step]:
    added = {name: decimal_text(total.value) for name, total in sorted(totals.items())}
    formula = target.metric.formula.text
    return (Step("add_up", added), step("formula", value, formula=formula, variant=target.metric.variant))
