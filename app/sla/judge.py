"""Judging one target over one period: from sheets to a verdict with its working (domain.md §6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.sla.beside import NOTHING_BESIDE, Beside
from app.sla.comparing import as_compared, could_differ, hold_against, share_achieved, shown
from app.sla.periods import Period
from app.sla.quantities import decimal_text
from app.sla.reckoning import Reckoned, reckon, span_of
from app.sla.scope import Coverage, cover, in_scope
from app.sla.sheets import Sheet, Total
from app.sla.terms import Target, Terms
from app.sla.verdicts import Verdict
from app.sla.working import Step, step


@dataclass(frozen=True, slots=True)
class Line:
    """The judgement of one target: verdict, value and the numbers behind it, exact throughout."""

    target: Target
    verdict: Verdict
    reason: str
    provisional: tuple[str, ...]
    value: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    compared: Fraction | None
    shown: str
    totals: Mapping[str, Total]
    coverage: Coverage
    achieved: Fraction
    working: tuple[Step, ...]

    @property
    def is_judged(self) -> bool:
        """Whether the line counts in the score: no data, excluded and too little volume do not."""
        return self.verdict in ("met", "below_expected", "below_minimum", "deemed_failed")


def judge(
    terms: Terms,
    target: Target,
    period: Period,
    sheets: Sequence[Sheet],
    today: date,
    beside: Beside = NOTHING_BESIDE,
) -> Line:
    """The line of one target. ``sheets`` are those of the side that counts; ``today`` is the contract's date.

    The value is compared exactly unless the target gives a rounding; then the rounded value is compared and
    shown.
    """
    kept = in_scope(terms, target, span_of(terms, target, period), sheets)
    coverage = cover(terms, target, period, kept, today)
    found = reckon(terms, target, kept, period, today)
    running = today < period.end
    if found.value is None:
        return _no_data(target, found, coverage, running)
    return _judged(terms, target, found, found.value, coverage, running)


def _no_data(target: Target, found: Reckoned, coverage: Coverage, running: bool) -> Line:
    return Line(
        target=target,
        verdict="no_data",
        reason=found.reason,
        provisional=("period_running",) if running else (),
        value=None,
        numerator=None,
        denominator=None,
        compared=None,
        shown="",
        totals=found.totals,
        coverage=coverage,
        achieved=Fraction(0),
        working=(step("no_data", reason=found.reason),),
    )


def _judged(
    terms: Terms,
    target: Target,
    found: Reckoned,
    value: Fraction,
    coverage: Coverage,
    running: bool,
) -> Line:
    compared = as_compared(target, value)
    verdict = hold_against(target, compared)
    provisional = tuple(_provisional(terms, target, found.totals, coverage, running))
    achieved = share_achieved(target, verdict, compared)
    return Line(
        target=target,
        verdict=verdict,
        reason="",
        provisional=provisional,
        value=value,
        numerator=found.numerator,
        denominator=found.denominator,
        compared=compared,
        shown=shown(target, value),
        totals=found.totals,
        coverage=coverage,
        achieved=achieved,
        working=(*found.working, *_steps(target, compared, verdict, achieved)),
    )


def _provisional(
    terms: Terms, target: Target, totals: Mapping[str, Total], coverage: Coverage, running: bool
) -> Iterable[str]:
    if running:
        yield "period_running"
    if not coverage.is_complete and terms.reports.incomplete == "provisional":
        yield "incomplete"
    if any(total.slack for total in totals.values()) and could_differ(target, totals):
        yield "derived_from_rounded_rate"


def _steps(target: Target, compared: Fraction, verdict: Verdict, achieved: Fraction) -> Iterable[Step]:
    if target.round is not None:
        yield step("round", compared, digits=str(target.round.digits), mode=target.round.mode)
    unit = target.metric.unit
    levels = {"expected": target.expected.text(unit)}
    if target.has_minimum:
        levels["minimum"] = target.minimum.text(unit)
    yield Step("compare", {"value": decimal_text(compared), **levels}, verdict)
    if verdict != "met" and achieved:
        yield step(
            "between", achieved, minimum=target.minimum.text(unit), expected=target.expected.text(unit)
        )
