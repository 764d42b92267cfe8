"""What a procedure is: it reads sheets and works out figures that the metric's formula then names.

So a metric stays one formula of the closed grammar, whatever stands behind a name in it: numerator and
denominator, rounding and comparison are the same for all metrics.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from app.sla.formula import NoData
from app.sla.measures import Measure
from app.sla.periods import Cadence, Period, local_midnight
from app.sla.sheets import Sheet, Total
from app.sla.working import Step

Parameter = int | str


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a value is reckoned: the window that is judged, and what of the contract a procedure asks.

    ``today`` is the contract's date, ``starts`` its first day, ``cadence`` how the target's time is cut.
    """

    window: Period
    today: date
    starts: date
    cadence: Cadence
    zone: ZoneInfo
    lookup: Callable[[str], Measure]

    @property
    def over(self) -> int:
        """How many days of the window are over; all of them once it has ended."""
        return (min(self.window.end, self.today) - self.window.start).days

    def minutes_of(self, day: date) -> int:
        """How long the local day is: 1440 minutes, or what it is where the clock changes."""
        length = local_midnight(day + timedelta(1), self.zone) - local_midnight(day, self.zone)
        return length // timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Worked:
    """What a procedure worked out, by the names that it gives; and how it came about."""

    totals: Mapping[str, Total]
    working: tuple[Step, ...] = ()


class Procedure(Protocol):
    """A named way from sheets to figures."""

    @property
    def reads(self) -> frozenset[str]:
        """The measures that it reads."""

    @property
    def gives(self) -> frozenset[str]:
        """The names that the metric's formula may use for what it works out."""

    def span(self, window: Period, cadence: Cadence, starts: date) -> Period:
        """The days whose sheets it reads to judge the window; it ends where the window ends."""

    def work(self, sheets: Sequence[Sheet], setting: Setting) -> Worked | NoData:
        """The figures; NoData with the reason where the sheets do not say enough."""


@dataclass(frozen=True, slots=True)
class OfItsWindow:
    """What procedures share that read no other days than those of the window that is judged."""

    def span(self, window: Period, cadence: Cadence, starts: date) -> Period:
        """The window itself."""
        return window


def reaching(window: Period, start: date) -> Period:
    """The window, begun earlier."""
    return window if start >= window.start else Period(start, window.end, window.label)
