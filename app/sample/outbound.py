"""A month of an outbound campaign by list and day: records, attempts, conversations, results, revenue."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from app.sample.chance import Chance
from app.sample.months import days
from app.sample.providers import Campaign, Provider

_SATURDAY = 5
_SHARE_A_DAY = 38_000  # millionths of the month's records first tried on a working day
_AGAIN = 450_000
_CONNECTS = 420_000
_REACHES_A_PERSON = 560_000
_IS_PITCHED = 830_000
_ASKS_TO_CALL_BACK = 180_000
_SAYS_NEVER_AGAIN = 30_000
_IS_BUSY = 130_000
_IS_NO_NUMBER = 90_000
_SECONDS_A_DIAL = 75
_SECONDS_A_PITCH = 260
_PLANNED_A_RECORD = 385_000  # millionths of the records tried that the plan takes to hear an offer


class DayOfList(NamedTuple):
    """One list's day of a campaign; money in minor units. Every dial has one result, so they add up."""

    queue: str
    segment: str
    day: date
    records: int  # loaded that day
    records_attempted: int  # for the first time
    dials: int
    connected: int
    contacts: int
    pitches: int
    successes: int
    planned_successes: int
    refusals: int
    staffed_seconds: int
    revenue: int
    cost: int
    results: tuple[int, ...]  # in the order of RESULTS


RESULTS = ("SALE", "REFUSED", "CALLBACK", "NEVER_AGAIN", "MACHINE", "NO_ANSWER", "BUSY", "BAD_NUMBER")
MEASURES = DayOfList._fields[3:-1]


def month_of_campaign(provider: Provider, campaign: Campaign, month: date, seed: str) -> Iterator[DayOfList]:
    """Every day of every list, by day; nobody dials on Saturday and Sunday, which is stated as zeros."""
    chance = Chance(seed, provider.slug, campaign.name, month)
    left = {name: records for name, (records, _) in campaign.lists.items()}
    planned = {name: _plan(campaign, name, month) for name in campaign.lists}
    for on in days(month):
        for name, (records, _) in campaign.lists.items():
            wanted = chance.total(1, records * _SHARE_A_DAY // 1_000_000, records // 150)
            tried = min(left[name], wanted) if on.weekday() < _SATURDAY else 0
            left[name] -= tried
            loaded = records if on.day == 1 else 0
            made = _day_of_list(provider, campaign, name, on, loaded, tried, chance)
            yield made._replace(planned_successes=planned[name].get(on, 0))


def _plan(campaign: Campaign, name: str, month: date) -> dict[date, int]:
    """The successes that were planned for each working day; together they are the month's plan."""
    working = [on for on in days(month) if on.weekday() < _SATURDAY]
    records, bought = campaign.lists[name]
    each = records * _SHARE_A_DAY * _PLANNED_A_RECORD * bought // 10**9
    to_date = [each * number // 10**6 for number in range(len(working) + 1)]
    return {on: to_date[number + 1] - to_date[number] for number, on in enumerate(working)}


def _day_of_list(
    provider: Provider, campaign: Campaign, name: str, on: date, loaded: int, tried: int, chance: Chance
) -> DayOfList:
    dials = tried + chance.part(2 * tried, _AGAIN)
    connected = chance.part(dials, _CONNECTS)
    contacts = chance.part(connected, _REACHES_A_PERSON)
    pitches = chance.part(contacts, _IS_PITCHED)
    successes = chance.part(pitches, campaign.lists[name][1] * 1000)
    results = (
        *_answers(contacts, successes, chance),
        connected - contacts,
        *_silence(dials - connected, chance),
    )
    staffed = chance.total(dials, _SECONDS_A_DIAL, 40) + chance.total(pitches, _SECONDS_A_PITCH, 90)
    return DayOfList(
        queue=campaign.name,
        segment=name,
        day=on,
        records=loaded,
        records_attempted=tried,
        dials=dials,
        connected=connected,
        contacts=contacts,
        pitches=pitches,
        successes=successes,
        planned_successes=0,
        refusals=results[1] + results[3],
        staffed_seconds=staffed,
        revenue=successes * campaign.price,
        cost=staffed * provider.hourly // 3600 + dials * 4,
        results=results,
    )


def _answers(contacts: int, successes: int, chance: Chance) -> tuple[int, int, int, int]:
    """What the people who were reached said: SALE, REFUSED, CALLBACK, NEVER_AGAIN."""
    callbacks = chance.part(contacts - successes, _ASKS_TO_CALL_BACK)
    never = chance.part(contacts - successes - callbacks, _SAYS_NEVER_AGAIN)
    return successes, contacts - successes - callbacks - never, callbacks, never


def _silence(unconnected: int, chance: Chance) -> tuple[int, int, int]:
    """Why nobody was connected: NO_ANSWER, BUSY, BAD_NUMBER."""
    busy = chance.part(unconnected, _IS_BUSY)
    bad = chance.part(unconnected - busy, _IS_NO_NUMBER)
    return unconnected - busy - bad, busy, bad
