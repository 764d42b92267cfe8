"""In intervals: in how many half-hours (or days) with volume a metric held its level (domain.md §6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.sla.agreed.levels import Level
from app.sla.catalogue.known import MetricUnit
from app.sla.formula import Formula, NoData, evaluate
from app.sla.procedures.cells import Grain, cells
from app.sla.procedures.procedure import OfItsWindow, Setting, Worked
from app.sla.sheets import Sheet, Total
from app.sla.working import step

FORMULA = "intervals_met / intervals_with_volume"


@dataclass(frozen=True, slots=True)
class InIntervals(OfItsWindow):
    """“Met in 95 % of half-hours”: ``each`` is the level of every interval, exact, over all queues together.

    An interval without volume (the formula has no value there) does not count, neither for nor against.
    """

    inner: Formula
    unit: MetricUnit
    each: Level
    grain: Grain

    @property
    def reads(self) -> frozenset[str]:
        """The measures of the metric that is judged in each interval."""
        return self.inner.names

    @property
    def gives(self) -> frozenset[str]:
        """How many intervals had volume, and how many of them met the level."""
        return frozenset({"intervals_met", "intervals_with_volume"})

    def work(self, sheets: Sequence[Sheet], setting: Setting) -> Worked | NoData:
        """How many of how many; NoData where figures are too coarse or no interval had volume."""
        found = cells(sheets, self.grain, self.reads, setting)
        if isinstance(found, NoData):
            return found
        results = [
            evaluate(self.inner, {n: total.value for n, total in cell.items()}) for cell in found.values()
        ]
        values = [value for value in results if not isinstance(value, NoData)]
        if not values:
            return NoData(f"no {self.grain} had any volume")
        met = sum(self.each.holds(value) for value in values)
        # Which intervals a rounded rate would turn is not known, so all of them may.
        slack = Fraction(len(values) if any(self.reads & sheet.slack.keys() for sheet in sheets) else 0)
        by = step(
            "intervals",
            Fraction(met),
            grain=self.grain,
            each=self.each.text(self.unit),
            formula=self.inner.text,
            with_volume=Fraction(len(values)),
            without_volume=Fraction(len(results) - len(values)),
        )
        totals = {
            "intervals_met": Total(Fraction(met), slack),
            "intervals_with_volume": Total(Fraction(len(values))),
        }
        return Worked(totals, (by,))
