"""Periods: half-open spans of days in the contract's time zone, how they are cut and what they are called.

A day is a calendar day where the contract lives. Instants exist only at the edges: ``bounds`` gives the
UTC instants at which a period begins and ends, so that a day of 23 or 25 hours is what it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Every = Literal["day", "week", "month", "quarter", "year"]
EVERY: tuple[Every, ...] = ("day", "week", "month", "quarter", "year")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
ONE_DAY = timedelta(days=1)
# Further away no contract runs; and the calendar's own ends would make a period that has none.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``start`` up to, and without, ``end``; and the label that people use for them."""

    start: date
    end: date
    label: str

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError("a period ends after it begins")

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.end - self.start).days

    @property
    def last_day(self) -> date:
        """The last day that belongs to the period."""
        return self.end - ONE_DAY

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def each_day(self) -> Iterator[date]:
        """Every day of the period, in order."""
        return (self.start + timedelta(days=n) for n in range(self.days))

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The UTC instants at which the period begins and ends: local midnights in the zone."""
        return local_midnight(self.start, zone), local_midnight(self.end, zone)


def local_midnight(day: date, zone: ZoneInfo) -> datetime:
    """The UTC instant at which the day begins in the zone (the first one, where midnight comes twice)."""
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the day must exist in every month (1 to 28)."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, day.day)


@dataclass(frozen=True, slots=True)
class Cadence:
    """How time is cut: ``every`` day, ISO week, month, quarter or year; from ``first_day`` (1–28)."""

    every: Every = "month"
    first_day: int = 1

    def __post_init__(self) -> None:
        if self.every not in EVERY:
            raise ValueError(f"period.every must be one of {', '.join(EVERY)}")
        if not 1 <= self.first_day <= 28:
            raise ValueError("period.first_day must lie between 1 and 28")
        if self.every in ("day", "week") and self.first_day != 1:
            raise ValueError(f"period.first_day has no meaning for a {self.every}; leave it out")

    def containing(self, day: date) -> Period:
        """The whole period in which the day lies; raises ValueError outside the years 1900 to 2999."""
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValueError(f"{day} lies outside the years {FIRST_DAY.year} to {LAST_DAY.year}")
        start = self._start(day)
        return Period(start, self._after(start), self._label(start))

    def nests_in(self, other: "Cadence") -> bool:
        """Whether each of the other's periods is made of whole periods of this one."""
        if self.every == "day":
            return True
        steps = _MONTHS.get(self.every), _MONTHS.get(other.every)
        if None in steps:
            return self.every == other.every
        return self.first_day == other.first_day and (steps[0] or 0) <= (steps[1] or 0)

    def after(self, period: Period) -> Period:
        """The whole period that follows."""
        return self.containing(period.end)

    def between(self, start: date, end: date) -> Iterator[Period]:
        """Every whole period that has a day in [start, end), in order."""
        period = self.containing(start)
        while period.start < end:
            yield period
            period = self.after(period)

    def parse(self, label: str) -> Period:
        """The period of that label; raises ValueError that names the form expected."""
        day = self._day_in(label)
        period = self.containing(day) if day and FIRST_DAY <= day <= LAST_DAY else None
        if period is None or period.label != label:
            raise ValueError(
                f"“{label[:40]}” is not a {self.every} of this contract; write it like {self.example()}"
            )
        return period

    def example(self) -> str:
        """A label in the form that this cadence uses."""
        return self.containing(date(2026, 4, 16)).label

    def _start(self, day: date) -> date:
        if self.every == "day":
            return day
        if self.every == "week":
            return day - timedelta(days=day.weekday())
        first = day.replace(day=self.first_day)
        if first > day:
            first = add_months(first, -1)
        step = _MONTHS[self.every]
        return add_months(first, -((first.month - 1) % step))

    def _after(self, start: date) -> date:
        if self.every in _MONTHS:
            return add_months(start, _MONTHS[self.every])
        return start + timedelta(days=1 if self.every == "day" else 7)

    def _label(self, start: date) -> str:
        if self.every == "week":
            year, week, _ = start.isocalendar()
            return f"{year:04}-W{week:02}"
        if self.every == "day" or self.first_day != 1:
            return start.isoformat()
        if self.every == "month":
            return f"{start.year:04}-{start.month:02}"
        if self.every == "quarter":
            return f"{start.year:04}-Q{(start.month + 2) // 3}"
        return f"{start.year:04}"

    def _day_in(self, label: str) -> date | None:
        try:
            if match := re.fullmatch(r"([0-9]{4})-W([0-9]{2})", label, re.ASCII):
                return date.fromisocalendar(int(match[1]), int(match[2]), 1)
            if match := re.fullmatch(r"([0-9]{4})-Q([1-4])", label, re.ASCII):
                return date(int(match[1]), int(match[2]) * 3 - 2, 1)
            if match := re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", label, re.ASCII):
                return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
        except ValueError:
            return None  # a form that is right with a day that does not exist: no such period
        return None
