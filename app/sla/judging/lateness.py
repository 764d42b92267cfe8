"""Judging whether the report of a period came in time, where the terms agree what a late one costs."""

from datetime import date
from fractions import Fraction

from app.sla.agreed.conditions import LateRemedy
from app.sla.agreed.late_target import late_target
from app.sla.beside import Beside
from app.sla.calendars import Calendar
from app.sla.judge import Line
from app.sla.judging.comparing import hold_against, shown
from app.sla.judging.due_clock import Clock
from app.sla.judging.own_windows import Windowed
from app.sla.judging.scope import Coverage
from app.sla.periods import ONE_DAY
from app.sla.timeline import Due
from app.sla.working import Step, step

_COMPLETE, _WAITING = Coverage(0, 0, ()), Coverage(1, 0, (("", date.min),))
NOT_COME = "nobody knows that the report has come"


def judge_lateness(due: Due, beside: Beside, today: date) -> tuple[Windowed, ...]:
    """The line of the report itself; none where the terms agree nothing about late ones."""
    late = due.terms.reports.late
    if late is None:
        return ()
    clock = Clock(due.terms, due.period, Calendar.of(due.terms.service_hours, beside.calendar), today)
    return (Windowed(_line(late, clock, beside.arrived), ()),)


def _line(late: LateRemedy, clock: Clock, arrived: date | None) -> Line:
    target = late_target(late)
    days = None if arrived is None else _days_late(late, clock, arrived)
    return Line(
        target=target,
        verdict="no_data" if days is None else hold_against(target, days),
        reason=NOT_COME if days is None else "",
        provisional=tuple(clock.provisional(_COMPLETE if clock.is_overdue else _WAITING)),
        value=days,
        numerator=None,
        denominator=None,
        compared=days,
        shown="" if days is None else shown(target, days),
        totals={},
        coverage=_COMPLETE,
        achieved=Fraction(days == 0),
        working=_told(clock, arrived, days),
    )


def _days_late(late: LateRemedy, clock: Clock, arrived: date) -> Fraction:
    """The days after the due day on which it had not come; one where the report counts as a whole."""
    after = (arrived - clock.due_day).days
    days = [clock.due_day + number * ONE_DAY for number in range(1, after + 1)]
    if late.per == "business_day":
        days = [day for day in days if clock.calendar.is_business_day(day)]
    return Fraction(min(len(days), 1) if late.per == "report" else len(days))


def _told(clock: Clock, arrived: date | None, days: Fraction | None) -> tuple[Step, ...]:
    if arrived is None or days is None:
        return (step("no_data", reason=NOT_COME),)
    return (step("report_late", days, due=clock.due_day.isoformat(), arrived=arrived.isoformat()),)
