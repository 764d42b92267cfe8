from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.periods import EVERY, Cadence, Every, Period, add_months, local_midnight

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
CADENCES = st.one_of(
    st.builds(Cadence, st.sampled_from(("day", "week"))),
    st.builds(Cadence, st.sampled_from(("month", "quarter", "year")), st.integers(1, 28)),
)


@given(CADENCES, DAYS)
def test_periods_tile_time(cadence: Cadence, day: date) -> None:
    period = cadence.containing(day)
    after = cadence.after(period)
    assert day in period
    assert after.start == period.end
    assert cadence.containing(period.last_day) == period
    assert list(period.each_day())[-1] == period.last_day
    assert len(list(period.each_day())) == period.days


@given(CADENCES, DAYS)
def test_labels_read_back(cadence: Cadence, day: date) -> None:
    period = cadence.containing(day)
    assert cadence.parse(period.label) == period


@given(CADENCES, DAYS, st.integers(1, 200))
def test_between_gives_every_period_that_has_a_day(cadence: Cadence, start: date, days: int) -> None:
    end = start + timedelta(days)
    found = list(cadence.between(start, end))
    wanted = {cadence.containing(start + timedelta(n)).start for n in range(days)}
    assert [period.start for period in found] == sorted(wanted)


@pytest.mark.parametrize(
    ("every", "first", "day", "start", "end", "label"),
    [
        ("day", 1, "2028-02-29", "2028-02-29", "2028-03-01", "2028-02-29"),
        ("week", 1, "2026-12-31", "2026-12-28", "2027-01-04", "2026-W53"),
        ("week", 1, "2027-01-03", "2026-12-28", "2027-01-04", "2026-W53"),
        ("week", 1, "2024-12-30", "2024-12-30", "2025-01-06", "2025-W01"),
        ("month", 1, "2026-04-16", "2026-04-01", "2026-05-01", "2026-04"),
        ("month", 16, "2026-04-15", "2026-03-16", "2026-04-16", "2026-03-16"),
        ("month", 16, "2026-04-16", "2026-04-16", "2026-05-16", "2026-04-16"),
        ("month", 28, "2026-02-28", "2026-02-28", "2026-03-28", "2026-02-28"),
        ("month", 16, "2026-01-01", "2025-12-16", "2026-01-16", "2025-12-16"),
        ("quarter", 1, "2026-05-31", "2026-04-01", "2026-07-01", "2026-Q2"),
        ("quarter", 16, "2026-01-10", "2025-10-16", "2026-01-16", "2025-10-16"),
        ("year", 1, "2026-05-31", "2026-01-01", "2027-01-01", "2026"),
        ("year", 6, "2026-01-05", "2025-01-06", "2026-01-06", "2025-01-06"),
    ],
)
def test_the_period_of_a_day(every: Every, first: int, day: str, start: str, end: str, label: str) -> None:
    period = Cadence(every, first).containing(date.fromisoformat(day))
    assert (period.start.isoformat(), period.end.isoformat(), period.label) == (start, end, label)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
        ("America/New_York", "2026-03-08", 23),
        ("America/New_York", "2026-11-01", 25),
        ("Australia/Lord_Howe", "2026-04-05", 24.5),
        ("America/Sao_Paulo", "2017-10-15", 23),  # clocks went from 24:00 to 1:00
        ("America/Sao_Paulo", "2018-02-17", 25),  # and back from 24:00 to 23:00
        ("America/Havana", "2024-11-03", 25),  # midnight comes twice
        ("Pacific/Apia", "2011-12-30", 0),  # a day that was left out
        ("Asia/Shanghai", "2026-03-29", 24),
    ],
)
def test_a_day_is_as_long_as_its_clock_says(zone: str, day: str, hours: float) -> None:
    begin, end = Cadence("day").containing(date.fromisoformat(day)).bounds(ZoneInfo(zone))
    assert (end - begin).total_seconds() == hours * 3600


def test_bounds_are_instants() -> None:
    period = Cadence().containing(date(2026, 1, 1))
    assert period.bounds(ZoneInfo("Asia/Shanghai")) == (
        datetime(2025, 12, 31, 16, tzinfo=UTC),
        datetime(2026, 1, 31, 16, tzinfo=UTC),
    )


@given(st.sampled_from(("Europe/Berlin", "America/Havana", "America/Sao_Paulo", "Asia/Tehran")), DAYS)
def test_the_days_of_a_zone_leave_no_gap(zone: str, day: date) -> None:
    cadence, where = Cadence("day"), ZoneInfo(zone)
    today = cadence.containing(day)
    assert today.bounds(where)[1] == cadence.after(today).bounds(where)[0] == local_midnight(today.end, where)


@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize(
    "label",
    ["", "x", "2026-13", "2026-02-30", "2026-W54", "2026-Q5", "２０２６-01", "2026-1", "9999-12-31",
     "9999-W52", "9999", "0001-01-01", "0000", "9999-12", "2026-01/1", "2026-01\n"],
)  # fmt: skip
def test_what_is_no_label_is_refused_with_an_example(every: Every, label: str) -> None:
    with pytest.raises(ValueError, match="write it like 20"):
        Cadence(every).parse(label)


def test_a_label_of_another_cadence_is_refused() -> None:
    with pytest.raises(ValueError, match="“2026-04” is not a week of this contract; write it like 2026-W16"):
        Cadence("week").parse("2026-04")
    with pytest.raises(ValueError, match="is not a month"):
        Cadence("month", 16).parse("2026-04")


def test_what_cannot_be_a_period() -> None:
    with pytest.raises(ValueError, match="ends after it begins"):
        Period(date(2026, 1, 2), date(2026, 1, 2), "x")
    with pytest.raises(ValueError, match=r"period\.every must be one of day, week, month"):
        Cadence("fortnight")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="between 1 and 28"):
        Cadence("month", 29)
    with pytest.raises(ValueError, match="no meaning for a week"):
        Cadence("week", 2)
    with pytest.raises(ValueError, match="outside the years 1900 to 2999"):
        Cadence().containing(date(9999, 12, 31))


def test_add_months() -> None:
    assert add_months(date(2026, 1, 28), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 28), -13) == date(2024, 12, 28)
