"""From the typed document to hours, holidays and when a report is due."""

from datetime import date
from typing import Any

from app.sla.agreed.conditions import LateRemedy, LowVolume, OnlyIf, Relief, TargetHours
from app.sla.agreed.targets import Reports
from app.sla.calendars import DueIn, Holidays, ServiceHours
from app.sla.hours import AROUND_THE_CLOCK, Weekly
from app.sla.quantities import exact
from app.terms_files.build_money import price, priced, share
from app.terms_files.collecting import Collector, Document
from app.terms_files.nodes import Path


class HoursBuilder(Collector):
    """Builds what the terms say about time."""

    def times(self, document: Document) -> dict[str, Any]:
        """What the terms say about time, by the names of the core's Terms."""
        reports = self.reports(document.get("reports", {}))
        hours, relief = self.service_hours(document.get("service_hours")), self.relief((), document)
        return {"service_hours": hours, "reports": reports, "relief": relief}

    def conditions(self, here: Path, part: Document) -> dict[str, Any]:
        """Under which conditions a target counts, by the names of the core's Target."""
        made: dict[str, Any] = {"hours": None, "only_if": None, "low_volume": None}
        for name, written in part.get("hours", {}).items():
            weekly = self.weekly((*here, "hours", name), written)
            made["hours"] = weekly and TargetHours(name, weekly)
        if len(part.get("hours", {})) > 1:
            self.fault((*here, "hours"), "a target has one set of hours; write a target for each")
        with self.at((*here, "only_if")):
            made["only_if"] = OnlyIf.read(part["only_if"]) if "only_if" in part else None
        with self.at((*here, "low_volume")):
            made["low_volume"] = _low_volume(part["low_volume"]) if "low_volume" in part else None
        return {**made, "relief": self.relief(here, part)}

    def relief(self, here: Path, part: Document) -> Relief | None:
        """Relief for more volume than forecast; None where none is agreed, or a fault was noted."""
        if "relief" not in part:
            return None
        given = part["relief"]
        with self.at((*here, "relief")):
            locked = int(given.get("locked", "0d")[:-1])
            words = given.get("by", "interval"), given.get("time_metrics", "none")
            return Relief(share(given["tolerance"]), locked, *words)
        return None

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
        if "late" in given:
            late = given["late"]
            given["late"] = LateRemedy(price(late["amount"]), late.get("per", "day"), priced(late, "cap"))
        return Reports(**given)


def _low_volume(part: Document) -> LowVolume:
    allowed = int(part["allow_failures"]) if "allow_failures" in part else None
    return LowVolume(part.get("measure", ""), exact(part.get("under", "0")), allowed)


def _holidays(part: Document) -> Holidays:
    dates = frozenset(date.fromisoformat(day) for day in part.get("dates", ()))
    return Holidays(part.get("country", ""), part.get("makeup_days", "weekday"), dates)
