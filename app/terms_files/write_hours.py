"""From hours, holidays and due dates to the canonical document; what is left to its default is left out."""

from typing import Any

from app.sla.calendars import Holidays, ServiceHours
from app.sla.hours import AROUND_THE_CLOCK
from app.sla.targets import Reports
from app.terms_files.write_money import kept


def service_hours_of(hours: ServiceHours | None) -> dict[str, Any] | None:
    """When the contract is served."""
    if hours is None:
        return None
    weekly = None if hours.weekly == AROUND_THE_CLOCK else hours.weekly.written()
    made = kept({"weekly": weekly})
    return made if hours.holidays is None else {**made, "holidays": _holidays(hours.holidays)}


def _holidays(holidays: Holidays) -> dict[str, Any]:
    dates = [day.isoformat() for day in sorted(holidays.dates)]
    return kept({"country": holidays.country, "makeup_days": holidays.makeup_days, "dates": dates})


def reports_of(reports: Reports) -> dict[str, Any]:
    """What follows when figures are missing, and when they are due."""
    return kept(
        {
            "due": reports.due and reports.due.text(),
            "missing": reports.missing,
            "incomplete": reports.incomplete,
        }
    )
