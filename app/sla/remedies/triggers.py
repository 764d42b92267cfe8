"""Triggers to terminate (domain.md §7): findings, not money.

A finding is raised in the period that gives cause: the newest one of the history must itself count towards
it, so that a right which arose in March is not found again in April because nothing happened.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Literal

from app.sla.history import History, Whole
from app.sla.judging.verdicts import BELOW_MINIMUM, MISSES, Verdict
from app.sla.working import Step, step

Kind = Literal["in_a_row", "out_of", "points", "cap_reached"]


@dataclass(frozen=True, slots=True)
class Trigger:
    """What gives the right to terminate.

    ``in_a_row``: ``reach`` misses of a target one after the other. ``out_of``: ``reach`` misses of a target
    in ``within`` periods. ``points``: that many points in ``within`` periods. ``cap_reached``: credits that
    reach a cap of the contract in ``reach`` of ``within`` periods. ``targets``: each of these by itself,
    empty for each of the contract. ``level``: whether a miss is one of the expected level or of the minimum.
    """

    kind: Kind
    reach: Fraction
    within: int = 1
    targets: tuple[str, ...] = ()
    level: Literal["expected", "minimum"] = "expected"
    clause: str = ""

    def __post_init__(self) -> None:
        if self.reach <= 0 or self.within < 1:
            raise ValueError("a trigger needs at least one miss, point or period")
        if self.kind in ("out_of", "cap_reached") and self.reach > self.within:
            raise ValueError("so many misses cannot fall into so few periods")

    @property
    def kinds(self) -> frozenset[Verdict]:
        """The verdicts that count as a miss for it."""
        return MISSES if self.level == "expected" else BELOW_MINIMUM


@dataclass(frozen=True, slots=True)
class Finding:
    """A trigger that a period sets off: for which target, how far it came, and the whole period's label."""

    trigger: Trigger
    period: str
    reached: Fraction
    target: str = ""

    def step(self) -> Step:
        """The finding as a step of a working, so that it is told in words like one."""
        agreed = self.trigger
        inputs: dict[str, Fraction | str] = {"needed": agreed.reach, "within": str(agreed.within)}
        named = {"target": self.target, "level": agreed.level} if self.target else {}
        clause = {"clause": agreed.clause} if agreed.clause else {}
        return step(f"trigger_{agreed.kind}", self.reached, **inputs, **named, **clause)


def findings(triggers: Sequence[Trigger], history: History) -> tuple[Finding, ...]:
    """What the newest period of the history sets off; nothing for a history without periods."""
    newest = next(history.wholes(), None)
    if newest is None:
        return ()
    return tuple(found for trigger in triggers for found in _RULES[trigger.kind](trigger, history, newest))


def _in_a_row(trigger: Trigger, history: History, newest: Whole) -> Iterator[Finding]:
    for target in _missed(trigger, newest):
        yield from _reached(trigger, newest, history.streak(target, kinds=trigger.kinds), target)


def _out_of(trigger: Trigger, history: History, newest: Whole) -> Iterator[Finding]:
    for target in _missed(trigger, newest):
        count = history.count(target, trigger.within, kinds=trigger.kinds)
        yield from _reached(trigger, newest, count, target)


def _points(trigger: Trigger, history: History, newest: Whole) -> Iterator[Finding]:
    if any(part.points for part in newest.parts):
        yield from _reached(trigger, newest, history.points(trigger.within))


def _cap_reached(trigger: Trigger, history: History, newest: Whole) -> Iterator[Finding]:
    reached = [
        any(part.cap_reached for part in whole.parts) for whole in islice(history.wholes(), trigger.within)
    ]
    if reached[0]:
        yield from _reached(trigger, newest, sum(reached))


def _missed(trigger: Trigger, newest: Whole) -> list[str]:
    """The targets of the trigger that the newest period missed, by id."""
    judged = {target for part in newest.parts for target in part.lines}
    wanted = judged & set(trigger.targets) if trigger.targets else judged
    return sorted(target for target in wanted if newest.verdict(target) in trigger.kinds)


def _reached(trigger: Trigger, newest: Whole, reached: Fraction | int, target: str = "") -> Iterator[Finding]:
    if reached >= trigger.reach:
        yield Finding(trigger, newest.label, Fraction(reached), target)


_RULES: dict[Kind, Callable[[Trigger, History, Whole], Iterator[Finding]]] = {
    "in_a_row": _in_a_row,
    "out_of": _out_of,
    "points": _points,
    "cap_reached": _cap_reached,
}
