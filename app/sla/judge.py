"""Judging one target over one period: from sheets to a verdict with its working (domain.md §6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from app.sla.comparing import as_compared, could_differ, hold_against, share_achieved, shown
from app.sla.formula import Formula, NoData, evaluate
from app.sla.measures import Measure, measure
from app.sla.periods import ONE_DAY, Period
from app.sla.quantities import decimal_text
from app.sla.sheets import Sheet, Total, add_up, stated_as
from app.sla.terms import Target, Terms
from app.sla.verdicts import Verdict
from app.sla.working import Step, step


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
    names = target.metric.formula.names
    kept = in_scope(terms, target, period, sheets)
    read = stated_as(kept, names)
    added = add_up(kept, read, lambda name: own_or_known(terms, name))
    if read != names and "answered" in added:
        added["handled"] = added["answered"]
    totals = {name: added[name] for name in sorted(names) if name in added}
    coverage = cover(terms, target, period, kept, today)
    values = {name: total.value for name, total in totals.items()}
    result = evaluate(target.metric.formula, values)
    running = today < period.end
    if isinstance(result, NoData):
        reason = result.reason if kept else "no report for this period"
        return _no_data(target, reason, totals, coverage, running)
    return _judged(terms, target, result, totals, coverage, running)


def own_or_known(terms: Terms, name: str) -> Measure:
    """The measure that the contract declares under that name, else the one of the catalogue."""
    return terms.measures.get(name) or measure(name)


def cover(terms: Terms, target: Target, period: Period, kept: Sequence[Sheet], today: date) -> Coverage:
    """Which queue-days that are over have figures for every measure of the target, and which have not."""
    names = stated_as(kept, target.metric.formula.names)
    whole = {
        (sheet.queue, sheet.first_day)
        for sheet in kept
        if sheet.first_day == sheet.last_day and names <= sheet.totals.keys()
    }
    queues = terms.queue_ids(target) or tuple(sorted({sheet.queue for sheet in kept})) or ("",)
    over = _days(period.start, min(period.end, today))
    open_ones = [(queue, day) for queue in queues for day in over if (queue, day) not in whole]
    missing = _missing(open_ones, kept, names) if open_ones else ()
    wanted = len(queues) * len(over)
    return Coverage(wanted, wanted - len(missing), missing)


def _missing(
    cells: Sequence[tuple[str, date]], kept: Sequence[Sheet], names: frozenset[str]
) -> tuple[tuple[str, date], ...]:
    """The cells that even all sheets together, coarse ones too, do not state in full."""
    stated: dict[tuple[str, date], set[str]] = {}
    for sheet in kept:
        have = names.intersection(sheet.totals)
        for day in _days(sheet.first_day, sheet.last_day + ONE_DAY):
            stated.setdefault((sheet.queue, day), set()).update(have)
    return tuple(cell for cell in cells if stated.get(cell, set()) != names)


@lru_cache(maxsize=1024)
def _days(start: date, end: date) -> tuple[date, ...]:
    """The days of [start, end); the same for every target of a period."""
    return tuple(date.fromordinal(number) for number in range(start.toordinal(), end.toordinal()))


def _no_data(
    target: Target, reason: str, totals: Mapping[str, Total], coverage: Coverage, running: bool
) -> Line:
    return Line(
        target=target,
        verdict="no_data",
        reason=reason,
        provisional=("period_running",) if running else (),
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
    provisional = tuple(_provisional(terms, target, totals, coverage, running))
    achieved = share_achieved(target, verdict, compared)
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


def _sides(formula: Formula, totals: Mapping[str, Total]) -> tuple[Fraction | None, Fraction | None]:
    sides = formula.sides()
    if sides is None:
        return None, None
    values = {name: total.value for name, total in totals.items()}
    over, under = (evaluate(side, values) for side in sides)
    return (None if isinstance(over, NoData) else over), (None if isinstance(under, NoData) else under)


def _provisional(
    terms: Terms, target: Target, totals: Mapping[str, Total], coverage: Coverage, running: bool
) -> Iterable[str]:
    if running:
        yield "period_running"
    if not coverage.is_complete and terms.reports.incomplete == "provisional":
        yield "incomplete"
    if any(total.slack for total in totals.values()) and could_differ(target, totals):
        yield "derived_from_rounded_rate"


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
