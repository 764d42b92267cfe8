"""What is stated once a day: the bill, the surveys, what was resolved at first contact."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import NamedTuple

from app.sample.calls import HalfHour
from app.sample.chance import Chance
from app.sample.providers import Line, Provider

_ANSWERS_A_SURVEY = 90_000  # millionths of the handled
_CAN_BE_RESOLVED = 880_000
_CONTENT_IN_TIME = 910_000
_CONTENT_LATE = 640_000


class DayFigures(NamedTuple):
    """One queue's day; `cost` in minor units of the provider's currency."""

    queue: str
    day: date
    cost: int
    surveys_answered: int
    surveys_satisfied: int
    resolvable: int
    resolved_first_contact: int


MEASURES = DayFigures._fields[2:]


def month_of_days(
    provider: Provider, line: Line, calls: Iterable[HalfHour], seed: str
) -> Iterator[DayFigures]:
    """The day figures that follow from a month's half-hours, oldest first."""
    chance: Chance | None = None
    for on, rows in groupby(calls, key=lambda row: row.day):
        chance = chance or Chance(seed, provider.slug, line.name, "days", on)
        yield _figures(provider, line, on, list(rows), chance)


def _figures(provider: Provider, line: Line, on: date, rows: list[HalfHour], chance: Chance) -> DayFigures:
    answered = sum(row.answered for row in rows)
    in_time = sum(row.answered_within_20s for row in rows)
    staffed = sum(row.staffed_seconds for row in rows)
    asked = chance.part(in_time, _ANSWERS_A_SURVEY)
    asked_late = chance.part(answered - in_time, _ANSWERS_A_SURVEY)
    resolvable = chance.part(answered, _CAN_BE_RESOLVED)
    return DayFigures(
        queue=line.name,
        day=on,
        cost=staffed * provider.hourly // 3600 + answered * provider.per_call,
        surveys_answered=asked + asked_late,
        surveys_satisfied=chance.part(asked, _CONTENT_IN_TIME) + chance.part(asked_late, _CONTENT_LATE),
        resolvable=resolvable,
        resolved_first_contact=chance.part(resolvable, line.resolved * 1000),
    )
