"""Staffing: full-time agents out of hours, and the days by which a rate is annualised."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.sla.formula import NoData
from app.sla.procedures.procedure import OfItsWindow, Setting, Worked
from app.sla.sheets import Sheet, Total, add_up_stated
from app.sla.working import step

_HOUR = 3600


@dataclass(frozen=True, slots=True)
class FullTimeAgents(OfItsWindow):
    """How many full-time agents the staffed hours of each queue are, added up over the queues.

    ``full_time_hours`` are the hours that one full-time agent works in the time of the report, so hours of
    two queues are not added up before they are divided: 320 h and 160 h at 160 h each are 2 + 1 agents.
    """

    @property
    def reads(self) -> frozenset[str]:
        """Hours worked, and the hours of one full-time agent."""
        return frozenset({"staffed_seconds", "full_time_hours"})

    @property
    def gives(self) -> frozenset[str]:
        """The number of full-time agents."""
        return frozenset({"full_time_agents"})

    def work(self, sheets: Sequence[Sheet], setting: Setting) -> Worked | NoData:
        """The agents; NoData where a queue states the one and not the other, or no full-time hours."""
        queues: dict[tuple[str, str, str], list[Sheet]] = {}
        for sheet in sheets:
            if not self.reads.isdisjoint(sheet.totals):
                queues.setdefault((sheet.queue, sheet.segment, sheet.channel), []).append(sheet)
        if not queues:
            return NoData("no figures for full_time_hours, staffed_seconds")
        agents = slack = Fraction(0)
        for (queue, *_), inside in sorted(queues.items()):
            totals = add_up_stated(inside, self.reads, setting.lookup)
            for name in sorted(self.reads):
                if name not in totals:
                    return NoData(f"no figures for {name} of {queue}")
            hours = totals["full_time_hours"].value * _HOUR
            if hours <= 0:
                return NoData(f"full_time_hours of {queue} is 0")
            agents += totals["staffed_seconds"].value / hours
            slack += totals["staffed_seconds"].slack / hours
        by = step("full_time_agents", agents, queues=Fraction(len(queues)))
        return Worked({"full_time_agents": Total(agents, slack)}, (by,))


@dataclass(frozen=True, slots=True)
class DaysOver(OfItsWindow):
    """How many days of the window are over, so that what happened in it can be brought to a year."""

    @property
    def reads(self) -> frozenset[str]:
        """None: the calendar alone."""
        return frozenset()

    @property
    def gives(self) -> frozenset[str]:
        """The number of days."""
        return frozenset({"days"})

    def work(self, sheets: Sequence[Sheet], setting: Setting) -> Worked | NoData:
        """The days."""
        days = Fraction(setting.over)
        return Worked({"days": Total(days)}, (step("days_over", days),))
