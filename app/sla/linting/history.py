"""The linter on history: what the reports of the last periods say about the targets."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from statistics import median_low

from app.sla.judge import Line, judge
from app.sla.judging.comparing import SHOWN_DIGITS, as_compared, hold_against
from app.sla.linting.findings import Finding, finding
from app.sla.periods import Period
from app.sla.quantities import decimal_text, round_to
from app.sla.sheets import Sheet, with_handled
from app.sla.terms import Path, Target, Terms

PERIODS = 12
FEWEST = 3


def history(terms: Terms, sheets: Sequence[Sheet]) -> Iterator[Finding]:
    """Findings from the reports of up to twelve whole periods; none when there are no reports."""
    if not sheets:
        return
    yield from reported(terms, frozenset(name for sheet in with_handled(sheets) for name in sheet.totals))
    for index, target in enumerate(terms.targets):
        if target.not_expressible:
            continue
        periods = _whole_periods(terms, target, sheets)
        lines = [judge(terms, target, period, sheets, period.end) for period in periods]
        judged = [line for line in lines if line.is_judged]
        here: Path = ("targets", index)
        yield from _never_met(here, target, judged)
        yield from _one_miss_fails(here, target, judged)
        yield from _rounding_flips(here, target, judged)


def reported(terms: Terms, measures: frozenset[str]) -> Iterator[Finding]:
    """Findings about measures that a target or the charges need and that no report brings."""
    for index, target in enumerate(terms.targets):
        lacking = sorted((target.measures | target.asks) - measures)
        if lacking:
            message = f"no report brings {', '.join(lacking)}; ask for it, or “{target.id}” is never judged"
            yield finding("measure_not_reported", ("targets", index, "metric"), message)
    charges = terms.charges.measure if terms.charges else None
    if charges and charges not in measures:
        message = f"no report brings {charges}; ask for it, or no credit can be reckoned"
        yield finding("measure_not_reported", ("charges", "measure"), message)


def _whole_periods(terms: Terms, target: Target, sheets: Sequence[Sheet]) -> list[Period]:
    """Up to twelve of the target's own windows, or of the contract's periods, that the reports cover."""
    first = min(sheet.first_day for sheet in sheets)
    last = max(sheet.last_day for sheet in sheets)
    found = terms.cadence_of(target).between(first, last)
    return [period for period in found if first <= period.start and period.last_day <= last][-PERIODS:]


def _never_met(here: Path, target: Target, judged: Sequence[Line]) -> Iterator[Finding]:
    if len(judged) >= FEWEST and all(line.verdict != "met" for line in judged):
        message = (
            f"“{target.id}” was missed in each of the last {len(judged)} periods; agree a level that can be"
            " reached, and a way there"
        )
        yield finding("never_met", (*here, "expected"), message)


def _one_miss_fails(here: Path, target: Target, judged: Sequence[Line]) -> Iterator[Finding]:
    volumes = [line.denominator for line in judged if line.denominator is not None and line.denominator > 0]
    forgiven = target.low_volume is not None and (target.low_volume.allow_failures or 0) > 0
    if target.metric.unit != "ratio" or not volumes or forgiven:
        return
    typical = median_low(volumes)
    one = 1 / typical
    single_failure = {"higher": 1 - one, "lower": one}.get(target.metric.direction)
    perfect = {"higher": Fraction(1), "lower": Fraction(0)}.get(target.metric.direction)
    if single_failure is None or perfect is None or not 0 <= single_failure <= 1:
        return
    if target.expected.holds(perfect) and not target.expected.holds(as_compared(target, single_failure)):
        message = (
            f"of {_few(typical)} in a typical period one failure is enough to miss"
            f" “{target.expected.text('ratio')}”; allow a number of failures, or measure over a longer time"
        )
        yield finding("one_miss_fails", (*here, "expected"), message)


def _few(value: Fraction) -> str:
    return decimal_text(round_to(value, SHOWN_DIGITS))


def _rounding_flips(here: Path, target: Target, judged: Sequence[Line]) -> Iterator[Finding]:
    exact = replace(target, round=None)
    flipped = [
        line for line in judged if line.value is not None and hold_against(exact, line.value) != line.verdict
    ]
    if flipped:
        message = (
            f"rounding decides {len(flipped)} of the last {len(judged)} verdicts; be sure that it is agreed"
        )
        yield finding("rounding_flips", (*here, "round"), message)
