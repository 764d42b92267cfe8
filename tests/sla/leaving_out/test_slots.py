from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.sla.leaving_out.slots import instants, slots

BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
NIGHT = ((60, 240),)  # 01:00 to 04:00


@pytest.mark.parametrize(
    ("day", "count", "at_night"), [(SPRING, 46, 4), (date(2026, 3, 30), 48, 6), (AUTUMN, 50, 8)]
)
def test_the_night_of_a_changing_clock_is_shorter_or_longer(day: date, count: int, at_night: int) -> None:
    cut = slots(day, count, BERLIN)
    assert cut.length == timedelta(minutes=30)
    assert sum(cut.touching(NIGHT)) == at_night
    assert sum(cut.touching(((480, 1200),))) == 24


def test_slots_follow_the_clock_over_the_change() -> None:
    assert slots(SPRING, 46, BERLIN).clock[3:5] == (90, 180)
    assert slots(AUTUMN, 50, BERLIN).clock[4:8] == (120, 150, 120, 150)


def test_an_interval_that_touches_the_hours_is_inside() -> None:
    cut = slots(date(2026, 1, 5), 24, BERLIN)
    assert [hour for hour, inside in enumerate(cut.touching(((510, 690),))) if inside] == [8, 9, 10, 11]
    assert not any(cut.touching(()))


def test_an_interval_only_partly_in_a_span_of_time_stays() -> None:
    start, end = datetime(2026, 1, 5, 8, 10, tzinfo=UTC), datetime(2026, 1, 5, 9, 40, tzinfo=UTC)
    cut = slots(date(2026, 1, 5), 48, BERLIN)
    gone = [cut.clock[n] for n, stays in enumerate(cut.outside(start, end)) if not stays]
    assert gone == [570, 600]  # 09:30 and 10:00 on the clock; 09:00 and 10:30 stay


def test_spans_of_the_clock_are_instants() -> None:
    assert instants(SPRING, ((0, 1440),), BERLIN) == [
        (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC))
    ]
    assert instants(AUTUMN, ((480, 1200),), BERLIN) == [
        (datetime(2026, 10, 25, 7, tzinfo=UTC), datetime(2026, 10, 25, 19, tzinfo=UTC))
    ]
