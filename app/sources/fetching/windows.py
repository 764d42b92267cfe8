"""Windows of days in the contract's time zone, and which of them are to be fetched. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Kind = Literal["day", "week", "month"]
DAY = timedelta(days=1)
MOST_TRIES = 12  # answers without a report after which a window that is old is left alone
OLD = timedelta(days=45)


@dataclass(frozen=True, order=True)
class Window:
    """Days from `start` until before `end`."""

    start: date
    end: date

    @property
    def last(self) -> date:
        """The last day that belongs to it."""
        return self.end - DAY

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return its two midnights in the zone, as UTC instants."""
        bounds = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (self.start, self.end))
        return next(bounds), next(bounds)


@dataclass(frozen=True)
class Known:
    """What is known of a window: whether its report is in, how often the answer was that there is none, and
    when it was looked at last.
    """

    done: bool
    tries: int
    checked_at: datetime | None = None


def window_of(kind: Kind, day: date) -> Window:
    """Return the window that holds the day: the day, the week from Monday, or the calendar month."""
    if kind == "day":
        return Window(day, day + DAY)
    if kind == "week":
        start = day - timedelta(days=day.weekday())
        return Window(start, start + timedelta(days=7))
    start = day.replace(day=1)
    return Window(start, (start + timedelta(days=31)).replace(day=1))


def windows(kind: Kind, since: date, until: date) -> Iterator[Window]:
    """Yield the windows from the one that holds `since`, as long as they end at `until` or before."""
    window = window_of(kind, since)
    while window.end <= until:
        yield window
        window = window_of(kind, window.end)


def closed(kind: Kind, since: date, lag_days: int, now: datetime, zone: ZoneInfo) -> list[Window]:
    """Return the windows whose report is to be expected: their end lies `lag_days` back in the zone."""
    today = now.astimezone(zone).date()
    return list(windows(kind, since, today - timedelta(days=lag_days)))


def to_fetch(
    expected: list[Window], known: Mapping[date, Known], look_back: int, today: date
) -> list[Window]:
    """Return what to fetch now, oldest first: all that is missing, and the newest ones again for corrections.

    A window that never brought anything is left alone after a dozen tries once it is old; its owner can still
    ask for it.
    """
    newest = set(expected[len(expected) - look_back :]) if look_back else set()

    def wanted(window: Window) -> bool:
        state = known.get(window.start)
        if state is None or window in newest:
            return True
        hopeless = state.tries >= MOST_TRIES and window.end < today - OLD
        return not state.done and not hopeless

    return [window for window in expected if wanted(window)]
