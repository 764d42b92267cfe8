"""Proposed calendars: the public holidays of a country in one year, as the `holidays` library knows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.metadata import version
from types import MappingProxyType

import holidays

from app.terms_files.places import is_known

SOURCE = f"holidays {version('holidays')}"
FIRST_YEAR, LAST_YEAR = 1950, 2100


@dataclass(frozen=True, slots=True)
class Proposal:
    """The days off by their English names, and the weekend days that are worked to make up for some."""

    holidays: Mapping[date, str]
    makeup_days: frozenset[date]


NOTHING_PROPOSED = Proposal(MappingProxyType({}), frozenset())


@lru_cache(maxsize=512)
def propose_year(place: str, year: int) -> Proposal:
    """What the library knows of a country (CN) or a part of it (US-CA) in a year; else nothing.

    Make-up days are published about a year ahead (China's, by the State Council each November), so those of a
    later year are missing: a reason why somebody confirms each year.
    """
    if not is_known(place) or not FIRST_YEAR <= year <= LAST_YEAR:
        return NOTHING_PROPOSED
    country, _, part = place.partition("-")
    language = _english(country)
    found = holidays.country_holidays(country, subdiv=part or None, years=year, language=language)
    named = {day: name for day, name in sorted(found.items()) if day.year == year}
    worked = frozenset(day for day in found.weekend_workdays if day.year == year)
    return Proposal(MappingProxyType(named), worked)


def _english(country: str) -> str | None:
    """The library's English for this country; None where it has one language alone."""
    languages = holidays.list_localized_countries().get(country, [])
    return next((code for code in languages if code.startswith("en")), None)
