"""Comparing a value with what was agreed: rounding, verdict, share of the weight, and how it is shown."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Literal

from app.sla.formula import NoData, evaluate
from app.sla.judging.verdicts import Verdict
from app.sla.quantities import decimal_text, fixed_text, round_to
from app.sla.remedies.bands import BandsRemedy
from app.sla.remedies.per_point import PerPointRemedy
from app.sla.remedies.percent_bands import PercentBandsRemedy
from app.sla.remedies.points import PointsRemedy
from app.sla.sheets import Total
from app.sla.terms import Banded, Target

MOST_DERIVED = 8
SHOWN_DIGITS = 2


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
    written as 80.00 %; digits are added until the shown value gets the same verdict and the same band.
    """
    scale = target.metric.shown_scale
    if target.round is not None:
        return fixed_text(target.round.apply(value * scale), target.round.digits) + target.metric.shown_unit
    own = outcome(target, value)
    for digits in range(SHOWN_DIGITS, 13):
        rounded = round_to(value * scale, digits)
        if outcome(target, rounded / scale) == own:
            return fixed_text(rounded, digits) + target.metric.shown_unit
    return decimal_text(value * scale) + target.metric.shown_unit


def outcome(target: Target, value: Fraction) -> tuple[str, object]:
    """What follows from a compared value: the verdict, and the band where the remedy has bands.

    Which of several bands in shares is the worst depends on the charges, so there it is all that hold it.
    """
    remedy = target.remedy
    if isinstance(remedy, BandsRemedy):
        return hold_against(target, value), remedy.band_of(value)
    bands = remedy.bands if isinstance(remedy, PercentBandsRemedy | PointsRemedy) else ()
    return hold_against(target, value), tuple(band for band in bands if band.span.holds(value))


def share_achieved(target: Target, verdict: Verdict, compared: Fraction) -> Fraction:
    """The share of the weight that is achieved: all when met, by position when ``between: linear``."""
    if verdict == "met":
        return Fraction(1)
    if verdict != "below_expected" or target.between != "linear" or not target.has_minimum:
        return Fraction(0)
    pairs = ((target.minimum.low, target.expected.low), (target.minimum.high, target.expected.high))
    for floor, goal in pairs:
        if floor is not None and goal is not None and floor != goal:
            share = (compared - floor) / (goal - floor)
            if 0 <= share <= 1:
                return share
    return Fraction(0)


def could_differ(target: Target, totals: Mapping[str, Total]) -> bool:
    """Whether verdict or band could be another one within what the rounded rates leave open.

    Every derived total may be off by its slack either way, so the formula is reckoned at each corner; an
    edge of a level or band that lies between the least and the greatest result is one that may be crossed.
    With very many derived totals the corners are too many to try: then it could.
    """
    if sum(1 for total in totals.values() if total.slack) > MOST_DERIVED:
        return True
    results = [evaluate(target.metric.formula, moved) for moved in _corners(totals)]
    values = [as_compared(target, result) for result in results if not isinstance(result, NoData)]
    if len(values) < len(results) or len({_follows(target, value) for value in values}) > 1:
        return True
    return any(min(values) < edge < max(values) for edge in _edges(target))


def _follows(target: Target, value: Fraction) -> object:
    """The outcome, and where each point has its price, how many were missed."""
    remedy = target.remedy
    if not isinstance(remedy, PerPointRemedy) or remedy.per != "point":
        return outcome(target, value)
    return hold_against(target, value), remedy.points_missed(target.level(remedy.level), value)


def _corners(totals: Mapping[str, Total]) -> Iterator[dict[str, Fraction]]:
    spread = [
        [total.value] if not total.slack else [total.value - total.slack, total.value + total.slack]
        for total in totals.values()
    ]
    return (dict(zip(totals, corner, strict=True)) for corner in product(*spread))


def _edges(target: Target) -> list[Fraction]:
    levels = (target.expected, target.minimum)
    edges = [edge for level in levels for edge in (level.low, level.high) if edge is not None]
    remedy = target.remedy
    return edges + (remedy.edges() if isinstance(remedy, Banded) else [])
