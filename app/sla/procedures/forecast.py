"""Forecast error: by how much the forecast missed, cell by cell, so that errors do not cancel out.

WAPE (weighted absolute percentage error): Σ |actual - forecast| / Σ actual over the cells of the grain that
the terms name. Days of 110 and 90 against 100 and 100 are 20 / 200 = 10 %; the month is 0 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.sla.formula import Formula, NoData, evaluate
from app.sla.procedures.cells import Grain, cells
from app.sla.procedures.procedure import OfItsWindow, Setting, Worked
from app.sla.sheets import Sheet, Total
from app.sla.working import step


@dataclass(frozen=True, slots=True)
class ErrorAtGrain(OfItsWindow):
    """The sums of |actual - forecast|, of the actual and of the forecast, over the cells that state both.

    The queues of the target are added up in each cell first: a forecast for all of them may be shared out
    otherwise than it was planned. Who wants each queue by itself makes a target of each.
    """

    actual: Formula
    forecast: Formula
    grain: Grain

    @property
    def reads(self) -> frozenset[str]:
        """What was measured and what was forecast."""
        return self.actual.names | self.forecast.names

    @property
    def gives(self) -> frozenset[str]:
        """The sum of the errors, without their sign, and both sums that they can be held against."""
        return frozenset({"absolute_error", "actual", "forecast"})

    def work(self, sheets: Sequence[Sheet], setting: Setting) -> Worked | NoData:
        """The sums; NoData where figures are coarser than the grain or no cell states both sides."""
        found = cells(sheets, self.grain, self.reads, setting)
        if isinstance(found, NoData):
            return found
        pairs = [pair for cell in found.values() if (pair := self._pair(cell)) is not None]
        if not pairs:
            return NoData(f"no {self.grain} states both {self.actual.text} and {self.forecast.text}")
        off = sum((abs(actual - forecast) for actual, forecast in pairs), Fraction(0))
        actual = sum((pair[0] for pair in pairs), Fraction(0))
        forecast = sum((pair[1] for pair in pairs), Fraction(0))
        by = step(
            "forecast_error",
            off,
            grain=self.grain,
            cells=Fraction(len(pairs)),
            left_out=Fraction(len(found) - len(pairs)),
        )
        slack = sum((total.slack for cell in found.values() for total in cell.values()), Fraction(0))
        sums = {"absolute_error": off, "actual": actual, "forecast": forecast}
        return Worked({name: Total(value, slack) for name, value in sums.items()}, (by,))

    def _pair(self, cell: dict[str, Total]) -> tuple[Fraction, Fraction] | None:
        stated = {name: total.value for name, total in cell.items()}
        actual, forecast = evaluate(self.actual, stated), evaluate(self.forecast, stated)
        if isinstance(actual, NoData) or isinstance(forecast, NoData):
            return None
        return actual, forecast
