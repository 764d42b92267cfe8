"""Deciding where both sides measured and differ: the lower value, provisionally, or the client's counts.

The lower value is the one that is worse for what was promised: of two abandonment rates the higher one. The
verdict says that it may change until the sides are at one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from app.sla.judging.reckoning import own_or_known, span_of
from app.sla.judging.scope import in_scope
from app.sla.judging.verdicts import worst
from app.sla.leaving_out.leave_out import Left
from app.sla.periods import Period
from app.sla.quantities import decimal_text
from app.sla.reconciling.compare import Compared, Reconcile, compare, laid_over
from app.sla.sheets import Sheet
from app.sla.terms import Target, Terms
from app.sla.working import Step

if TYPE_CHECKING:
    from app.sla.judge import Line

SIDES_DISAGREE = "sides_disagree"


@dataclass(frozen=True, slots=True)
class Differing:
    """What the sides differ in beyond the tolerance, what follows, and the other side's counts."""

    measures: tuple[Compared, ...]
    follows: Literal["dispute", "client_counts"]
    sheets: Sequence[Sheet]


def differing(
    terms: Terms, target: Target, period: Period, left: Left, other_over: Callable[[Period], Left | None]
) -> Differing | None:
    """Whether the sides differ in what the target needs; None while they agree, or one has said nothing.

    ``other_over`` gives what is left of the other side's sheets over a span: the same is left out of either.
    """
    rule = terms.reconcile
    span, names = span_of(terms, target, period), target.metric.measures
    other = None if rule is None else other_over(span)
    if rule is None or other is None:
        return None
    own, theirs = (in_scope(terms, target, span, side.sheets) for side in (left, other))
    beyond = tuple(one for one in compared(terms, rule, names, own, theirs) if one.is_beyond)
    return Differing(beyond, rule.beyond, laid_over(own, theirs, sorted(names))) if beyond else None


def compared(
    terms: Terms, rule: Reconcile, names: frozenset[str], own: Sequence[Sheet], theirs: Sequence[Sheet]
) -> list[Compared]:
    """The reconciled measures among these names, as both sides state them."""
    provider, client = (own, theirs) if terms.measured_by == "provider" else (theirs, own)
    return [
        compare(name, provider, client, rule.tolerance, lambda wanted: own_or_known(terms, wanted))
        for name in rule.measures
        if name in names
    ]


def decide(
    terms: Terms, sides: Differing, line: "Line", again: Callable[[Sequence[Sheet]], "Line"]
) -> "Line":
    """The line that counts where the sides differ; ``again`` judges the target on other sheets."""
    found = line
    if sides.follows == "dispute":
        low = lower(line, again(sides.sheets))
        found = replace(low, provisional=(*low.provisional, SIDES_DISAGREE))
    elif terms.measured_by != "client":
        found = again(sides.sheets)
    steps = tuple(_step(one, sides.follows) for one in sides.measures)
    return replace(found, working=(*steps, *found.working))


def lower(line: "Line", other: "Line") -> "Line":
    """The line with the value that is worse for what was promised; the first where neither is.

    Where less is better that is the higher value; where neither is better, the one with the worse verdict.
    """
    if line.value is None or other.value is None:
        return line
    direction = line.target.metric.direction
    if direction == "higher":
        return other if other.value < line.value else line
    if direction == "lower":
        return other if other.value > line.value else line
    is_worse = other.verdict != line.verdict and worst((line.verdict, other.verdict)) == other.verdict
    return other if is_worse else line


def _step(one: Compared, follows: str) -> Step:
    figures = (("provider", one.provider), ("client", one.client), ("difference", one.apart))
    inputs = {
        "measure": one.measure,
        **{key: decimal_text(value) for key, value in figures if value is not None},
        "tolerance": decimal_text(100 * one.tolerance) + "%",
    }
    return Step("sides_differ", inputs, follows)
