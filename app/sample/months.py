"""The months of the sample world, and the half-hours of a local day in elapsed order."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

HALF_HOUR = timedelta(minutes=30)


class Slot(NamedTuple):
    """A half-hour: minute of the wall clock at its begin, and minutes by which that clock is ahead of UTC."""

    minute: int
    offset: int


def following(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def shifted(month: date, by: int) -> date:
    """The first day of the month `by` months later (or earlier)."""
    count = month.year * 12 + month.month - 1 + by
    return date(count // 12, count % 12 + 1, 1)


def days(month: date) -> Iterator[date]:
    """Every day of the month."""
    for number in range((following(month) - month).days):
        yield month + timedelta(days=number)


def slots(on: date, zone: ZoneInfo) -> tuple[Slot, ...]:
    """The half-hours of a local day in elapsed order: 48, or 46 and 50 when the clock changes by an hour."""
    midnight = _offset(on, zone)
    next_midnight = _offset(on + timedelta(days=1), zone)
    return _plain_day(midnight) if midnight == next_midnight else _uneven_day(on, zone)


@lru_cache
def _plain_day(offset: int) -> tuple[Slot, ...]:
    return tuple(Slot(minute, offset) for minute in range(0, 1440, 30))


def _uneven_day(on: date, zone: ZoneInfo) -> tuple[Slot, ...]:
    instant, found = datetime(on.year, on.month, on.day, tzinfo=zone).astimezone(UTC), []
    while (local := instant.astimezone(zone)).date() == on:
        found.append(Slot(local.hour * 60 + local.minute, _minutes(local)))
        instant += HALF_HOUR
    return tuple(found)


def _offset(on: date, zone: ZoneInfo) -> int:
    return _minutes(datetime(on.year, on.month, on.day, tzinfo=zone))


def _minutes(local: datetime) -> int:
    ahead = local.utcoffset() or timedelta()
    return int(ahead / timedelta(minutes=1))
