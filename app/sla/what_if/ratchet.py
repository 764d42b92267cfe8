"""Ratchet: the level that the next contract could ask for, from what the last periods achieved.

The proposal is the midpoint between the agreed expected level and what was achieved on average over the last
12 judged periods: agreed 80 %, achieved 86 %, proposed 83 %. Fixing a level midway between the one stated and
the one measured is a usual clause where a level is first presumed and then measured (Overly and Karlyn, “A
Guide to IT Contracting”, on presumptive service levels: 96 % presumed and 98 % achieved give 97 %). The
proposal is never looser than the agreed level, so it only ever tightens: a ratchet.

On average means Σ numerators / Σ denominators over the periods; a mean of rates is a defect (domain.md §2).
A target with windows of its own (weeks, quarters) is seen by those that end in the last 12 periods. Windows
without a value (no data, excluded, too little volume, a report that never came) do not count. All are
judged as the terms of today judge them, so that an amended formula is not mixed with its forerunner.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from app.sla.agreed.levels import Level
from app.sla.formula import NoData, evaluate
from app.sla.judge import Line
from app.sla.judging.comparing import SHOWN_DIGITS
from app.sla.judging.reckoning import own_or_known
from app.sla.quantities import decimal_text
from app.sla.scorecard import Scorecard
from app.sla.terms import Target, Terms
from app.sla.what_if.again import lines_under
from app.sla.working import Step, step

PERIODS = 12
Reason = Literal[
    "",
    "no_period_has_a_value",
    "not_expressible",
    "two_sided_level",
    "level_against_the_metric",
    "not_one_ratio",
    "not_better",
]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to ask for next. ``proposed`` is the agreed level where ``reason`` says why nothing else is.

    ``counted`` and ``without_value`` are the labels of the periods.
    """

    target: Target
    achieved: Fraction | None
    proposed: Level
    reason: Reason
    counted: tuple[str, ...]
    without_value: tuple[str, ...]
    working: tuple[Step, ...] = ()


def ratchet(terms: Terms, target: Target, cards: Sequence[Scorecard]) -> Proposal:
    """The midpoint proposal for a target of these terms, from the last 12 of these cards, oldest first."""
    seen = list(lines_under(terms, target, cards[-PERIODS:]))
    lines = [line for _, line in seen if line.value is not None]
    counted = tuple(label for label, line in seen if line.value is not None)
    without = tuple(label for label, line in seen if line.value is None)
    agreed = target.expected
    if target.not_expressible:
        return Proposal(target, None, agreed, "not_expressible", counted, without)
    if not lines:
        return Proposal(target, None, agreed, "no_period_has_a_value", counted, without)
    achieved, added = _average(terms, target, lines)
    if achieved is None:
        return Proposal(target, None, agreed, "not_one_ratio", counted, without)
    proposed, reason = _midway(target, achieved)
    working = (*added, *_told(target, achieved, proposed, reason))
    return Proposal(target, achieved, proposed, reason, counted, without, working)


def _average(terms: Terms, target: Target, lines: Sequence[Line]) -> tuple[Fraction | None, tuple[Step, ...]]:
    """What was achieved over all lines: by the ratio of sums, or the mean of what is counted by period."""
    over = sum((line.numerator for line in lines if line.numerator is not None), Fraction(0))
    under = sum((line.denominator for line in lines if line.denominator is not None), Fraction(0))
    if under and all(line.denominator is not None for line in lines):
        by = step("achieved", over / under, numerator=over, denominator=under, periods=Fraction(len(lines)))
        return over / under, (by,)
    if "/" in target.metric.formula.text:
        return _over_sums(terms, target, lines)
    values = [line.value for line in lines if line.value is not None]
    mean = sum(values, Fraction(0)) / len(values)
    return mean, (step("achieved_a_period", mean, periods=Fraction(len(values))),)


def _over_sums(
    terms: Terms, target: Target, lines: Sequence[Line]
) -> tuple[Fraction | None, tuple[Step, ...]]:
    """The formula over the sums of its measures; None where they do not add up, or a procedure gives them."""
    formula = target.metric.formula
    adds = {own_or_known(terms, name).adds for name in target.metric.measures}
    if target.metric.procedure is not None or adds != {"sum"}:
        return None, ()
    sums = {n: sum((line.totals[n].value for line in lines), Fraction(0)) for n in formula.names}
    result = evaluate(formula, sums)
    if isinstance(result, NoData):
        return None, ()
    periods = Fraction(len(lines))
    return result, (step("achieved_in_sum", result, formula=formula.text, periods=periods),)


def _midway(target: Target, achieved: Fraction) -> tuple[Level, Reason]:
    """The level midway, never looser than the agreed one, in digits that people write."""
    agreed = target.expected
    edge = _one_edge(agreed)
    if edge is None:
        return agreed, "two_sided_level"
    at, rising = edge
    if target.metric.direction == ("lower" if rising else "higher"):
        return agreed, "level_against_the_metric"
    midpoint = (at + achieved) / 2
    proposed = _written(target, at, max(at, midpoint) if rising else min(at, midpoint), rising)
    return (agreed, "not_better") if proposed == agreed else (proposed, "")


def _one_edge(level: Level) -> tuple[Fraction, bool] | None:
    """The only edge of a level, and whether a higher value is better; None where it has two."""
    if level.high is None and level.low is not None:
        return level.low, True
    if level.low is None and level.high is not None:
        return level.high, False
    return None


def _written(target: Target, edge: Fraction, midpoint: Fraction, rising: bool) -> Level:
    """The midpoint cut towards the agreed edge, with the digits of the terms' rounding or of the edge."""
    scale = target.metric.shown_scale
    written = len(decimal_text(edge * scale).partition(".")[2])
    digits = max(target.round.digits if target.round else SHOWN_DIGITS, written)
    unit = scale * 10**digits
    if rising:
        return Level(low=Fraction(floor(midpoint * unit), unit), low_included=target.expected.low_included)
    return Level(high=Fraction(ceil(midpoint * unit), unit), high_included=target.expected.high_included)


def _told(target: Target, achieved: Fraction, proposed: Level, reason: Reason) -> tuple[Step, ...]:
    if reason:
        return ()
    unit = target.metric.unit
    return (step("midpoint", proposed.text(unit), agreed=target.expected.text(unit), achieved=achieved),)
