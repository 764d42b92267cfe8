"""Judging one target over one period: from sheets to a verdict with its working (domain.md §6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from app.sla.formula import Formula, NoData, evaluate
from app.sla.measures import Measure, measure
from app.sla.periods import Period
from app.sla.quantities import decimal_text, fixed_text, round_to
from app.sla.sheets import Sheet, Total, add_up
from app.sla.terms import Target, Terms
from app.sla.working import Step, step

Verdict = Literal[
    "met", "below_expected", "below_minimum", "no_data", "excluded", "not_enough_volume", "deemed_failed"
]
SHOWN_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the period the reports cover, for the measures and queues of one target."""

    expected: int
    stated: int
    missing: tuple[tuple[str, date], ...]

    @property
    def is_complete(self) -> bool:
        """Whether there is a row or an explicit zero for every queue and day that is over."""
        return self.stated == self.expected


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


def in_scope(terms: Terms, target: Target, period: Period, sheets: Iterable[Sheet]) -> list[Sheet]:
    """The sheets that the target is about: its queues, channels and segments, wholly inside the period."""
    queues = set(terms.queue_ids(target))
    return [
        sheet
        for sheet in sheets
        if (not queues or sheet.queue in queues)
        and (not target.channels or sheet.channel in target.channels)
        and (not target.segments or sheet.segment in target.segments)
        and period.start <= sheet.first_day
        and sheet.last_day < period.end
    ]


def judge(terms: Terms, target: Target, period: Period, sheets: Sequence[Sheet], today: date) -> Line:
    """The line of one target. ``sheets`` are those of the side that counts; ``today`` is the contract's date.

    The value is Σ numerators / Σ denominators over queues and days. It is compared exactly unless the
    target gives a rounding; then the rounded value is compared and shown.
    """
    kept = in_scope(terms, target, period, sheets)
    names = target.metric.formula.names
    totals = add_up(kept, sorted(names), lambda name: own_or_known(terms, name))
    coverage = cover(terms, target, period, kept, today)
    values = {name: total.value for name, total in totals.items()}
    result = evaluate(target.metric.formula, values)
    if isinstance(result, NoData):
        return _no_data(target, result.reason if kept else "no report for this period", totals, coverage)
    return _judged(terms, target, result, totals, coverage, today < period.end)


def own_or_known(terms: Terms, name: str) -> Measure:
    """The measure that the contract declares under that name, else the one of the catalogue."""
    return terms.measures.get(name) or measure(name)


def cover(terms: Terms, target: Target, period: Period, kept: Sequence[Sheet], today: date) -> Coverage:
    """Which queue-days that are over have figures for every measure of the target, and which have not."""
    names = target.metric.formula.names
    stated: dict[tuple[str, date], set[str]] = {}
    for sheet in kept:
        have = names & sheet.totals.keys()
        for offset in range(sheet.days):
            stated.setdefault(
                (sheet.queue, date.fromordinal(sheet.first_day.toordinal() + offset)), set()
            ).update(have)
    queues = terms.queue_ids(target) or tuple(sorted({sheet.queue for sheet in kept})) or ("",)
    over = [day for day in period.each_day() if day < today]
    wanted = [(queue, day) for queue in queues for day in over]
    missing = tuple(cell for cell in wanted if stated.get(cell, set()) != names)
    return Coverage(len(wanted), len(wanted) - len(missing), missing)


def _no_data(target: Target, reason: str, totals: Mapping[str, Total], coverage: Coverage) -> Line:
    return Line(
        target=target,
        verdict="no_data",
        reason=reason,
        provisional=(),
        value=None,
        numerator=None,
        denominator=None,
        compared=None,
        shown="",
        totals=totals,
        coverage=coverage,
        achieved=Fraction(0),
        working=(step("no_data", reason=reason),),
    )


def _judged(
    terms: Terms,
    target: Target,
    value: Fraction,
    totals: Mapping[str, Total],
    coverage: Coverage,
    running: bool,
) -> Line:
    compared = as_compared(target, value)
    verdict = hold_against(target, compared)
    over, under = _sides(target.metric.formula, totals)
    provisional = tuple(_provisional(terms, target, verdict, totals, coverage, running))
    achieved = _achieved(target, verdict, compared)
    return Line(
        target=target,
        verdict=verdict,
        reason="",
        provisional=provisional,
        value=value,
        numerator=over,
        denominator=under,
        compared=compared,
        shown=shown(target, value),
        totals=totals,
        coverage=coverage,
        achieved=achieved,
        working=tuple(_steps(target, value, compared, verdict, totals, achieved)),
    )


def as_compared(target: Target, value: Fraction) -> Fraction:
    """The value as it is compared: exact, or rounded as the terms say (digits count in the shown unit)."""
    if target.round is None:
        return value
    scale = target.metric.shown_scale
    return target.round.apply(value * scale) / scale


def hold_against(target: Target, compared: Fraction) -> Literal["met", "below_expected", "below_minimum"]:
    """The verdict of a compared value; where no minimum is agreed it is the expected level itself."""
    if target.expected.holds(compared):
        return "met"
    return "below_expected" if target.minimum.holds(compared) else "below_minimum"


def shown(target: Target, value: Fraction) -> str:
    """The value for people, in the shown unit: by the terms' rounding, else with enough digits.

    An exact comparison is never shown as if it had gone the other way: 79.995 % against 80 % is not
    written as 80.00 %; digits are added until the shown value gets the same verdict.
    """
    scale = target.metric.shown_scale
    if target.round is not None:
        return fixed_text(target.round.apply(value * scale), target.round.digits) + target.metric.shown_unit
    verdict = hold_against(target, value)
    for digits in range(SHOWN_DIGITS, 13):
        rounded = round_to(value * scale, digits)
        if hold_against(target, rounded / scale) == verdict:
            return fixed_text(rounded, digits) + target.metric.shown_unit
    return decimal_text(value * scale) + target.metric.shown_unit


def _sides(formula: Formula, totals: Mapping[str, Total]) -> tuple[Fraction | None, Fraction | None]:
    sides = formula.sides()
    if sides is None:
        return None, None
    values = {name: total.value for name, total in totals.items()}
    over, under = (evaluate(side, values) for side in sides)
    return (None if isinstance(over, NoData) else over), (None if isinstance(under, NoData) else under)


def _provisional(
    terms: Terms,
    target: Target,
    verdict: Verdict,
    totals: Mapping[str, Total],
    coverage: Coverage,
    running: bool,
) -> Iterable[str]:
    if running:
        yield "period_running"
    if not coverage.is_complete and terms.reports.incomplete == "provisional":
        yield "incomplete"
    if any(total.slack for total in totals.values()) and _straddles(target, verdict, totals):
        yield "derived_from_rounded_rate"


def _straddles(target: Target, verdict: Verdict, totals: Mapping[str, Total]) -> bool:
    """Whether the verdict could be another one within what the rounded rates leave open."""
    for sign in (-1, 1):
        moved = {name: total.value + sign * total.slack for name, total in totals.items()}
        result = evaluate(target.metric.formula, moved)
        if isinstance(result, NoData) or hold_against(target, as_compared(target, result)) != verdict:
            return True
    return False


def _achieved(target: Target, verdict: Verdict, compared: Fraction) -> Fraction:
    """The share of the weight that is achieved: all when met, by position when ``between: linear``."""
    if verdict == "met":
        return Fraction(1)
    if verdict != "below_expected" or target.between != "linear" or not target.has_minimum:
        return Fraction(0)
    pairs = ((target.minimum.low, target.expected.low), (target.minimum.high, target.expected.high))
    for floor, goal in pairs:
        if floor is not None and goal is not None and floor != goal:
            share = (compared - floor) / (goal - floor)
            if 0 <= share < 1:
                return share
    return Fraction(0)


def _steps(
    target: Target,
    value: Fraction,
    compared: Fraction,
    verdict: Verdict,
    totals: Mapping[str, Total],
    achieved: Fraction,
) -> Iterable[Step]:
    yield Step("add_up", {name: decimal_text(total.value) for name, total in sorted(totals.items())})
    yield step("formula", value, formula=target.metric.formula.text, variant=target.metric.variant)
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
