"""Slots: when the intervals of a local day begin, on the clock and in UTC, on days of 23 and 25 hours too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.sla.hours import MINUTES, Spans
from app.sla.periods import ONE_DAY, local_midnight


@dataclass(frozen=True, slots=True)
class Slots:
    """The intervals of one local day in elapsed order: UTC instants, and minutes of the clock on the wall."""

    length: timedelta
    starts: tuple[datetime, ...]
    clock: tuple[int, ...]

    def touching(self, spans: Spans) -> tuple[bool, ...]:
        """Which intervals have any time within the spans of the clock."""
        minutes = self.length // timedelta(minutes=1)
        return tuple(
            any(begin < closes and opens < begin + minutes for opens, closes in spans) for begin in self.clock
        )

    def outside(self, start: datetime, end: datetime) -> tuple[bool, ...]:
        """Which intervals do not lie wholly in [start, end): one that does only in part stays."""
        return tuple(not (start <= begin and begin + self.length <= end) for begin in self.starts)


@lru_cache(maxsize=4096)
def slots(day: date, count: int, zone: ZoneInfo) -> Slots:
    """The day cut into so many intervals of the same length."""
    begin, end = local_midnight(day, zone), local_midnight(day + ONE_DAY, zone)
    length = (end - begin) / count
    starts = tuple(begin + number * length for number in range(count))
    local = [start.astimezone(zone) for start in starts]
    return Slots(length, starts, tuple(60 * one.hour + one.minute for one in local))


def instants(day: date, spans: Spans, zone: ZoneInfo) -> Sequence[tuple[datetime, datetime]]:
    """The spans of the clock of a day as UTC instants."""
    return [(_instant(day, opens, zone), _instant(day, closes, zone)) for opens, closes in spans]


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    if minute == MINUTES:
        return local_midnight(day + ONE_DAY, zone)
    return datetime.combine(day, time(minute // 60, minute % 60), zone).astimezone(UTC)
