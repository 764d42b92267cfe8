"""Stability: how far a value moved over the last periods, (max - min) / mean.

Costs per call of 2.80 and 3.20 are 0.40 / 3.00 = 13.33 %.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import product

from app.sla.formula import Formula, NoData, evaluate
from app.sla.periods import ONE_DAY, Cadence, Period
from app.sla.procedures.procedure import Setting, Worked, reaching
from app.sla.quantities import decimal_text
from app.sla.sheets import Sheet, Total, add_up_stated
from app.sla.working import Step

FEWEST = 2


@dataclass(frozen=True, slots=True)
class Stability:
    """The highest, the lowest and the mean of a value over this and the periods before, ``periods`` in all.

    A contract that is younger has fewer; with one alone there is nothing to compare. The mean is that of the
    periods' values, each period alike; ``pooled`` is the value over all of them together.
    """

    of: Formula
    periods: int

    @property
    def reads(self) -> frozenset[str]:
        """The measures of the value."""
        return self.of.names

    @property
    def gives(self) -> frozenset[str]:
        """Highest, lowest, mean and pooled value."""
        return frozenset({"highest", "lowest", "mean", "pooled"})

    def span(self, window: Period, cadence: Cadence, starts: date) -> Period:
        """From the first of the periods on, or from the contract's first day."""
        return reaching(window, min(part.start for part in self._parts(window, cadence, starts)))

    def _parts(self, window: Period, cadence: Cadence, starts: date) -> Iterator[Period]:
        yield window
        start = window.start
        for _ in range(self.periods - 1):
            if start <= starts:
                return
            whole = cadence.containing(start - ONE_DAY)
            part = Period(max(whole.start, starts), start, whole.label)
            yield part
            start = part.start

    def work(self, sheets: Sequence[Sheet], setting: Setting) -> Worked | NoData:
        """The four values; NoData where one of the periods has none, or there is one period alone."""
        parts = sorted(
            self._parts(setting.window, setting.cadence, setting.starts), key=lambda part: part.start
        )
        if len(parts) < FEWEST:
            return NoData("there is no period before to compare with")
        values: dict[str, Total] = {}
        for part in parts:
            inside = [s for s in sheets if part.start <= s.first_day and s.last_day < part.end]
            value = self._value(inside, setting)
            if isinstance(value, NoData):
                return NoData(f"{part.label}: {value.reason}")
            values[part.label] = value
        return self._worked(values, self._value(sheets, setting))

    def _value(self, sheets: Sequence[Sheet], setting: Setting) -> Total | NoData:
        totals = add_up_stated(sheets, self.reads, setting.lookup)
        value = evaluate(self.of, {name: total.value for name, total in totals.items()})
        return value if isinstance(value, NoData) else Total(value, self._slack(value, totals))

    def _slack(self, value: Fraction, totals: dict[str, Total]) -> Fraction:
        """How far the value may be off: at most as far as with every total at the end of its slack."""
        ends = ({total.value - total.slack, total.value + total.slack} for total in totals.values())
        moved = (evaluate(self.of, dict(zip(totals, corner, strict=True))) for corner in product(*ends))
        return max(value if isinstance(found, NoData) else abs(found - value) for found in moved)

    def _worked(self, values: dict[str, Total], pooled: Total | NoData) -> Worked:
        own = [total.value for total in values.values()]
        slack = max(total.slack for total in values.values())
        found = {"highest": max(own), "lowest": min(own), "mean": sum(own, Fraction(0)) / len(own)}
        totals = {name: Total(value, slack) for name, value in found.items()}
        if not isinstance(pooled, NoData):
            totals["pooled"] = pooled
        inputs = {label: decimal_text(total.value) for label, total in values.items()}
        return Worked(totals, (Step("stability", inputs, decimal_text(found["mean"])),))
