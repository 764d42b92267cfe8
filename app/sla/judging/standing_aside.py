"""Why a target is not judged although there are figures: its condition does not hold, or too little came."""

from collections.abc import Sequence
from fractions import Fraction

from app.sla.agreed.conditions import LowVolume, OnlyIf
from app.sla.formula import NoData, evaluate
from app.sla.judging.comparing import hold_against
from app.sla.judging.missing_calls import sides_of
from app.sla.judging.reckoning import Reckoned, own_or_known
from app.sla.judging.verdicts import Verdict
from app.sla.quantities import decimal_text
from app.sla.sheets import Sheet, add_up_stated
from app.sla.terms import Target, Terms
from app.sla.working import Step, step

Aside = tuple[Verdict, str]


def stands_aside(terms: Terms, target: Target, sheets: Sequence[Sheet]) -> Aside | None:
    """The verdict and its reason where the target is not to be judged on these figures, else None."""
    if target.only_if is not None and (found := _condition(terms, target.only_if, sheets)):
        return found
    if target.low_volume is not None and target.low_volume.measure:
        return _volume(terms, target.low_volume, sheets)
    return None


def _condition(terms: Terms, only_if: OnlyIf, sheets: Sequence[Sheet]) -> Aside | None:
    totals = add_up_stated(sheets, only_if.formula.names, lambda name: own_or_known(terms, name))
    value = evaluate(only_if.formula, {name: total.value for name, total in totals.items()})
    if isinstance(value, NoData):
        return "no_data", value.reason
    return None if only_if.level.holds(value) else ("excluded", f"only if {only_if.text()}")


def _volume(terms: Terms, low: LowVolume, sheets: Sequence[Sheet]) -> Aside | None:
    name = low.measure
    totals = add_up_stated(sheets, frozenset({name}), lambda wanted: own_or_known(terms, wanted))
    if name not in totals or totals[name].value >= low.under:
        return None
    said = decimal_text(totals[name].value)
    return "not_enough_volume", f"{name} is {said}, under {decimal_text(low.under)}"


def forgives(terms: Terms, target: Target, found: Reckoned, compared: Fraction) -> tuple[Step, ...]:
    """The step that says why a miss is met all the same: 4 of 30 failed, and 4 are allowed; else nothing."""
    low, sides = target.low_volume, sides_of(terms, target)
    if low is None or low.allow_failures is None or sides is None:
        return ()
    if found.numerator is None or found.denominator is None or hold_against(target, compared) == "met":
        return ()
    failures = sides.failures(found.numerator, found.denominator)
    if failures > low.allow_failures:
        return ()
    return (step("failures_allowed", failures=failures, allowed=str(low.allow_failures)),)
