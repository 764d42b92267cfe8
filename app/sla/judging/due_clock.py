"""The clock of reports: what the day of judging means for figures that are missing (domain.md §6).

The clock stops at 24:00, where the contract lives, of the day on which the report is due. Until then what is
missing only makes a verdict provisional; afterwards the terms say what it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.sla.calendars import Calendar
from app.sla.judging.scope import Coverage
from app.sla.periods import Period
from app.sla.terms import Terms


@dataclass(frozen=True, slots=True)
class Clock:
    """One period's clock: the last day on which its report is in time, and the day of judging."""

    terms: Terms
    period: Period
    calendar: Calendar
    today: date

    @property
    def is_running(self) -> bool:
        """Whether the period is not over yet."""
        return self.today < self.period.end

    @property
    def due_day(self) -> date:
        """The last day in time; without an agreed time it is the period's own last day."""
        due = self.terms.reports.due
        return self.period.last_day if due is None else self.calendar.due_day(self.period.end, due)

    @property
    def is_overdue(self) -> bool:
        """Whether what is missing now is missing for good."""
        return not self.is_running and self.today > self.due_day

    def provisional(self, coverage: Coverage) -> Iterator[str]:
        """Why time may still change a verdict on figures of that coverage."""
        if self.is_running:
            yield "period_running"
        elif not coverage.is_complete and not self.is_overdue:
            yield "report_not_due"
        if self._unconfirmed(coverage):
            yield "calendar_unconfirmed"

    def _unconfirmed(self, coverage: Coverage) -> bool:
        """Whether service days or the due day rest on a year of the country that nobody confirmed."""
        if self.calendar.unconfirmed(self.period.start, self.period.last_day):
            return True
        due = self.terms.reports.due
        if due is None or not due.business or coverage.is_complete:
            return False
        return bool(self.calendar.unconfirmed(self.period.end, self.due_day))
