"""To date: what was reached of what was planned, from the beginning of a campaign up to now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.sla.formula import NoData
from app.sla.periods import Cadence, Period
from app.sla.procedures.procedure import Setting, Worked, reaching
from app.sla.quantities import decimal_text
from app.sla.sheets import Sheet, add_up_stated
from app.sla.working import Step


@dataclass(frozen=True, slots=True)
class ToDate:
    """Actual and planned figures from ``since`` (omitted: the contract's first day) to the window's end.

    While the window runs, sheets count that are wholly over: a plan stated ahead by days is held against
    the days that have passed.
    """

    actual: str
    planned: str
    since: date | None = None

    @property
    def reads(self) -> frozenset[str]:
        """The measure that was reached and the one that was planned."""
        return frozenset({self.actual, self.planned})

    @property
    def gives(self) -> frozenset[str]:
        """Both sums to date."""
        return frozenset({"actual_to_date", "planned_to_date"})

    def span(self, window: Period, cadence: Cadence, starts: date) -> Period:
        """From the beginning of the campaign to the window's end."""
        return reaching(window, self.since or starts)

    def work(self, sheets: Sequence[Sheet], setting: Setting) -> Worked | NoData:
        """Both sums; NoData names the one that nobody states."""
        begin = self.since or setting.starts
        kept = [sheet for sheet in sheets if begin <= sheet.first_day and sheet.last_day < setting.today]
        totals = add_up_stated(kept, self.reads, setting.lookup)
        for name in (self.actual, self.planned):
            if name not in totals:
                return NoData(f"no figures for {name} from {begin} on")
        found = {"actual_to_date": totals[self.actual], "planned_to_date": totals[self.planned]}
        sums = {name: decimal_text(totals[name].value) for name in (self.actual, self.planned)}
        until = min(setting.window.end, setting.today)
        return Worked(
            found, (Step("to_date", {"since": begin.isoformat(), "until": until.isoformat(), **sums}),)
        )
