"""Filling a window into an address or a body: a closed set of places, nothing is evaluated."""

import re
from zoneinfo import ZoneInfo

from app.sources.windows import Window

PLACE = re.compile(r"\{(\w*)\}")
PLACES = ("start", "end", "last", "start_utc", "end_utc")


def unknown_places(text: str) -> list[str]:
    """Return the names in braces that are none of ours, in their order."""
    return [name for name in PLACE.findall(text) if name not in PLACES]


def fill(text: str, window: Window, zone: ZoneInfo) -> str:
    """Return the text with its places filled; braces around anything else stay.

    `{start}` and `{end}` are days as YYYY-MM-DD, the end excluded; `{last}` is the last day included;
    `{start_utc}` and `{end_utc}` are the zone's midnights as 2026-01-01T00:00:00Z.
    """
    start, end = window.instants(zone)
    values = {
        "start": window.start.isoformat(),
        "end": window.end.isoformat(),
        "last": window.last.isoformat(),
        "start_utc": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "end_utc": f"{end:%Y-%m-%dT%H:%M:%SZ}",
    }
    return PLACE.sub(lambda place: values.get(place.group(1), place.group()), text)
