"""When a source is looked at: every n minutes, or by five fields of cron text in a time zone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIELDS = (
    ("minute", 0, 59),
    ("hour", 0, 23),
    ("day of the month", 1, 31),
    ("month", 1, 12),
    ("weekday", 0, 7),
)
PART = re.compile(r"(?:(\*)|([0-9]{1,2})(?:-([0-9]{1,2}))?)(?:/([0-9]{1,2}))?")
FARTHEST = 366 * 8 + 3  # days back to the rarest date there is, 29 February


class BadSchedule(ValueError):
    """The cron text cannot be read; the message says which field and why."""


@dataclass(frozen=True)
class Cron:
    """The minutes, hours, days, months and weekdays (0 is Sunday) on which it strikes."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either_day: bool  # both days are restricted: then one of them is enough, as cron has it

    def strikes_on(self, day: date) -> bool:
        """Return whether it strikes at all on this day."""
        by_month, by_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        fits = (by_month or by_week) if self.either_day else (by_month and by_week)
        return day.month in self.months and fits


def read_cron(text: str) -> Cron:
    """Return the schedule that five fields state; raise BadSchedule for names, @words and anything else."""
    fields = text.split()
    if len(fields) != len(FIELDS):
        raise BadSchedule("a schedule has five fields: minute, hour, day of the month, month, weekday")
    sets = [_numbers(field, *limits) for field, limits in zip(fields, FIELDS, strict=True)]
    weekdays = frozenset(number % 7 for number in sets[4])
    either = "*" not in fields[2] and "*" not in fields[4]
    return Cron(sets[0], sets[1], sets[2], sets[3], weekdays, either)


def _numbers(field: str, name: str, low: int, high: int) -> frozenset[int]:
    found: set[int] = set()
    for part in field.split(","):
        match = PART.fullmatch(part)
        if not match:
            raise BadSchedule(f"{part!r} is no {name}; write numbers, ranges 1-5, steps */15, commas")
        every, first, last, step = match.groups()
        begin = low if every else int(first)
        end = high if every or (step and not last) else int(last or first)
        if not low <= begin <= end <= high or step == "0":
            raise BadSchedule(f"{part!r} is no {name}: it lies between {low} and {high}")
        found.update(range(begin, end + 1, int(step or 1)))
    return frozenset(found)


def latest_strike(cron: Cron, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return the last moment (UTC) at or before `now` at which it strikes; None when it never does.

    A wall time that a change of clocks skips counts at the moment it would have had; one that comes twice
    counts the first time, but both times for what strikes in every hour of the day.
    """
    today = now.astimezone(zone).date()
    days = (today - timedelta(days=back) for back in range(FARTHEST))
    struck = (moment for day in days if cron.strikes_on(day) for moment in _moments(cron, zone, day))
    return next((moment for moment in struck if moment <= now), None)


def next_strike(cron: Cron, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return the first moment (UTC) after `now` at which it strikes; None when it never does."""
    today = now.astimezone(zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(FARTHEST))
    strikes = (
        moment for day in days if cron.strikes_on(day) for moment in reversed(_moments(cron, zone, day))
    )
    return next((moment for moment in strikes if moment > now), None)


def next_turn(
    every_minutes: int | None, cron: str, zone: ZoneInfo, planned_at: datetime | None, now: datetime
) -> datetime | None:
    """Return when a source is looked at next: now where it never was or is overdue; None for never."""
    if planned_at is None or is_due(every_minutes, cron, zone, planned_at, now):
        return now
    if every_minutes is not None:
        return planned_at + timedelta(minutes=every_minutes)
    return next_strike(read_cron(cron), zone, now)


def _moments(cron: Cron, zone: ZoneInfo, day: date) -> list[datetime]:
    """Return its moments on this day, the last first: where clocks change, wall times are out of order."""
    clocks = [time(hour, minute) for hour in cron.hours for minute in cron.minutes]
    found = {datetime.combine(day, clock, zone).astimezone(UTC) for clock in clocks}
    if len(cron.hours) == 24:
        found |= {datetime.combine(day, clock.replace(fold=1), zone).astimezone(UTC) for clock in clocks}
    return sorted(found, reverse=True)


def is_due(
    every_minutes: int | None, cron: str, zone: ZoneInfo, planned_at: datetime | None, now: datetime
) -> bool:
    """Return whether a source is to be looked at: never yet, or its schedule has struck since the last time.

    However often it struck while the service was stopped or the clock jumped, that is one turn.
    """
    if planned_at is None:
        return True
    if every_minutes is not None:
        return now - planned_at >= timedelta(minutes=every_minutes)
    struck = latest_strike(read_cron(cron), zone, now)
    return struck is not None and struck > planned_at


def pause_left(seconds: int, asked_at: datetime | None, now: datetime) -> timedelta:
    """Return how long a source is still to be left in peace since its last pull began; 0 when not at all.

    A last pull that lies in the future says that the clock was set back: nobody waits for it to catch up.
    """
    if asked_at is None or asked_at > now:
        return timedelta(0)
    return max(timedelta(seconds=seconds) - (now - asked_at), timedelta(0))
