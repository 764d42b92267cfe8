"""How far the sheets reach that judging one period may read, and on which days it looks inside them."""

from collections.abc import Iterable
from datetime import date, timedelta

from app.sla.beside import Exclusion
from app.sla.calendars import DueIn
from app.sla.periods import ONE_DAY, Period
from app.sla.procedures.cells import MINUTES
from app.sla.procedures.forecast import ErrorAtGrain
from app.sla.procedures.in_intervals import InIntervals
from app.sla.terms import Target, Terms
from app.sla.timeline import Due
from app.sla.windows import days_read

Days = tuple[date, date]


def reach(due: Due) -> Period:
    """The span of the sheets that a period's judgement may consume: the period, and what its targets read.

    A quarter that ends in the period began before it, and so may a week. The stability of a cost reads the
    periods before, the progress of a campaign all from its first day on.
    """
    start = min(days_read(due, target).start for target in due.terms.targets)
    return Period(start, due.period.end, due.period.label)


def settled_on(due: Due) -> date:
    """The first day on which the period is over, and every look-ahead of its targets with it."""
    return due.period.end + timedelta(max(target.look_ahead for target in due.terms.targets))


def consumed(terms: Terms) -> frozenset[str]:
    """The measures that verdicts and money by these terms are made of."""
    names = frozenset().union(*(target.measures for target in terms.targets))
    if terms.charges is not None and terms.charges.measure is not None:
        names |= {terms.charges.measure}
    return names | {"answered"} if "handled" in names else names


def opened(due: Due, exclusions: Iterable[Exclusion]) -> tuple[Days, ...]:
    """The spans of days [start, end) whose intervals judging the period may read, in order and apart.

    All of its reach where there are service hours or a target is judged by intervals; else the days, where
    the contract lives, that any of the exclusions touches.
    """
    span = reach(due)
    if due.terms.service_hours is not None or any(_by_intervals(target) for target in due.terms.targets):
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


def _by_intervals(target: Target) -> bool:
    procedure = target.metric.procedure
    return isinstance(procedure, InIntervals | ErrorAtGrain) and procedure.grain in MINUTES
