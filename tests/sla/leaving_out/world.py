"""Half-hours of a day, and what is said about a contract's time."""

from datetime import UTC, date, datetime
from typing import Any

from app.sla.beside import Beside, Consent, Exclusion
from app.sla.calendars import Holidays, ServiceHours
from app.sla.hours import Weekly
from app.sla.judge import Line, judge
from app.sla.periods import Cadence, Period
from app.sla.quantities import MILLION
from app.sla.sheets import Sheet
from app.sla.terms import Queue, Terms
from tests.sla.world import JANUARY, terms

MONDAY = date(2026, 1, 5)
HALF_HOURS = 48
OFFICE = ServiceHours(Weekly.read({"mon-fri": "08:00-20:00"}))
CLOSED_ON_MONDAY = ServiceHours(OFFICE.weekly, Holidays(dates=frozenset({MONDAY})))
MONTH = Cadence().containing(JANUARY)
YES = Consent("somebody", datetime(2026, 2, 1, tzinfo=UTC))


def half_hours(day: date, /, **each: int) -> Sheet:
    """A day of the same counts in each of its 48 half-hours."""
    intervals = {name: (count * MILLION,) * HALF_HOURS for name, count in each.items()}
    totals = {name: sum(values) for name, values in intervals.items()}
    return Sheet("calls", "", "voice", day, day, 30, totals, intervals)


def agreed(start: str, end: str, /, **more: Any) -> Exclusion:
    """An exclusion between two UTC instants that both parties want, unless `more` says otherwise."""
    given = {"id": "1", "name": "outage", "reason": "power cut", "client": YES, "provider": YES, **more}
    return Exclusion(start=_instant(start), end=_instant(end), **given)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def one_queue(**more: Any) -> Terms:
    return terms(**{"queues": (Queue("calls", "calls"),), **more})


def judged(
    made: Terms, *sheets: Sheet, exclusions: tuple[Exclusion, ...] = (), period: Period = MONTH
) -> Line:
    return judge(made, made.targets[0], period, sheets, period.end, Beside(exclusions=exclusions))
