from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sources.fetching.windows import MOST_TRIES, Known, Window, closed, to_fetch, window_of, windows

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
MONTHS = [Window(date(2026, month, 1), date(2026, month + 1, 1)) for month in (1, 2, 3)]


@given(DAYS, st.sampled_from(["day", "week", "month"]))
def test_a_window_holds_its_day_and_the_next_one_begins_where_it_ends(day: date, kind: str) -> None:
    window = window_of(kind, day)
    assert window.start <= day < window.end
    assert window_of(kind, window.end).start == window.end
    assert window_of(kind, window.last) == window


def test_windows_are_days_weeks_from_monday_and_calendar_months() -> None:
    assert window_of("day", date(2026, 2, 28)) == Window(date(2026, 2, 28), date(2026, 3, 1))
    assert window_of("week", date(2026, 1, 1)) == Window(date(2025, 12, 29), date(2026, 1, 5))
    assert window_of("month", date(2026, 12, 31)) == Window(date(2026, 12, 1), date(2027, 1, 1))


def test_the_first_window_holds_the_first_day_and_the_last_one_is_over() -> None:
    assert list(windows("month", date(2026, 1, 20), date(2026, 4, 1))) == MONTHS
    assert list(windows("month", date(2026, 1, 20), date(2026, 1, 31))) == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-01-31T16:00:00+00:00", 0),  # midnight of 1 February in Shanghai: the lag is not over
        ("2026-02-01T15:59:59+00:00", 0),
        ("2026-02-01T16:00:00+00:00", 1),
        ("2026-03-01T16:00:00+00:00", 2),
    ],
)
def test_a_window_is_expected_when_its_lag_is_over_in_the_contracts_zone(now: str, expected: int) -> None:
    found = closed("month", date(2026, 1, 1), 1, datetime.fromisoformat(now), SHANGHAI)
    assert found == MONTHS[:expected]


def test_what_is_missing_is_fetched_and_the_newest_again() -> None:
    today = date(2026, 4, 2)
    done = {window.start: Known(done=True, tries=1) for window in MONTHS}
    assert to_fetch(MONTHS, {}, 1, today) == MONTHS
    assert to_fetch(MONTHS, done, 1, today) == MONTHS[2:]
    assert to_fetch(MONTHS, done, 0, today) == []
    assert to_fetch(MONTHS, {**done, MONTHS[0].start: Known(done=False, tries=3)}, 1, today) == [
        MONTHS[0],
        MONTHS[2],
    ]


def test_an_old_window_that_never_brings_anything_is_left_alone_in_the_end() -> None:
    never = {MONTHS[0].start: Known(done=False, tries=MOST_TRIES)}
    soon, late = MONTHS[0].end + timedelta(days=10), MONTHS[0].end + timedelta(days=60)
    assert to_fetch(MONTHS[:1], never, 0, soon) == MONTHS[:1]
    assert to_fetch(MONTHS[:1], never, 0, late) == []


def test_midnights_follow_the_change_of_clocks() -> None:
    start, end = window_of("day", date(2026, 3, 29)).instants(ZoneInfo("Europe/Berlin"))
    assert end - start == timedelta(hours=23)
    assert start == datetime(2026, 3, 28, 23, tzinfo=UTC)
