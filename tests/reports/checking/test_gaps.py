"""Missing days and half-hours: listed by name, never filled."""

from datetime import date, timedelta
from pathlib import Path

from tests.reports.folders import VOLUME
from tests.reports.written import ONE_QUEUE, TWO_QUEUES, read, text

FIRST = date(2025, 3, 3)  # a Monday


def told(content: bytes, code: str) -> list[tuple[str, str]]:
    flags = read(content, None, TWO_QUEUES).flags
    return [(one.where, one.message.partition(": ")[2]) for one in flags if one.code == code]


def rows(queue: str, days: list[int]) -> list[str]:
    return [f"{FIRST + timedelta(day)},{queue},1" for day in days]


def test_days_without_a_row_are_listed_by_queue() -> None:
    lines = rows("billing", [n for n in range(14) if n not in (8, 9)]) + rows("orders", list(range(14)))
    content = text(*lines, header="date,queue,offered")
    assert told(content, "missing_days") == [("queue billing", "2025-03-11, 2025-03-12")]
    assert len(read(content, None, TWO_QUEUES).sheets) == 26  # nothing is made up


def test_a_weekday_that_is_never_stated_is_closed() -> None:
    lines = rows("billing", [n for n in range(28) if n % 7 < 5])
    assert told(text(*lines, header="date,queue,offered"), "missing_days") == []


def test_half_hours_that_a_day_lacks_are_listed() -> None:
    lines = [
        f"{FIRST + timedelta(day)} {hour:02}:{half},billing,1"
        for day in range(8)
        for hour in range(9, 12)
        for half in ("00", "30")
        if (day, hour, half) != (3, 10, "30")
    ]
    lines.append(f"{FIRST} 22:00,billing,1")  # once in a while somebody works late
    content = text(*lines, header="interval_start,queue,offered")
    assert told(content, "missing_intervals") == [("queue billing", "2025-03-06T10:30+08:00")]


def test_the_holidays_of_a_real_centre(shared_data: Path) -> None:
    content = (shared_data / "volume_5min" / "bank_calls.csv").read_bytes()
    flags = read(content, VOLUME, ONE_QUEUE_2003).flags
    [missing] = [one.message for one in flags if one.code == "missing_days"]
    for day in ("2003-04-04", "2003-04-07", "2003-05-26", "2003-07-04", "2003-09-01", "2003-10-14"):
        assert day in missing
    assert missing.startswith("6 days")


ONE_QUEUE_2003 = type(ONE_QUEUE)("America/New_York", ("line",), earliest=date(2003, 1, 1))
