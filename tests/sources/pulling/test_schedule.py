from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.sources.pulling.schedule import BadSchedule, is_due, latest_strike, pause_left, read_cron

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


def strikes(cron: str, zone: ZoneInfo, day: datetime, hours: int) -> list[str]:
    """Every strike of so many hours, in UTC, as somebody sees them who looks each minute."""
    read = read_cron(cron)
    looks = (day + timedelta(minutes=minute) for minute in range(hours * 60))
    seen = dict.fromkeys(latest_strike(read, zone, look) for look in looks)
    return [f"{moment:%H:%M}" for moment in seen if moment is not None and moment >= day]


@pytest.mark.parametrize(
    ("cron", "expected"),
    [
        ("0 * * * *", ["00:00", "01:00", "02:00", "03:00"]),  # every hour stays every hour
        ("*/30 * * * *", [f"0{hour}:{half}" for hour in range(4) for half in ("00", "30")]),
        ("30 2 * * *", ["01:30"]),  # 02:30 is skipped: at 03:30, where it would have been
        ("0,30 2,3 * * *", ["01:00", "01:30"]),  # once, though 02:00 and 03:00 fall together
    ],
)
def test_when_an_hour_is_skipped_nothing_is_lost_and_nothing_doubled(cron: str, expected: list[str]) -> None:
    assert strikes(cron, BERLIN, datetime(2026, 3, 29, tzinfo=UTC), 4) == expected


@pytest.mark.parametrize(
    ("cron", "expected"),
    [
        ("0 * * * *", ["00:00", "01:00", "02:00", "03:00"]),  # no hour without a strike
        ("30 2 * * *", ["00:30"]),  # 02:30 comes twice, the strike once
        ("15 1-3 * * *", ["00:15", "02:15"]),
    ],
)
def test_when_an_hour_is_repeated_a_daily_time_strikes_once_and_an_hourly_one_goes_on(
    cron: str, expected: list[str]
) -> None:
    assert strikes(cron, BERLIN, datetime(2026, 10, 25, tzinfo=UTC), 4) == expected


def test_a_change_of_half_an_hour_keeps_strikes_in_order() -> None:
    lord_howe = ZoneInfo("Australia/Lord_Howe")
    seen = strikes("15,30 2 * * *", lord_howe, datetime(2026, 10, 3, 14, tzinfo=UTC), 4)
    assert seen == ["15:30", "15:45"]  # 02:15 is skipped: it strikes at 02:45, after 02:30


def test_a_daily_schedule_strikes_on_every_day_of_a_year_in_every_zone() -> None:
    for name in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai"):
        zone = ZoneInfo(name)
        cron = read_cron("30 2 * * *")
        noons = [datetime(2026, 1, 1, 20, tzinfo=UTC) + timedelta(days=day) for day in range(365)]
        assert len({latest_strike(cron, zone, noon) for noon in noons}) == 365


def test_however_long_the_service_was_stopped_it_is_one_turn_f20() -> None:
    for back in (timedelta(days=1), timedelta(days=400)):
        assert is_due(60, "", SHANGHAI, NOON - back, NOON)
        assert is_due(None, "*/5 * * * *", SHANGHAI, NOON - back, NOON)
    assert not is_due(60, "", SHANGHAI, NOON, NOON)
    assert not is_due(None, "*/5 * * * *", SHANGHAI, NOON, NOON)


@pytest.mark.parametrize(
    ("seconds", "asked", "left"),
    [(60, None, 0), (0, -1, 0), (60, -20, 40), (60, -60, 0), (60, -90, 0), (60, 3600, 0)],
)
def test_the_pause_that_is_left_is_never_longer_than_the_pause(
    seconds: int, asked: int | None, left: int
) -> None:
    asked_at = None if asked is None else NOON + timedelta(seconds=asked)
    assert pause_left(seconds, asked_at, NOON) == timedelta(seconds=left)
