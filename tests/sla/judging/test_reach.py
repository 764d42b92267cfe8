from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.agreed.conditions import Relief
from app.sla.agreed.levels import read_level
from app.sla.beside import CalendarYear, Exclusion
from app.sla.calendars import DueIn, Holidays, ServiceHours
from app.sla.judging.reach import consumed, joined, opened, reach, reads_calendar, settled_on
from app.sla.metrics import agree, in_intervals
from app.sla.terms import Reports, Terms
from app.sla.timeline import Due, Timeline
from tests.sla.world import target, terms

DAY, FEBRUARY = date(2026, 1, 5), date(2026, 2, 1)


def due_of(made: Terms) -> Due:
    return Timeline([made]).labelled("2026-01")


def excluded(start: datetime, end: datetime) -> Exclusion:
    return Exclusion("e", "e", "", start, end)


# 16:00 UTC is midnight where the contract lives, in Shanghai.
NIGHT = excluded(datetime(2026, 1, 5, 15, 59, tzinfo=UTC), datetime(2026, 1, 5, 16, 1, tzinfo=UTC))
LONG = excluded(datetime(2026, 1, 6, 3, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC))


def test_only_the_days_that_an_exclusion_touches_are_opened() -> None:
    due = due_of(terms())
    assert opened(due, []) == ()
    assert opened(due, [NIGHT]) == ((DAY, date(2026, 1, 7)),)
    assert opened(due, [LONG, NIGHT]) == ((DAY, FEBRUARY),)
    outside = excluded(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC))
    assert opened(due, [outside]) == ()


@pytest.mark.parametrize(("grain", "whole"), [("half_hour", True), ("day", False)])
def test_all_days_are_where_a_target_is_judged_by_intervals(grain: str, whole: bool) -> None:
    met = agree("abandonment_rate", None, {})
    cut = in_intervals(met, read_level("<= 5%", "ratio"), grain)  # type: ignore[arg-type]
    due = due_of(terms(target(">= 95%", cut)))
    assert opened(due, []) == (((reach(due).start, reach(due).end),) if whole else ())


def test_and_where_there_are_service_hours() -> None:
    assert opened(due_of(replace(terms(), service_hours=ServiceHours())), []) == (
        (date(2026, 1, 1), FEBRUARY),
    )


def test_the_calendar_is_asked_for_holidays_and_business_days() -> None:
    assert not reads_calendar(terms())
    assert not reads_calendar(terms(reports=Reports(due=DueIn(10, business=False))))
    assert reads_calendar(terms(reports=Reports(due=DueIn(10))))
    assert reads_calendar(terms(service_hours=ServiceHours(holidays=Holidays("CN"))))
    assert not reads_calendar(terms(service_hours=ServiceHours()))


DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 1))


@given(st.lists(st.tuples(DAYS, DAYS), max_size=6))
def test_joined_spans_hold_the_same_days_in_order_and_apart(spans: list[tuple[date, date]]) -> None:
    found = joined(spans)
    held = {n for one in spans for n in range(one[0].toordinal(), one[1].toordinal())}
    assert [n for one in found for n in range(one[0].toordinal(), one[1].toordinal())] == sorted(held)
    assert all(before[1] < after[0] for before, after in pairwise(found))


def test_a_period_is_settled_when_its_report_is_due_and_every_look_ahead_is_over() -> None:
    """Ten business days end on Friday 13 February 2026; without a calendar it is surely later."""
    waiting = due_of(terms(target(), reports=Reports(due=DueIn(10))))
    years = [CalendarYear(2026)]
    assert settled_on(waiting, years) == date(2026, 2, 14)
    assert settled_on(waiting) == date(2026, 2, 1) + timedelta(3 * 10 + 14) > settled_on(waiting, years)
    assert settled_on(due_of(terms(target(look_ahead=7)))) == date(2026, 2, 8)
    ahead = due_of(terms(target(look_ahead=40), reports=Reports(due=DueIn(10))))
    assert settled_on(ahead, years) == date(2026, 3, 13)


def test_relief_consumes_what_was_offered() -> None:
    metric = agree("service_level", "all_abandons_count_against", {"threshold": 20})
    assert "offered" not in consumed(terms(target(">= 80%", metric)))
    relieved = target(">= 80%", metric, relief=Relief(Fraction(1, 10)))
    assert "offered" in consumed(terms(relieved))


def test_a_client_that_measures_itself_has_its_forecast_among_its_own_figures() -> None:
    made = terms(target(">= 80%"), reports=Reports(incomplete="as_missing_calls"))
    assert "forecast_offered" not in consumed(made)
    assert "forecast_offered" in consumed(replace(made, measured_by="client"))
