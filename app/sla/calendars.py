"""Calendars: when the contract is served, which days are business days, and when a report is due.

The core sees dates only: the holidays and make-up days of a country come in as confirmed or proposed lists
(``beside.CalendarYear``), and the dates that the terms list count by themselves. Hours are wall-clock minutes
where the contract lives, so a day of 23 or 25 hours has the service hours that its clocks show.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from app.sla.beside import CalendarYear
from app.sla.hours import ALL_DAY, AROUND_THE_CLOCK, SATURDAY, Spans, Weekly
from app.sla.periods import ONE_DAY

_DUE = re.compile(r"([0-9]{1,3}) (business days|days)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Holidays:
    """Days without service: those of a country's calendar, and those that the terms list.

    On a make-up day, a weekend day that is worked, there is service as on a ``weekday``, or it is ``closed``.
    """

    country: str = ""
    makeup_days: Literal["weekday", "closed"] = "weekday"
    dates: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """When the contract is served; without ``holidays`` no date is special."""

    weekly: Weekly = AROUND_THE_CLOCK
    holidays: Holidays | None = None


@dataclass(frozen=True, slots=True)
class DueIn:
    """After how many days, or business days, from the period's end on its report is due."""

    days: int
    business: bool = True

    @classmethod
    def read(cls, text: str) -> "DueIn":
        """The days of ``10 business days`` or ``14 days``; raises ValueError."""
        match = _DUE.fullmatch(text)
        if match is None or not int(match[1]):
            raise ValueError(f"“{text[:40]}” is not a number of days; write it like 10 business days")
        return cls(int(match[1]), match[2] == "business days")

    def text(self) -> str:
        """The days as they are written."""
        return f"{self.days} {'business days' if self.business else 'days'}"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The calendar that a contract is judged by: its hours, and what is known of each year."""

    hours: ServiceHours | None = None
    years: Mapping[int, CalendarYear] = field(default_factory=dict)

    @classmethod
    def of(cls, hours: ServiceHours | None, years: Iterable[CalendarYear]) -> "Calendar":
        """The calendar of these hours and years."""
        return cls(hours, {year.year: year for year in years})

    def is_holiday(self, day: date) -> bool:
        """Whether the day is off by the calendar of its year or by the terms."""
        own = self.hours.holidays if self.hours else None
        year = self.years.get(day.year)
        return (own is not None and day in own.dates) or (year is not None and day in year.holidays)

    def is_off(self, day: date) -> bool:
        """Whether there is no service because the day is a holiday; never where the terms know none."""
        return self.hours is not None and self.hours.holidays is not None and self.is_holiday(day)

    def is_makeup_day(self, day: date) -> bool:
        """Whether the day is worked to make up for a day off; a date that the terms list as off is not."""
        year = self.years.get(day.year)
        return year is not None and day in year.makeup_days and not self.is_holiday(day)

    def spans(self, day: date) -> Spans:
        """The service hours of the day in minutes of its clock; empty on a day without service."""
        if self.hours is None:
            return ALL_DAY
        weekly, holidays = self.hours.weekly, self.hours.holidays
        if holidays is not None:
            if self.is_holiday(day):
                return ()
            if self.is_makeup_day(day):
                return weekly.of_a_working_day if holidays.makeup_days == "weekday" else ()
        return weekly.days[day.weekday()]

    def is_business_day(self, day: date) -> bool:
        """Monday to Friday without holidays, and make-up days."""
        if self.is_makeup_day(day):
            return True
        return day.weekday() < SATURDAY and not self.is_holiday(day)

    def due_day(self, end: date, due: DueIn) -> date:
        """The last day on which a report of the period that ended before ``end`` is in time.

        The clock stops at 24:00 of that day where the contract lives.
        """
        if not due.business:
            return end + timedelta(due.days - 1)
        found = (day for day in _from(end) if self.is_business_day(day))
        return next(day for number, day in enumerate(found, 1) if number == due.days)

    def unconfirmed(self, first: date, last: date) -> tuple[int, ...]:
        """The years of these days whose calendar nobody has confirmed, where the terms name a country."""
        if self.hours is None or self.hours.holidays is None or not self.hours.holidays.country:
            return ()
        years = range(first.year, last.year + 1)
        return tuple(year for year in years if not self._is_confirmed(year))

    def _is_confirmed(self, year: int) -> bool:
        known = self.years.get(year)
        return known is not None and known.state == "confirmed"


def _from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += ONE_DAY
