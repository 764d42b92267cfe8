from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.sources.schedule import BadSchedule, is_due, latest_strike, read_cron

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 2, 3, 12, 0, tzinfo=UTC)


def struck(cron: str, now: str, zone: ZoneInfo = SHANGHAI) -> str:
    moment = latest_strike(read_cron(cron), zone, datetime.fromisoformat(now))
    return "never" if moment is None else moment.astimezone(zone).strftime("%a %Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("cron", "last"),
    [
        ("0 6 * * *", "Tue 2026-02-03 06:00"),
        ("0 21 * * *", "Mon 2026-02-02 21:00"),
        ("*/15 * * * *", "Tue 2026-02-03 20:00"),
        ("30 8-10/2 * * 1-5", "Tue 2026-02-03 10:30"),
        ("0 7 1 * *", "Sun 2026-02-01 07:00"),
        ("0 7 * * 0", "Sun 2026-02-01 07:00"),
        ("0 7 * * 7", "Sun 2026-02-01 07:00"),
        ("0 7 15 * 1", "Mon 2026-02-02 07:00"),  # both days given: either of them
        ("0 7 31 1,3 *", "Sat 2026-01-31 07:00"),
        ("0 0 29 2 *", "Thu 2024-02-29 00:00"),
        ("0 0 30 2 *", "never"),
    ],
)
def test_the_last_strike_lies_at_or_before_now_in_the_contracts_zone(cron: str, last: str) -> None:
    assert struck(cron, "2026-02-03T20:00:00+08:00") == last


def test_a_skipped_wall_time_strikes_once_and_a_repeated_one_the_first_time() -> None:
    assert struck("30 2 * * *", "2026-03-29T12:00:00+02:00", BERLIN) == "Sun 2026-03-29 03:30"
    moment = latest_strike(read_cron("30 2 * * *"), BERLIN, datetime(2026, 10, 25, 12, tzinfo=UTC))
    assert moment == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        *("", "* * * *", "* * * * * *", "@daily", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *"),
        *("* * * * 8", "*/0 * * * *", "5-1 * * * *", "a * * * *", "1,,2 * * * *", "MON * * * *"),
        *("１ * * * *", "-1 * * * *"),
    ],
)
def test_what_is_no_schedule_is_refused(text: str) -> None:
    with pytest.raises(BadSchedule):
        read_cron(text)


def test_a_source_is_due_at_first_and_then_once_per_strike() -> None:
    assert is_due(60, "", SHANGHAI, None, NOON)
    assert not is_due(60, "", SHANGHAI, NOON - timedelta(minutes=59), NOON)
    assert is_due(60, "", SHANGHAI, NOON - timedelta(minutes=60), NOON)
    assert is_due(None, "0 6 * * *", SHANGHAI, NOON - timedelta(days=1), NOON)
    assert not is_due(None, "0 6 * * *", SHANGHAI, NOON - timedelta(hours=1), NOON)


def test_a_clock_set_back_makes_no_storm_and_one_set_forward_strikes_once() -> None:
    planned = NOON
    back, forward = NOON - timedelta(hours=1), NOON + timedelta(days=1)
    assert not is_due(60, "", SHANGHAI, planned, back)
    assert not is_due(None, "*/5 * * * *", SHANGHAI, planned, back)
    assert is_due(60, "", SHANGHAI, planned, forward)
    assert not is_due(60, "", SHANGHAI, forward, forward)
