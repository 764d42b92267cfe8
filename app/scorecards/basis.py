"""The basis of a judgement: all that it may consume, read once as known at a revision.

Few queries whatever the number of periods: a fixed number for each side, one for what was left out by
agreement and one for the calendar.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.contracts.calendars.years import confirmed_years, years_of
from app.contracts.excluded import exclusions_known
from app.contracts.in_force import InForce
from app.contracts.tables import Contract
from app.reports.keeping.as_known import Side, intervals_known, reports_used, sheets_known
from app.reports.keeping.merge import Known
from app.scorecards.arrivals import arrived_on
from app.scorecards.forecasts import locked_forecasts
from app.sla.beside import Beside, CalendarYear, Exclusion
from app.sla.judging.reach import joined, opened, reach
from app.sla.periods import Period, local_midnight
from app.sla.reconciling.reading import read_of_other
from app.sla.sheets import Sheet
from app.sla.timeline import Due

SIDES = ("client", "provider")
Place = tuple[str, str, str, date, date]


@dataclass(frozen=True, slots=True)
class Moment:
    """What a reading is of: the contract, its terms, the revision, and the date there at that moment."""

    contract: Contract
    in_force: InForce
    revision: int
    today: date

    @property
    def zone(self) -> ZoneInfo:
        """The time zone where the contract lives; it cannot be amended."""
        return self.in_force.timeline.versions[-1].zone


def moment_of(contract: Contract, in_force: InForce, revision: int, instant: datetime) -> Moment:
    """The moment of a reading; the date is that of the instant in the contract's time zone."""
    zone = in_force.timeline.versions[-1].zone
    return Moment(contract, in_force, revision, instant.astimezone(zone).date())


@dataclass(frozen=True, slots=True)
class Figures:
    """One side's sheets by first day, and the reports that state them."""

    known: Sequence[Known]
    days: Sequence[date]
    reports: Sequence[dict[str, Any]]

    def inside(self, due: Due) -> list[Known]:
        """The sheets wholly in the reach of the period: one that straddles its edge cannot be cut."""
        span = reach(due)
        begun = self.known[bisect_left(self.days, span.start) : bisect_left(self.days, span.end)]
        return [one for one in begun if one.sheet.last_day < span.end]


@dataclass(frozen=True, slots=True)
class Basis:
    """What periods are judged on: both sides' figures, the agreed exclusions, the calendar."""

    moment: Moment
    sides: Mapping[str, Figures]
    exclusions: tuple[Exclusion, ...]
    calendar: tuple[CalendarYear, ...]
    forecasts: Mapping[Period, Sequence[Sheet]]
    arrivals: Mapping[Period, date]

    def counted(self, due: Due) -> list[Known]:
        """The sheets of the side that counts."""
        return self.sides[due.terms.measured_by].inside(due)

    def read_of_other(self, due: Due) -> list[Known]:
        """The other side's sheets that state anything which judging the period may read."""
        names = read_of_other(due.terms)
        return [one for one in self.others(due) if names & one.sheet.totals.keys()]

    def others(self, due: Due) -> list[Known]:
        """The sheets of the side that does not count."""
        (other,) = (side for side in SIDES if side != due.terms.measured_by)
        return self.sides[other].inside(due)

    def reports(self) -> list[dict[str, Any]]:
        """The reports that state any of these figures, those of the provider first."""
        return [report for side in reversed(SIDES) for report in self.sides[side].reports]

    def beside(self, due: Due) -> Beside:
        """The other side's sheets, the exclusions that touch the reach, and the calendar of its years."""
        sheets = [one.sheet for one in self.others(due)]
        begin, end = reach(due).bounds(self.moment.zone)
        touching = tuple(one for one in self.exclusions if one.start < end and one.end > begin)
        years = _years([due])
        calendar = tuple(one for one in self.calendar if one.year in years)
        forecasts, arrived = self.forecasts.get(due.period), self.arrivals.get(due.period)
        return Beside(sheets, touching, calendar, forecasts, arrived)


def read_basis(
    session: Session, moment: Moment, dues: Sequence[Due], proposed: Sequence[Exclusion] = ()
) -> Basis:
    """The basis of these periods. ``proposed`` are exclusions that may be laid upon it to see their price."""
    start, end = min(reach(due).start for due in dues), max(reach(due).end for due in dues)
    begin, stop = local_midnight(start, moment.zone), local_midnight(end, moment.zone)
    exclusions = tuple(exclusions_known(session, moment.contract, begin, stop, moment.revision))
    looked_into = joined(days for due in dues for days in opened(due, (*exclusions, *proposed)))
    confirmed = confirmed_years(session, moment.contract, moment.revision)
    calendar = years_of(moment.in_force.timeline, confirmed, sorted(_years(dues)))
    sides = {side: _figures(session, moment, side, Period(start, end, ""), looked_into) for side in SIDES}
    forecasts = locked_forecasts(session, moment.contract, moment.in_force.timeline, dues, moment.revision)
    arrivals = arrived_on(session, moment.contract, dues, moment.revision)
    return Basis(moment, sides, exclusions, calendar, forecasts, arrivals)


def _figures(
    session: Session, moment: Moment, side: str, span: Period, looked_into: Sequence[tuple[date, date]]
) -> Figures:
    of = Side(moment.contract.organisation_id, moment.contract.id, side)
    known = sheets_known(session, of, span.start, span.end, moment.revision)
    if known and looked_into:
        whole = {_place(one.sheet): one for one in intervals_known(session, of, looked_into, moment.revision)}
        known = [whole.get(_place(one.sheet), one) for one in known]
    known.sort(key=lambda one: one.sheet.first_day)
    return Figures(known, [one.sheet.first_day for one in known], reports_used(session, known))


def _place(sheet: Sheet) -> Place:
    return sheet.queue, sheet.segment, sheet.channel, sheet.first_day, sheet.last_day


def _years(dues: Iterable[Due]) -> set[int]:
    """The calendar years that judging may ask about: those of the days, and where reports fall due."""
    return {year for due in dues for year in range(reach(due).start.year, due.period.end.year + 2)}
