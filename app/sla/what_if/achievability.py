"""Achievability: how often the last periods would have met a proposed level."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from app.sla.agreed.levels import Level
from app.sla.scorecard import Scorecard
from app.sla.terms import Target, Terms
from app.sla.what_if.again import lines_under
from app.sla.what_if.ratchet import PERIODS


@dataclass(frozen=True, slots=True)
class Achievability:
    """A proposed level of a target, and the labels of the periods that would have met it, or missed it.

    Periods without a value (no data, excluded, too little volume, a report that never came) say nothing about
    what can be achieved and do not count.
    """

    target: Target
    level: Level
    met: tuple[str, ...]
    missed: tuple[str, ...]
    without_value: tuple[str, ...]

    @property
    def share(self) -> Fraction | None:
        """The share of the counted periods that would have met it; None when none counts."""
        counted = len(self.met) + len(self.missed)
        return Fraction(len(self.met), counted) if counted else None


def achievability(terms: Terms, target: Target, level: Level, cards: Sequence[Scorecard]) -> Achievability:
    """How often the last 12 of these cards, oldest first, would have met the level.

    The level replaces the expected one and the minimum; formula, scope, rounding and allowed failures are
    those of the terms.
    """
    proposed = replace(target, expected=level, minimum=level)
    seen = list(lines_under(terms, proposed, cards[-PERIODS:]))
    valued = [(label, line.verdict) for label, line in seen if line.value is not None]
    return Achievability(
        target=target,
        level=level,
        met=tuple(label for label, verdict in valued if verdict == "met"),
        missed=tuple(label for label, verdict in valued if verdict != "met"),
        without_value=tuple(label for label, line in seen if line.value is None),
    )
