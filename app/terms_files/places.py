"""Places whose public holidays are known: those of the `holidays` library."""

from collections.abc import Mapping, Sequence
from functools import cache

import holidays


def is_known(place: str) -> bool:
    """Whether the holidays of a country (CN) or of a part of one (US-CA) are known."""
    country, _, part = place.partition("-")
    if not country:  # finding out what the library knows loads every country
        return False
    parts = _parts_of_countries().get(country)
    return parts is not None and (not part or part in parts)


@cache
def _parts_of_countries() -> Mapping[str, Sequence[str]]:
    return holidays.list_supported_countries()
