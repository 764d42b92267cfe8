"""How far the sheets reach that judging one period may read, and on which days it looks inside them."""

from collections.abc import Iterable
from datetime import date, timedelta

from app.sla.agreed.conditions import FORECAST, OFFERED, WEEKS_BACK
from app.sla.beside import CalendarYear, Exclusion
from app.sla.calendars import Calendar, DueIn
from app.sla.judging.windows import days_read
from app.sla.periods import ONE_DAY, Period
from app.sla.procedures.cells import MINUTES
from app.sla.procedures.forecast import ErrorAtGrain
from app.sla.procedures.in_intervals import InIntervals
from app.sla.terms import Target, Terms
from app.sla.timeline import Due

Days = tuple[date, date]


def reach(due: Due) -> Period:
    """The span of the sheets that a period's judgement may consume: the period, and what its targets read.

    A quarter that ends in the period began before it, and so may a week. The stability of a cost reads the
    periods before, the progress of a campaign all from its first day on. Where missing days count as missing
    calls, the four weeks before are read for the same weekdays.
    """
    start = min(days_read(due, target).start for target in due.terms.targets)
    if due.terms.reports.incomplete == "as_missing_calls":
        start -= timedelta(7 * WEEKS_BACK)
    return Period(start, due.period.end, due.period.label)


def settled_on(due: Due, years: Iterable[CalendarYear] | None = None) -> date:
    """The first day on which the period is over, its report due, and every look-ahead of its targets over.

    Where the calendar's ``years`` are not at hand it is a day that is surely not too early.
    """
    ahead, wait = max(target.look_ahead for target in due.terms.targets), due.terms.reports.due
    if wait is None:
        return due.period.end + timedelta(ahead)
    if years is None:
        return due.period.end + timedelta(max(ahead, 3 * wait.days + 14))
    due_day = Calendar.of(due.terms.service_hours, years).due_day(due.period.end, wait)
    return max(due.period.end + timedelta(ahead), due_day + ONE_DAY)


def consumed(terms: Terms) -> frozenset[str]:
    """The measures that verdicts and money by these terms are made of."""
    names = frozenset().union(*(target.measures | target.asks for target in terms.targets))
    if any(terms.relief_of(target) is not None for target in terms.targets):
        names |= {OFFERED}
    if terms.reads_forecast and terms.measured_by == "client":
        names |= {FORECAST}
    if terms.charges is not None and terms.charges.measure is not None:
        names |= {terms.charges.measure}
    return names | {"answered"} if "handled" in names else names


def opened(due: Due, exclusions: Iterable[Exclusion]) -> tuple[Days, ...]:
    """The spans of days [start, end) whose intervals judging the period may read, in order and apart.

    All of its reach where there are service hours or a target is judged by intervals; else the days, where
    the contract lives, that any of the exclusions touches.
    """
    span = reach(due)
    terms = due.terms
    if terms.service_hours is not None or any(_by_intervals(terms, target) for target in terms.targets):
        return ((span.start, span.end),)
    zone = due.terms.zone
    touched = ((one.start.astimezone(zone).date(), one.end.astimezone(zone).date()) for one in exclusions)
    return joined((max(first, span.start), min(last + ONE_DAY, span.end)) for first, last in touched)


def reads_calendar(terms: Terms) -> bool:
    """Whether judging by these terms asks which days are off or are business days."""
    hours, due = terms.service_hours, terms.reports.due
    return (hours is not None and hours.holidays is not None) or _in_business_days(due, terms.claim_within)


def _in_business_days(*times: DueIn | None) -> bool:
    return any(one is not None and one.business for one in times)


def joined(spans: Iterable[Days]) -> tuple[Days, ...]:
    """Spans of days in order, those that touch or overlap made one; what ends before it begins is none."""
    found: list[Days] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return tuple(found)


def _by_intervals(terms: Terms, target: Target) -> bool:
    relief, procedure = terms.relief_of(target), target.metric.procedure
    if target.hours is not None or (relief is not None and relief.by == "interval"):
        return True
    return isinstance(procedure, InIntervals | ErrorAtGrain) and procedure.grain in MINUTES
