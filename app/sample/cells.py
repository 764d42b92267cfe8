"""How the vendors write a cell: durations, money, percentages, dates. No figure passes through a float."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from typing import Any

from app.sample.months import Slot

Cell = Callable[[Any], str]


def whole(name: str) -> Cell:
    """A count or seconds, as a plain whole number."""
    return lambda row: str(getattr(row, name))


def clock(name: str, hours: int = 1) -> Cell:
    """Seconds as H:MM:SS, the hours with at least so many digits."""
    return lambda row: _clock(getattr(row, name), hours)


def money(name: str, mark: str = ".") -> Cell:
    """Minor units as an amount with two decimals."""
    return lambda row: _two_decimals(getattr(row, name), mark)


def percent(part: str, of: str, suffix: str = "") -> Cell:
    """The share as a percentage cut to two decimals; empty where there is nothing to divide by."""

    def cell(row: Any) -> str:
        base = getattr(row, of)
        return _two_decimals(getattr(row, part) * 10_000 // base, ".") + suffix if base else ""

    return cell


def mean_clock(total: str, of: str) -> Cell:
    """Mean seconds as HH:MM:SS, as a vendor rounds it: down to the second; empty where nothing happened."""

    def cell(row: Any) -> str:
        count = getattr(row, of)
        return _clock(getattr(row, total) // count, 2) if count else ""

    return cell


def day(pattern: str) -> Cell:
    """The row's day in that pattern."""
    return lambda row: f"{row.day:{pattern}}"


def time_of_day(row: Any) -> str:
    """When the half-hour begins on the wall clock, HH:MM."""
    return f"{row.slot.minute // 60:02}:{row.slot.minute % 60:02}"


def stamp(row: Any) -> str:
    """When the half-hour begins: ISO 8601 with the offset from UTC, so that no hour is ambiguous."""
    return _local(row.day, row.slot).isoformat()


def local_stamp(minutes_later: int) -> Cell:
    """Begin (or end) of the half-hour on the wall clock, ISO 8601 without an offset."""
    later = timedelta(minutes=minutes_later)
    return lambda row: (_local(row.day, row.slot) + later).replace(tzinfo=None).isoformat()


def _local(on: date, slot: Slot) -> datetime:
    zone = timezone(timedelta(minutes=slot.offset))
    return datetime(on.year, on.month, on.day, slot.minute // 60, slot.minute % 60, tzinfo=zone)


def _clock(seconds: int, hours: int) -> str:
    minutes, second = divmod(seconds, 60)
    return f"{minutes // 60:0{hours}}:{minutes % 60:02}:{second:02}"


def _two_decimals(hundredths: int, mark: str) -> str:
    return f"{hundredths // 100}{mark}{hundredths % 100:02}"
