"""From the typed document to hours, holidays and when a report is due."""

from datetime import date
from typing import Any

from app.sla.calendars import DueIn, Holidays, ServiceHours
from app.sla.hours import AROUND_THE_CLOCK, Weekly
from app.sla.targets import Reports
from app.terms_files.collecting import Collector, Document
from app.terms_files.nodes import Path


class HoursBuilder(Collector):
    """Builds what the terms say about time."""

    def times(self, document: Document) -> dict[str, Any]:
        """What the terms say about time, by the names of the core's Terms."""
        reports = self.reports(document.get("reports", {}))
        return {"service_hours": self.service_hours(document.get("service_hours")), "reports": reports}

    def service_hours(self, part: Document | None) -> ServiceHours | None:
        """When the contract is served; None when the terms do not say."""
        if part is None:
            return None
        weekly = self.weekly(("service_hours", "weekly"), part["weekly"]) if "weekly" in part else None
        holidays = _holidays(part["holidays"]) if "holidays" in part else None
        return ServiceHours(weekly or AROUND_THE_CLOCK, holidays)

    def weekly(self, path: Path, part: Document) -> Weekly | None:
        """Hours by weekday, or None when something about them was noted as a fault."""
        with self.at(path):
            return Weekly.read(part)
        return None

    def reports(self, part: Document) -> Reports:
        """What follows when figures are missing, and when they are due."""
        given = dict(part)
        if "due" in given:
            given["due"] = DueIn.read(given["due"])
        return Reports(**given)


def _holidays(part: Document) -> Holidays:
    dates = frozenset(date.fromisoformat(day) for day in part.get("dates", ()))
    return Holidays(part.get("country", ""), part.get("makeup_days", "weekday"), dates)
