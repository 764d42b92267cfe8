"""Where values lie: the range of an axis and the regions that a bound makes of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboards.figures.template import place
from dashboards.parts import Bound

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from low to high, in the shown unit."""

    low: float
    high: float

    def at(self, value: float, length: float) -> float:
        """The place of a value along that length, kept inside it."""
        part = (value - self.low) / (self.high - self.low)
        return round(min(1.0, max(0.0, part)) * length, 1)


def scale(values: Iterable[float], unit: str, margin: float = 0.15) -> Scale:
    """A range around the values with air at both ends, from zero where that is near; percents up to 100."""
    seen = list(values) or [0.0, 1.0]
    low, high = min(seen), max(seen)
    air = (high - low) * margin or max(abs(high) * margin, 1.0)
    floor, ceiling = low - air, high + air
    if low >= 0:
        floor = 0.0 if low <= high * 2 / 3 else max(floor, 0.0)
    if unit == "percent" and high <= 100:
        ceiling = min(ceiling, 100.0)
    return Scale(floor, ceiling if ceiling > floor else floor + 1.0)


def ends(bounds: Sequence[Bound | None]) -> list[float]:
    """The places of all numbers in those bounds."""
    return [place(end.text) for bound in bounds if bound for end in bound.ends]


def only(outer: Span, inner: Span) -> list[Span]:
    """What lies in the outer stretch and not in the inner one: none, one or two stretches."""
    parts = [(outer[0], min(outer[1], inner[0])), (max(outer[0], inner[1]), outer[1])]
    return [(low, high) for low, high in parts if low < high]


def region(bound: Bound, axis: Scale) -> Span:
    """The stretch of the axis on which the bound holds."""
    low = place(bound.low.text) if bound.low else axis.low
    high = place(bound.high.text) if bound.high else axis.high
    return (min(low, axis.high), max(high, axis.low))
