"""What is still to be reported for the periods that are open, and how many days are left for it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.access.unit import Work
from app.contracts.tables import Contract
from app.scorecards.basis import Basis, read_basis
from app.scorecards.judging import Judgement, judge_on
from app.scorecards.life.issued import find_issued
from app.scorecards.live import known_at
from app.sla.calendars import Calendar
from app.sla.judging.due_clock import Clock
from app.sla.judging.in_order import to_assess
from app.sla.periods import ONE_DAY

LOOKED_BACK: Final = 3  # periods before the running one


@dataclass(frozen=True, slots=True)
class DueReport:
    """One period's report: the last day in time, the days left until then (business days where the terms
    count those; below zero: so many days late), and the queue-days that are missing so far.
    """

    label: str
    side: str
    is_running: bool
    due_day: date
    left: int
    business: bool
    days: int
    missing: tuple[tuple[str, date], ...]
    provisional: bool  # the due day rests on a calendar that nobody confirmed


def due_reports(w: Work, contract: Contract) -> tuple[DueReport, ...]:
    """The running period and those before it that are not issued and lack something, the newest first."""
    moment = known_at(w, contract, None)
    timeline = moment.in_force.timeline
    if moment.today < timeline.starts:
        return ()
    last = moment.today if timeline.ends is None else min(moment.today, timeline.ends - ONE_DAY)
    dues = [timeline.on(last)]
    while len(dues) <= LOOKED_BACK and dues[-1].period.start > timeline.starts:
        dues.append(timeline.on(dues[-1].period.start - ONE_DAY))
    wanted = [one for one in reversed(dues) if find_issued(w.session, contract, one.period.start) is None]
    if not wanted:
        return ()
    basis = read_basis(w.session, moment, to_assess(timeline, wanted))
    found = [_due(one, basis) for one in reversed(judge_on(basis, wanted))]
    return tuple(one for one in found if one.is_running or one.missing)


def _due(one: Judgement, basis: Basis) -> DueReport:
    terms, today = one.due.terms, basis.moment.today
    calendar = Calendar.of(terms.service_hours, basis.beside(one.due).calendar)
    clock = Clock(terms, one.due.period, calendar, today)
    missing = sorted({cell for judged in one.card.lines for cell in judged.line.coverage.missing})
    agreed = terms.reports.due
    business = agreed is not None and agreed.business
    return DueReport(
        label=one.due.period.label,
        side=terms.measured_by,
        is_running=clock.is_running,
        due_day=clock.due_day,
        left=days_left(today, clock.due_day, calendar, business=business),
        business=business,
        days=agreed.days if agreed is not None else 0,
        missing=tuple(missing),
        provisional=business and bool(calendar.unconfirmed(one.due.period.end, clock.due_day)),
    )


def days_left(today: date, due: date, calendar: Calendar, *, business: bool) -> int:
    """Days after today up to the due day (business days where those count), below zero the days since."""
    if today > due:
        return -(today - due).days
    days = (date.fromordinal(number) for number in range(today.toordinal() + 1, due.toordinal() + 1))
    return sum(1 for day in days if not business or calendar.is_business_day(day))
