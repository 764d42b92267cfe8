"""Judging one target over one period: from sheets to a verdict with its working (domain.md §6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from app.sla.beside import NOTHING_BESIDE, Beside
from app.sla.judging.comparing import as_compared, could_differ, hold_against, share_achieved, shown
from app.sla.judging.counting import Counted, count_affected
from app.sla.judging.due_clock import Clock
from app.sla.judging.figures import Figures, read_figures
from app.sla.judging.scope import Coverage
from app.sla.judging.standing_aside import forgives, stands_aside
from app.sla.judging.verdicts import Verdict
from app.sla.leaving_out.leave_out import Left, leave_out
from app.sla.leaving_out.listing import LeftOut
from app.sla.periods import Period
from app.sla.quantities import decimal_text
from app.sla.sheets import Sheet, Total
from app.sla.terms import Banded, Target, Terms
from app.sla.working import Step, step

NOTHING_LEFT = "nothing of the period is left"


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
    left_out: tuple[LeftOut, ...] = ()
    counted: Counted | None = None
    is_forgiven: bool = False

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
    left: Left | None = None,
) -> Line:
    """The line of one target. ``sheets`` are those of the side that counts; ``today`` is the contract's date.

    ``left`` is what is left of the sheets of the whole contract, where the caller has it already. The value
    is compared exactly unless the target gives a rounding; then the rounded value is compared and shown.
    """
    left = left or leave_out(terms, sheets, beside, period)
    clock = Clock(terms, period, left.calendar, today)
    figures = read_figures(target, left, clock, beside)
    line = _line(target, figures, clock)
    return replace(line, left_out=(*left.listed(terms, target, period), *figures.relieved))


def _line(target: Target, figures: Figures, clock: Clock) -> Line:
    terms, found = clock.terms, figures.found
    if not figures.kept and figures.is_nothing_left:
        return _unjudged("excluded", NOTHING_LEFT, target, figures, clock)
    if figures.now and (aside := stands_aside(terms, target, figures.now)):
        return _unjudged(*aside, target, figures, clock)
    if found.value is None:
        return _without_value(target, figures, clock)
    line = _judged(target, figures, found.value, clock)
    return _with_count(line, count_affected(terms, target, figures.now))


def _without_value(target: Target, figures: Figures, clock: Clock) -> Line:
    """What a target without a value is: no data, or deemed failed where its figures never came."""
    if figures.came or not clock.is_overdue or not _deems(clock.terms.reports.missing, target):
        return _unjudged("no_data", figures.found.reason, target, figures, clock)
    line = _unjudged("deemed_failed", figures.found.reason, target, figures, clock)
    by = step("deemed_failed", reason=figures.found.reason, due=clock.due_day.isoformat())
    return replace(line, working=(by,))


def _deems(missing: str, target: Target) -> bool:
    """Whether the terms deem the target failed: all, or those that have a worst band."""
    return missing == "failed" or (missing == "worst_band" and isinstance(target.remedy, Banded))


def _with_count(line: Line, counted: Counted | None) -> Line:
    """The line with what its remedy counts, whose measures stand among the others."""
    if counted is None:
        return line
    derived = "derived_from_rounded_rate"
    more = (derived,) if counted.could_differ and derived not in line.provisional else ()
    totals = {**line.totals, **counted.totals}
    return replace(line, counted=counted, totals=totals, provisional=(*line.provisional, *more))


def _unjudged(verdict: Verdict, reason: str, target: Target, figures: Figures, clock: Clock) -> Line:
    return Line(
        target=target,
        verdict=verdict,
        reason=reason,
        provisional=tuple(clock.provisional(figures.coverage)),
        value=None,
        numerator=None,
        denominator=None,
        compared=None,
        shown="",
        totals=figures.found.totals,
        coverage=figures.coverage,
        achieved=Fraction(0),
        working=(step("no_data", reason=reason),),
    )


def _judged(target: Target, figures: Figures, value: Fraction, clock: Clock) -> Line:
    found = figures.found
    compared = as_compared(target, value)
    forgiven = forgives(clock.terms, target, found, compared)
    verdict = "met" if forgiven else hold_against(target, compared)
    provisional = tuple(_provisional(target, figures, clock))
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
        coverage=figures.coverage,
        achieved=achieved,
        working=(*found.working, *_steps(target, compared, verdict, achieved), *forgiven),
        is_forgiven=bool(forgiven),
    )


def _provisional(target: Target, figures: Figures, clock: Clock) -> Iterable[str]:
    yield from clock.provisional(figures.coverage)
    if not figures.coverage.is_complete and clock.terms.reports.incomplete == "provisional":
        yield "incomplete"
    totals = figures.found.totals
    # What was shifted is no longer what the totals alone say, so their corners cannot be tried.
    if any(total.slack for total in totals.values()) and (figures.is_shifted or could_differ(target, totals)):
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
