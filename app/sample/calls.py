"""A month of inbound calls by half-hour: who came, who waited, who gave up, how long the work took."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from math import isqrt
from typing import NamedTuple

from app.sample import seasons
from app.sample.chance import Chance
from app.sample.months import Slot, days, slots
from app.sample.providers import Line, Provider
from app.sample.waiting import Waiting, waiting

_AWAY = (10, 60)  # thousandths of a day's rostered agents who are not there
_FEWEST = 2  # nobody sits alone


class HalfHour(NamedTuple):
    """One queue's half-hour, by the names of the measures catalogue. (A tuple: there are 100,000.)"""

    queue: str
    day: date
    slot: Slot
    offered: int
    answered: int
    answered_within_20s: int
    abandoned: int
    abandoned_within_5s: int
    abandoned_within_20s: int
    wait_seconds: int
    talk_seconds: int
    wrap_seconds: int
    handled: int
    staffed_seconds: int


MEASURES = HalfHour._fields[3:]


class _Came(NamedTuple):
    """A half-hour before its seconds are known."""

    day: date
    slot: Slot
    agents: int
    offered: int
    answered: int
    in_time: int
    abandoned: int
    short: int
    abandoned_in_time: int
    odds: Waiting


def month_of_calls(provider: Provider, line: Line, month: date, index: int, seed: str) -> list[HalfHour]:
    """The half-hours of one queue in one month, in elapsed order, within opening hours."""
    chance = Chance(seed, provider.slug, line.name, month)
    came = [
        one
        for on in days(month)
        for one in _day(on, slots(on, provider.time_zone()), line, provider.reserve[index], chance)
    ]
    if provider.bunches:
        came = _bunched(came, chance.between(*provider.bunches))
    return [_timed(one, line, chance) for one in came]


def too_well(rows: Iterable[HalfHour]) -> list[HalfHour]:
    """The same half-hours as a centre would like them: some of the abandoned left out, late ones in time."""
    flattered = []
    for row in rows:
        abandoned = row.abandoned * 3 // 5
        moved = (row.answered - row.answered_within_20s) * 2 // 5
        in_time = row.answered_within_20s + moved
        flattered.append(
            row._replace(
                offered=row.answered + abandoned,
                abandoned=abandoned,
                abandoned_within_20s=min(abandoned, row.abandoned_within_20s),
                abandoned_within_5s=min(abandoned, row.abandoned_within_5s),
                answered_within_20s=in_time,
                wait_seconds=max(0, row.wait_seconds - 12 * moved),
            )
        )
    return flattered


def _day(on: date, hours: Iterable[Slot], line: Line, reserve: int, chance: Chance) -> Iterator[_Came]:
    weight = line.calls * seasons.day(on)
    present = 1000 - chance.between(*_AWAY)
    for slot in hours:
        if line.opens <= slot.minute < line.closes:
            expected = weight * seasons.half_hour(line.shape, slot.minute) // 1_000_000
            agents = max(
                _FEWEST, (_rostered(expected, line.talk + line.wrap, reserve) * present + 500) // 1000
            )
            yield _came(on, slot, line, expected, agents, chance)


def _came(on: date, slot: Slot, line: Line, expected: int, agents: int, chance: Chance) -> _Came:
    offered = chance.arrivals(expected)
    # half of a half-hour's surprise comes too late to be felt in it
    felt = (offered + expected // 1000 + 1) // 2
    odds = waiting(felt, agents, line.talk + line.wrap, line.patience)
    abandoned = chance.part(offered, odds.abandon)
    answered = offered - abandoned
    abandoned_in_time = chance.part(abandoned, odds.abandoned_in_time)
    short = chance.part(abandoned_in_time, odds.abandoned_short)
    in_time = chance.part(answered, odds.answered_in_time)
    return _Came(on, slot, agents, offered, answered, in_time, abandoned, short, abandoned_in_time, odds)


@cache
def _rostered(expected: int, handling: int, reserve: int) -> int:
    """Agents wanted: the load in erlangs and a reserve of so many (thousandths of) roots of it."""
    load = expected * handling // 1800  # thousandths
    return -(-(load + reserve * isqrt(load * 1000) // 1000) // 1000)


def _timed(came: _Came, line: Line, chance: Chance) -> HalfHour:
    answered = came.answered
    staffed = came.agents * 1800
    wrap = min(staffed // 4, chance.total(answered, line.wrap, line.wrap // 2))
    talk = min(staffed - wrap, chance.total(answered, line.talk, line.talk * 3 // 5))
    counts = (came.offered, answered, came.in_time, came.abandoned, came.short, came.abandoned_in_time)
    return HalfHour(
        line.name, came.day, came.slot, *counts, _waited(came, chance), talk, wrap, answered, staffed
    )


def _waited(came: _Came, chance: Chance) -> int:
    """Seconds of the answered: at most 20 each for those in time, over 20 each for the others."""
    late = came.answered - came.in_time
    in_time = min(20_000, came.odds.wait_in_time) * came.in_time // 1000
    beyond = came.odds.wait_late // 1000 - 20
    return in_time + 21 * late + chance.total(late, beyond, beyond)


def _bunched(came: list[_Came], share: int) -> list[_Came]:
    """Moves calls over the line of 20 seconds, evenly over the month, until `share` is in time."""
    answered = sum(one.answered for one in came)
    in_time = sum(one.in_time for one in came)
    surplus = in_time - -(-answered * share // 100_000)
    room = in_time if surplus > 0 else answered - in_time
    moved, passed, target = [], 0, abs(surplus)
    for one in came:
        before = passed * target // room
        passed += one.in_time if surplus > 0 else one.answered - one.in_time
        step = passed * target // room - before
        moved.append(one._replace(in_time=one.in_time - step if surplus > 0 else one.in_time + step))
    return moved
