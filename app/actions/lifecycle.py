"""The life of a finding, from the verdicts of its target's periods. Pure.

A missed period opens it. It closes itself only after `needed` met periods in a row, and a later miss opens
the same one again: what came back was not mended. Periods without a verdict (no data, excluded, too little
volume, provisional) pause the count; they neither close a finding nor break the row. So the whole course
follows from the verdicts alone: a corrected report moves it as it moves the scorecard.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Literal

Outcome = Literal["met", "missed", "paused"]
State = Literal["open", "closed"]
What = Literal["opened", "missed", "met", "closed", "reopened"]

DEFAULT_PERIODS: Final = 3  # met in a row, where neither the terms nor the client say otherwise
IN_TIME: Final = Fraction(98, 100)  # of the complaints, where the client says nothing else
MISSED: Final = frozenset({"below_expected", "below_minimum", "deemed_failed"})


@dataclass(frozen=True, slots=True)
class Point:
    """What became of one period."""

    label: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that a period did to a finding."""

    what: What
    label: str


@dataclass(frozen=True, slots=True)
class Course:
    """Where a finding stands, since which missed period, how many were met in a row since the last miss."""

    state: State
    opened: str
    met_in_a_row: int
    turns: tuple[Turn, ...] = field(default=())


def outcome_of(verdict: str, *, provisional: bool) -> Outcome:
    """What a verdict means for a finding; nothing while it may still change."""
    if provisional or verdict not in MISSED | {"met"}:
        return "paused"
    return "met" if verdict == "met" else "missed"


def in_time(on_time: Fraction | None, complaints: Fraction | None, share: Fraction = IN_TIME) -> Outcome:
    """Whether so many of the complaints were handled in time; none at all, or none stated, says nothing."""
    if on_time is None or not complaints:
        return "paused"
    return "met" if on_time / complaints >= share else "missed"


def course_of(points: Iterable[Point], needed: int) -> Course | None:
    """The course of a finding through the periods in order; None where nothing was ever missed."""
    now: Course | None = None
    for point in points:
        if point.outcome == "missed":
            now = _missed(now, point.label)
        elif point.outcome == "met" and now is not None and now.state == "open":
            now = _met(now, point.label, needed)
    return now


def _missed(now: Course | None, label: str) -> Course:
    if now is None:
        return Course("open", label, 0, (Turn("opened", label),))
    if now.state == "closed":
        return Course("open", label, 0, (*now.turns, Turn("reopened", label)))
    return Course("open", now.opened, 0, (*now.turns, Turn("missed", label)))


def _met(now: Course, label: str, needed: int) -> Course:
    row = now.met_in_a_row + 1
    turns = (*now.turns, Turn("met", label))
    if row < needed:
        return Course("open", now.opened, row, turns)
    return Course("closed", now.opened, row, (*turns, Turn("closed", label)))
