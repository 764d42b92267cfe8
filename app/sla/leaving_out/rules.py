"""Rules of leaving out: service hours with holidays, and exclusions that both parties agreed to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Protocol
from zoneinfo import ZoneInfo

from app.sla.beside import Exclusion
from app.sla.calendars import Calendar
from app.sla.leaving_out.cutting import Flags
from app.sla.leaving_out.listing import LeftOut, days_left_out, exclusion_left_out
from app.sla.leaving_out.slots import instants, slots
from app.sla.sheets import Sheet


class Rule(Protocol):
    """One reason to leave something out of the sheets of a contract."""

    def touches(self, sheet: Sheet) -> bool:
        """Whether the rule may leave out anything of the sheet."""

    def stays(self, sheet: Sheet, count: int) -> Flags:
        """Which of so many intervals of the sheet's day stay."""

    def whole_stays(self, sheet: Sheet) -> bool:
        """Whether a figure of the sheet that cannot be cut stays."""

    def is_open(self, queue: str, channels: Sequence[str], day: date) -> bool:
        """Whether a report is expected for that queue's day; no channels mean all."""

    def listed(self, removed: Sequence[Sheet]) -> Iterable[LeftOut]:
        """What the rule left out, from these parts of sheets."""


@dataclass(frozen=True, slots=True)
class ServiceHoursRule:
    """Time outside service hours, and days without service."""

    calendar: Calendar
    zone: ZoneInfo

    def touches(self, sheet: Sheet) -> bool:
        """Every sheet may lie outside."""
        return True

    def stays(self, sheet: Sheet, count: int) -> Flags:
        """The intervals that touch the service hours."""
        spans = self.calendar.spans(sheet.first_day)
        return slots(sheet.first_day, count, self.zone).touching(spans)

    def whole_stays(self, sheet: Sheet) -> bool:
        """A figure of days of which any has service."""
        return any(self.calendar.spans(day) for day in days_of(sheet))

    def is_open(self, queue: str, channels: Sequence[str], day: date) -> bool:
        """Only days with service are expected."""
        return bool(self.calendar.spans(day))

    def listed(self, removed: Sequence[Sheet]) -> Iterator[LeftOut]:
        """Each holiday by itself, and the time outside service hours together."""
        ordered = sorted(removed, key=lambda sheet: sheet.first_day)
        off = [sheet for sheet in ordered if self.calendar.is_off(sheet.first_day)]
        for _, sheets in groupby(off, key=lambda sheet: sheet.first_day):
            yield days_left_out("holiday", list(sheets))
        outside = [sheet for sheet in ordered if not self.calendar.is_off(sheet.first_day)]
        if outside:
            yield days_left_out("outside_service_hours", outside)


@dataclass(frozen=True, slots=True)
class ExclusionRule:
    """A span of time that both parties agreed to leave out.

    What lies in it only in part stays whole; a row of a day does not where the exclusion says whole days.
    A row that cannot be cut is inside when all service of its days is.
    """

    exclusion: Exclusion
    calendar: Calendar
    zone: ZoneInfo

    def touches(self, sheet: Sheet) -> bool:
        """Sheets of its queues and channels that have any time in it."""
        return _is_about(self.exclusion, sheet) and any(self._touches_day(day) for day in days_of(sheet))

    def stays(self, sheet: Sheet, count: int) -> Flags:
        """The intervals that do not lie wholly in it."""
        cut = slots(sheet.first_day, count, self.zone)
        return cut.outside(self.exclusion.start, self.exclusion.end)

    def whole_stays(self, sheet: Sheet) -> bool:
        """A figure of days that are not wholly inside."""
        if self.exclusion.whole_days and sheet.days == 1:
            return False
        return not all(self._covers(day) for day in days_of(sheet))

    def is_open(self, queue: str, channels: Sequence[str], day: date) -> bool:
        """Days wholly inside are not expected, nor any that it touches where it says whole days."""
        one = self.exclusion
        if one.queues and queue not in one.queues:
            return True
        if one.channels and not (channels and set(channels) <= set(one.channels)):
            return True
        return not (self._covers(day) or (one.whole_days and self._touches_day(day)))

    def listed(self, removed: Sequence[Sheet]) -> Iterator[LeftOut]:
        """The exclusion, with what was left out under it."""
        yield exclusion_left_out(self.exclusion, self.zone, removed)

    def _covers(self, day: date) -> bool:
        spans = instants(day, self.calendar.spans(day), self.zone)
        return all(self.exclusion.start <= opens and closes <= self.exclusion.end for opens, closes in spans)

    def _touches_day(self, day: date) -> bool:
        spans = instants(day, self.calendar.spans(day), self.zone)
        return any(self.exclusion.start < closes and opens < self.exclusion.end for opens, closes in spans)


def _is_about(exclusion: Exclusion, sheet: Sheet) -> bool:
    queues, channels = exclusion.queues, exclusion.channels
    return (not queues or sheet.queue in queues) and (not channels or sheet.channel in channels)


def days_of(sheet: Sheet) -> Iterator[date]:
    """The days that a sheet covers."""
    return (sheet.first_day + timedelta(number) for number in range(sheet.days))
