"""From hours, holidays and due dates to the canonical document; what is left to its default is left out."""

from typing import Any

from app.sla.agreed.conditions import LateRemedy, LowVolume, Relief
from app.sla.calendars import Holidays, ServiceHours
from app.sla.hours import AROUND_THE_CLOCK
from app.sla.quantities import decimal_text
from app.sla.terms import Reports, Target, Terms
from app.terms_files.write_money import kept, percent, price


def times_of(terms: Terms) -> dict[str, Any]:
    """What the terms say about time."""
    hours, reports = _service_hours(terms.service_hours), _reports(terms.reports)
    return {"service_hours": hours, "relief": _relief(terms.relief), "reports": reports}


def conditions_of(target: Target) -> dict[str, Any]:
    """Under which conditions a target counts, and what of its figures does."""
    hours, low = target.hours, target.low_volume
    return {
        "hours": hours and {hours.name: hours.weekly.written()},
        "only_if": target.only_if and target.only_if.text(),
        "low_volume": low and _low_volume(low),
        "relief": _relief(target.relief),
    }


def _late(late: LateRemedy) -> dict[str, Any]:
    return kept({"amount": price(late.price), "per": late.per, "cap": price(late.cap)})


def _low_volume(low: LowVolume) -> dict[str, str]:
    if low.allow_failures is not None:
        return {"allow_failures": str(low.allow_failures)}
    return {"measure": low.measure, "under": decimal_text(low.under)}


def _relief(relief: Relief | None) -> dict[str, Any] | None:
    if relief is None:
        return None
    locked = f"{relief.locked}d" if relief.locked else None
    words = {"by": relief.by, "time_metrics": relief.time_metrics}
    return kept({"tolerance": percent(relief.tolerance), "locked": locked, **words})


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
            "late": reports.late and _late(reports.late),
        }
    )
