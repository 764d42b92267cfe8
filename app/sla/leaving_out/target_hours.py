"""Hours of one target: it counts only what was measured within them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from app.sla.agreed.conditions import TargetHours
from app.sla.calendars import Calendar
from app.sla.leaving_out.cutting import Lookup, cut
from app.sla.leaving_out.slots import slots
from app.sla.sheets import Sheet

Opens = Callable[[str, date], bool]


@dataclass(frozen=True, slots=True)
class Within:
    """Keeps of sheets what lies within the hours.

    A figure that cannot be cut does not say what happened in these hours, so it does not count; except where
    all service of its day lies within them.
    """

    hours: TargetHours
    calendar: Calendar
    zone: ZoneInfo

    def keep(self, sheets: Sequence[Sheet], lookup: Lookup) -> list[Sheet]:
        """What is left of the sheets."""
        kept = (self._cut(sheet, lookup) for sheet in sheets)
        return [sheet for sheet in kept if sheet is not None]

    def opens(self, before: Opens | None) -> Opens:
        """Days without such hours need not be reported for the target."""
        return lambda queue, day: bool(self._spans(day)) and (before is None or before(queue, day))

    def _cut(self, sheet: Sheet, lookup: Lookup) -> Sheet | None:
        def stays(count: int) -> tuple[bool, ...]:
            return slots(sheet.first_day, count, self.zone).touching(self._spans(sheet.first_day))

        whole_stays = sheet.days == 1 and self._holds_all(sheet.first_day)
        return cut(sheet, stays, whole_stays, lookup)[0]

    def _spans(self, day: date) -> tuple[tuple[int, int], ...]:
        return self.hours.weekly.days[day.weekday()] if self.calendar.spans(day) else ()

    def _holds_all(self, day: date) -> bool:
        mine = self._spans(day)
        return all(
            any(opens <= begin and end <= closes for opens, closes in mine)
            for begin, end in self.calendar.spans(day)
        )
