"""From hours, holidays and due dates to the canonical document; what is left to its default is left out."""

from typing import Any

from app.sla.calendars import Holidays, ServiceHours
from app.sla.hours import AROUND_THE_CLOCK
from app.sla.terms import Reports, Terms
from app.terms_files.write_money import kept


def times_of(terms: Terms) -> dict[str, Any]:
    """What the terms say about time."""
    hours, reports = _service_hours(terms.service_hours), _reports(terms.reports)
    return {"service_hours": hours, "reports": reports}


def _service_hours(hours: ServiceHours | None) -> dict[str, Any] | None:
    if hours is None:
        return None
    weekly = None if hours.weekly == AROUND_THE_CLOCK else hours.weekly.written()
    made = kept({"weekly": weekly})
    return made if hours.holidays is None else {**made, "holidays": _holidays(hours.holidays)}


def _holidays(holidays: Holidays) -> dict[str, Any]:
    dates = [day.isoformat() for day in sorted(holidays.dates)]
    return kept({"country": holidays.country, "makeup_days": holidays.makeup_days, "dates": dates})


def _reports(reports: Reports) -> dict[str, Any]:
    return kept(
        {
            "due": reports.due and reports.due.text(),
            "missing": reports.missing,
            "incomplete": reports.incomplete,
        }
    )
