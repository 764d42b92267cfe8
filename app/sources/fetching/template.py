"""Filling a window into an address or a JSON body: a closed set of places, nothing is evaluated.

A body is JSON whose strings hold the places. It is filled as a value and written as JSON afterwards, so
nothing that is filled in can end a string or add a field. A string that is nothing but a place for a number
becomes that number: `"{start_ms}"` is 1767196800000.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.sources.fetching.windows import Window

PLACE = re.compile(r"\{\{(\w*)\}\}|\{(\w*)(:text)?\}", re.ASCII)
Value = str | int
PLACES = {
    "start": "first day of the window, 2026-01-01",
    "end": "day after its last, 2026-02-01",
    "last": "last day, 2026-01-31",
    "start_utc": "its first midnight in the contract's time zone, as 2025-12-31T16:00:00Z",
    "end_utc": "the midnight that ends it, as 2026-01-31T16:00:00Z",
    "start_local": "its first midnight as 2026-01-01T00:00:00+08:00",
    "end_local": "the midnight that ends it as 2026-02-01T00:00:00+08:00",
    "start_s": "its first midnight in seconds since 1970, a number",
    "end_s": "the midnight that ends it in seconds since 1970, a number",
    "start_ms": "its first midnight in milliseconds since 1970, a number",
    "end_ms": "the midnight that ends it in milliseconds since 1970, a number",
    "zone": "the contract's time zone, Asia/Shanghai",
}


def values_of(window: Window, zone: ZoneInfo) -> dict[str, Value]:
    """Return what each place stands for; instants are the zone's midnights of `start` and `end`."""
    values: dict[str, Value] = {
        "start": window.start.isoformat(),
        "end": window.end.isoformat(),
        "last": window.last.isoformat(),
        "zone": zone.key,
    }
    for name, instant in zip(("start", "end"), window.instants(zone), strict=True):
        seconds = int((instant - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())
        values |= {
            f"{name}_utc": f"{instant:%Y-%m-%dT%H:%M:%SZ}",
            f"{name}_local": instant.astimezone(zone).isoformat(timespec="seconds"),
            f"{name}_s": seconds,
            f"{name}_ms": seconds * 1000,
        }
    return values


def unknown_places(text: str) -> list[str]:
    """Return the names in braces that are none of ours, in their order; `{{name}}` is text and no place."""
    found = PLACE.finditer(text)
    return [place[2] for place in found if place[2] is not None and place[2] not in PLACES]


def unknown_in_json(node: Any, where: str) -> Iterator[tuple[str, str]]:
    """Yield where in a JSON value there is a place that is none of ours, and its name."""
    if isinstance(node, dict):
        for key, part in node.items():
            yield from unknown_in_json(part, f"{where}.{key}")
    elif isinstance(node, list):
        for number, part in enumerate(node):
            yield from unknown_in_json(part, f"{where}.{number}")
    elif isinstance(node, str):
        yield from ((where, name) for name in unknown_places(node))


def fill(text: str, window: Window, zone: ZoneInfo) -> str:
    """Return the address with its places filled; `{{start}}` becomes `{start}`, other braces stay."""
    values = {name: str(value).replace("+", "%2B") for name, value in values_of(window, zone).items()}
    return _filled(text, values)


def fill_json(node: Any, window: Window, zone: ZoneInfo) -> Any:
    """Return the JSON value with the places in its strings filled; the names of fields stay as they are.

    A string that is one place alone has its type: a number for seconds and milliseconds, text when it is
    written `{start_ms:text}`.
    """
    return _filled_json(node, values_of(window, zone))


def _filled_json(node: Any, values: Mapping[str, Value]) -> Any:
    if isinstance(node, dict):
        return {key: _filled_json(part, values) for key, part in node.items()}
    if isinstance(node, list):
        return [_filled_json(part, values) for part in node]
    if not isinstance(node, str):
        return node
    whole = PLACE.fullmatch(node)
    typed = values.get(whole[2]) if whole and whole[2] and not whole[3] else None
    return _filled(node, values) if typed is None else typed


def _filled(text: str, values: Mapping[str, Value]) -> str:
    def one(place: re.Match[str]) -> str:
        if place[1] is not None:
            return f"{{{place[1]}}}"
        return str(values.get(place[2], place[0]))

    return PLACE.sub(one, text)
