from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.beside import CalendarYear
from app.sla.calendars import Calendar, DueIn, Holidays, ServiceHours
from app.sla.hours import ALL_DAY, AROUND_THE_CLOCK, Weekly, read_spans, write_spans

OFFICE = Weekly.read({"mon-fri": "08:00-20:00", "sat": "09:00-12:00, 13:00-17:00"})
NEW_YEAR = date(2026, 1, 1)  # a Thursday
MAKEUP = date(2026, 1, 4)  # a Sunday that is worked for the Friday after New Year
CHINA = CalendarYear(2026, frozenset({NEW_YEAR, date(2026, 1, 2)}), frozenset({MAKEUP}), "confirmed")
OWN = date(2026, 1, 5)


def calendar(holidays: Holidays | None = None, *years: CalendarYear) -> Calendar:
    return Calendar.of(ServiceHours(OFFICE, holidays), years)


def test_hours_are_read_by_weekday() -> None:
    made = calendar()
    assert made.spans(date(2026, 1, 5)) == ((480, 1200),)
    assert made.spans(date(2026, 1, 10)) == ((540, 720), (780, 1020))
    assert made.spans(date(2026, 1, 11)) == ()
    assert Calendar().spans(NEW_YEAR) == ALL_DAY


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ({"mon": "20:00-08:00"}, "closes before it opens"),
        ({"mon": "08:00-24:30"}, "closes before it opens"),
        ({"mon": "8-20"}, "is not a span of hours"),
        ({"mon": "08:00-12:00, 11:00-13:00"}, "overlap"),
        ({"mon-fri": "08:00-20:00", "wed": "08:00-12:00"}, "the hours of wed stand twice"),
        ({"fri-mon": "08:00-20:00"}, "runs backwards"),
        ({}, "hold no day"),
    ],
)
def test_hours_that_mean_nothing_are_refused(written: dict[str, str], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        Weekly.read(written)


def test_a_week_has_seven_days() -> None:
    with pytest.raises(ValueError, match="seven days"):
        Weekly((ALL_DAY,))


def spans_of_a_day() -> st.SearchStrategy[tuple[tuple[int, int], ...]]:
    edges = st.lists(st.integers(0, 1440), max_size=6, unique=True).map(sorted)
    return edges.map(lambda found: tuple(zip(found[0::2], found[1::2], strict=False)))


@given(st.lists(spans_of_a_day(), min_size=7, max_size=7).filter(any))
def test_hours_are_written_and_read_again_without_loss(days: list[tuple[tuple[int, int], ...]]) -> None:
    made = Weekly(tuple(days))
    assert Weekly.read(made.written()) == made


def test_days_in_a_row_stand_together() -> None:
    assert OFFICE.written() == {"mon-fri": "08:00-20:00", "sat": "09:00-12:00, 13:00-17:00"}
    assert AROUND_THE_CLOCK.written() == {"mon-sun": "00:00-24:00"}
    assert write_spans(read_spans("00:00-24:00")) == "00:00-24:00"


def test_holidays_count_only_where_the_terms_name_them() -> None:
    assert calendar(None, CHINA).spans(NEW_YEAR) == ((480, 1200),)
    assert calendar(Holidays("CN"), CHINA).spans(NEW_YEAR) == ()
    assert calendar(Holidays("CN"), CHINA).spans(date(2027, 1, 1)) == ((480, 1200),)
    assert calendar(Holidays(dates=frozenset({OWN}))).spans(OWN) == ()


def test_a_makeup_day_has_the_hours_of_a_weekday_or_none() -> None:
    assert calendar(Holidays("CN", "weekday"), CHINA).spans(MAKEUP) == ((480, 1200),)
    assert calendar(Holidays("CN", "closed"), CHINA).spans(MAKEUP) == ()
    assert calendar(None, CHINA).spans(MAKEUP) == ()
    weekend = ServiceHours(Weekly.read({"sat-sun": "10:00-12:00"}), Holidays("CN"))
    assert Calendar.of(weekend, [CHINA]).spans(MAKEUP) == ()


def test_a_date_that_the_terms_list_is_off_even_where_the_country_works() -> None:
    made = calendar(Holidays("CN", dates=frozenset({MAKEUP})), CHINA)
    assert made.spans(MAKEUP) == ()
    assert not made.is_business_day(MAKEUP)


def test_business_days_are_monday_to_friday_without_holidays_and_makeup_days() -> None:
    made = Calendar.of(None, [CHINA])
    days = [NEW_YEAR + timedelta(n) for n in range(7)]
    assert [day.day for day in days if made.is_business_day(day)] == [4, 5, 6, 7]
    assert [day.day for day in days if Calendar().is_business_day(day)] == [1, 2, 5, 6, 7]


@pytest.mark.parametrize(
    ("due", "day"),
    [
        ("1 business days", date(2026, 1, 4)),
        ("3 business days", date(2026, 1, 6)),
        ("1 days", date(2026, 1, 1)),
        ("10 days", date(2026, 1, 10)),
    ],
)
def test_a_report_is_due_on_the_last_of_its_days(due: str, day: date) -> None:
    assert Calendar.of(None, [CHINA]).due_day(NEW_YEAR, DueIn.read(due)) == day
    assert DueIn.read(due).text() == due


@pytest.mark.parametrize("text", ["0 days", "ten days", "5 weeks", "5"])
def test_what_is_no_number_of_days_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number of days"):
        DueIn.read(text)


@given(st.dates(date(2025, 12, 1), date(2026, 3, 1)), st.integers(1, 40))
def test_one_business_day_more_is_never_earlier_and_falls_on_a_business_day(end: date, days: int) -> None:
    made = Calendar.of(None, [CHINA])
    day = made.due_day(end, DueIn(days))
    assert made.is_business_day(day)
    assert sum(made.is_business_day(end + timedelta(n)) for n in range((day - end).days + 1)) == days
    assert made.due_day(end, DueIn(days + 1)) > day


def test_years_are_confirmed_only_where_a_country_decides() -> None:
    first, last = date(2025, 12, 30), date(2026, 1, 2)
    assert calendar(Holidays("CN"), CHINA).unconfirmed(first, last) == (2025,)
    assert calendar(Holidays("CN"), CHINA).unconfirmed(NEW_YEAR, last) == ()
    assert calendar(Holidays(dates=frozenset({OWN}))).unconfirmed(first, last) == ()
    assert Calendar().unconfirmed(first, last) == ()
    assert calendar(Holidays("CN"), CalendarYear(2026)).unconfirmed(NEW_YEAR, last) == (2026,)
