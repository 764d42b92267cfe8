from datetime import date, timedelta

import pytest

from app.sla.agreed.targets import Reports
from app.sla.beside import Beside, CalendarYear
from app.sla.calendars import Calendar, DueIn, Holidays, ServiceHours
from app.sla.judge import judge
from app.sla.judging.due_clock import Clock
from app.sla.judging.scope import Coverage
from app.sla.periods import Cadence
from app.sla.terms import Terms
from tests.sla.world import JANUARY, sheet, target, terms

PERIOD = Cadence().containing(JANUARY)
TEN = Reports(due=DueIn(10), missing="failed")
DUE = date(2026, 2, 13)
COUNTRY = ServiceHours(holidays=Holidays("CN"))
SOME, ALL = Coverage(31, 30, (("billing", JANUARY),)), Coverage(31, 31, ())
CONFIRMED = CalendarYear(2026, state="confirmed")


def clock(today: date, made: Terms, *years: CalendarYear) -> Clock:
    return Clock(made, PERIOD, Calendar.of(made.service_hours, years), today)


@pytest.mark.parametrize(
    ("today", "coverage", "reasons"),
    [
        (PERIOD.last_day, ALL, ["period_running"]),
        (PERIOD.last_day, SOME, ["period_running"]),
        (PERIOD.end, SOME, ["report_not_due"]),
        (PERIOD.end, ALL, []),
        (DUE, SOME, ["report_not_due"]),
        (DUE + timedelta(1), SOME, []),
    ],
)
def test_what_is_missing_is_provisional_until_it_is_due(
    today: date, coverage: Coverage, reasons: list[str]
) -> None:
    assert [*clock(today, terms(reports=TEN)).provisional(coverage)] == reasons


def test_without_an_agreed_time_a_report_is_due_when_the_period_is_over() -> None:
    plain = terms(reports=Reports(missing="failed"))
    assert not clock(PERIOD.last_day, plain).is_overdue
    assert clock(PERIOD.end, plain).is_overdue


def test_the_clock_stops_after_the_last_business_day() -> None:
    made = terms(reports=TEN)
    assert clock(DUE, made).due_day == DUE
    assert [clock(DUE + timedelta(n), made).is_overdue for n in (0, 1)] == [False, True]


@pytest.mark.parametrize(
    ("years", "coverage", "due", "reasons"),
    [
        ((), ALL, None, ["calendar_unconfirmed"]),
        ((CalendarYear(2026),), ALL, None, ["calendar_unconfirmed"]),
        ((CONFIRMED,), SOME, DueIn(10), []),
        ((CONFIRMED,), ALL, DueIn(300), []),
        ((CONFIRMED,), SOME, DueIn(300), ["report_not_due", "calendar_unconfirmed"]),
        ((CONFIRMED,), SOME, DueIn(400, business=False), ["report_not_due"]),
    ],
)
def test_a_year_that_nobody_confirmed_keeps_what_rests_on_it_provisional(
    years: tuple[CalendarYear, ...], coverage: Coverage, due: DueIn | None, reasons: list[str]
) -> None:
    made = terms(reports=Reports(due=due), service_hours=COUNTRY)
    assert [*clock(DUE + timedelta(30), made, *years).provisional(coverage)] == reasons


def test_figures_that_came_in_part_are_no_deemed_failure() -> None:
    made = terms(target(queues=("billing",)), reports=Reports(missing="failed"))
    zero = [sheet(JANUARY, offered=0, abandoned=0)]
    line = judge(made, made.targets[0], PERIOD, zero, PERIOD.end)
    assert (line.verdict, line.reason) == ("no_data", "offered is 0")


def test_a_measure_that_no_row_states_never_came() -> None:
    made = terms(reports=Reports(missing="failed"))
    line = judge(made, made.targets[0], PERIOD, [sheet(JANUARY, offered=9)], PERIOD.end)
    assert (line.verdict, line.reason) == ("deemed_failed", "no figures for abandoned")
    assert [(step.rule, step.inputs["due"]) for step in line.working] == [("deemed_failed", "2026-01-31")]
    assert line.is_judged
    assert line.achieved == 0


def test_nothing_is_deemed_failed_before_its_time_nor_where_the_terms_say_no_data() -> None:
    for made, today in ((terms(reports=TEN), DUE), (terms(), date(2027, 1, 1))):
        line = judge(made, made.targets[0], PERIOD, [], today, Beside())
        assert (line.verdict, line.is_judged) == ("no_data", False)
