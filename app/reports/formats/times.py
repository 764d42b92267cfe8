"""Times of day from cells, and the wall clock: which interval of which local day a stamp is.

A day has as many intervals as its length gives: 46, 48 or 50 half-hours where the clock changes. A wall
time that the clock skipped is a fault; one that it showed twice needs an offset.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.reports.refusal import shown

_CLOCK = r"([0-9]{1,2})(?::([0-5][0-9])(?::([0-5][0-9])(?:\.0{1,9})?)?)?\s*([AaPp])?\.?(?:[Mm]\.?)?"
_TIME = re.compile(rf"{_CLOCK}\s*(Z|z|[+-][0-9]{{2}}:?[0-9]{{2}})?", re.ASCII)
_RANGE = re.compile(rf"{_CLOCK}\s*(?:-|–|—|~|～|至|to)\s*{_CLOCK}", re.ASCII)
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day: minutes after midnight, the length of its range and its offset from UTC in
    minutes, if any.
    """

    minute: int
    length: int | None = None
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class NotATime:
    """Why a cell is no time: a stable code and a sentence."""

    code: str
    message: str


def clock_of(cell: str, stamp: bool) -> Clock | NotATime:
    """The time that a cell names: 09:00, 9:00 AM, 09:00:00+08:00, 09:00-09:30, or 9 for the ninth hour.

    In a ``stamp`` (date and time in one cell) 09:00-03:00 has an offset; in a time column it is a range.
    """
    readers = (_single, _range) if stamp else (_range, _single)
    for reader in readers:
        if (clock := reader(cell)) is not None:
            return clock
    if not cell:
        return NotATime("time_missing", "the time is missing")
    return NotATime("time", f"“{shown(cell)}” is not the beginning of an interval like 09:30 or 09:30-10:00")


def _single(cell: str) -> Clock | None:
    match = _TIME.fullmatch(cell)
    minute = _minute(*match.groups()[:4]) if match else None
    return None if match is None or minute in (None, 1440) else Clock(minute or 0, None, _offset(match[5]))


def _range(cell: str) -> Clock | None:
    match = _RANGE.fullmatch(cell)
    if match is None:
        return None
    start, end = _minute(*match.groups()[:4]), _minute(*match.groups()[4:8])
    if start is None or end is None or start == 1440:
        return None
    return Clock(start, (end - start) % 1440 or 1440)


def _minute(hour: str, minute: str | None, second: str | None, half: str | None) -> int | None:
    hours, minutes = int(hour), int(minute or 0)
    if int(second or 0):
        return None
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half in "pP" else 0)
    total = hours * 60 + minutes
    return total if total <= 1440 else None


def _offset(text: str | None) -> int | None:
    if text is None:
        return None
    if text in "Zz":
        return 0
    digits = text[1:].replace(":", "")
    return (int(digits[:2]) * 60 + int(digits[2:])) * (-1 if text[0] == "-" else 1)


@lru_cache(maxsize=20_000)
def day_start(zone: str, day: int) -> int:
    """The instant, in minutes after 1970 UTC, at which the local day begins; ``day`` counts from
    1970-01-01.
    """
    return _instant(datetime.combine(_EPOCH + timedelta(day), datetime.min.time(), ZoneInfo(zone)))


def day_minutes(zone: str, day: int) -> int:
    """How long the local day is: 1440 minutes, or less or more where the clock changes."""
    return day_start(zone, day + 1) - day_start(zone, day)


def instants(zone: str, day: int, minute: int) -> tuple[int, ...]:
    """The instants at which the wall clock shows that minute of that day: none in a gap, two where it
    is repeated.
    """
    wall = datetime.combine(_EPOCH + timedelta(day), datetime.min.time()) + timedelta(minutes=minute)
    first, second = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    before, after = first.utcoffset(), second.utcoffset()
    if before == after:
        return (_instant(first),)
    if before is not None and after is not None and before < after:
        return ()
    return (_instant(first), _instant(second))


def _instant(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(minutes=1)
