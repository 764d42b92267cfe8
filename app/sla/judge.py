"""Judging one target over one period: from sheets to a verdict with its working (domain.md §6)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from app.sla.beside import NOTHING_BESIDE, Beside
from app.sla.comparing import as_compared, could_differ, hold_against, share_achieved, shown
from app.sla.counting import Counted, count_affected
from app.sla.leaving_out.leave_out import Left, leave_out
from app.sla.leaving_out.listing import LeftOut
from app.sla.leaving_out.rules import days_of
from app.sla.periods import Period
from app.sla.quantities import decimal_text
from app.sla.reckoning import Reckoned, reckon, span_of
from app.sla.scope import Coverage, cover, expected, in_scope
from app.sla.sheets import Sheet, Total
from app.sla.terms import Target, Terms
from app.sla.verdicts import Verdict
from app.sla.working import Step, step

NOTHING_LEFT = "nothing of the period is left"
Unjudged = Literal["no_data", "excluded", "not_enough_volume"]


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
    line = _line(terms, target, period, left, today)
    return replace(line, left_out=left.listed(terms, target, period))


def _line(terms: Terms, target: Target, period: Period, left: Left, today: date) -> Line:
    kept = in_scope(terms, target, span_of(terms, target, period), left.sheets)
    taken, opens = left.taken(terms, target, period), left.opens(target)
    coverage = cover(terms, target, period, [*kept, *taken], today, opens)
    found = reckon(terms, target, kept, period, today)
    running = today < period.end
    if not kept and opens is not None and not _is_wanted(terms, target, period, taken, opens):
        return _unjudged("excluded", target, replace(found, reason=NOTHING_LEFT), coverage, running)
    if found.value is None:
        return _unjudged("no_data", target, found, coverage, running)
    line = _judged(terms, target, found, found.value, coverage, running)
    return _with_count(line, count_affected(terms, target, in_scope(terms, target, period, kept)))


def _is_wanted(
    terms: Terms, target: Target, period: Period, taken: Sequence[Sheet], opens: Callable[[str, date], bool]
) -> bool:
    """Whether any queue's day of the period is wanted beyond those whose figures were left out."""
    cells = expected(terms, target, period.start, period.end, taken, opens)
    return not set(cells) <= {(sheet.queue, day) for sheet in taken for day in days_of(sheet)}


def _with_count(line: Line, counted: Counted | None) -> Line:
    """The line with what its remedy counts, whose measures stand among the others."""
    if counted is None:
        return line
    derived = "derived_from_rounded_rate"
    more = (derived,) if counted.could_differ and derived not in line.provisional else ()
    totals = {**line.totals, **counted.totals}
    return replace(line, counted=counted, totals=totals, provisional=(*line.provisional, *more))


def _unjudged(verdict: Unjudged, target: Target, found: Reckoned, coverage: Coverage, running: bool) -> Line:
    return Line(
        target=target,
        verdict=verdict,
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
