"""Targets: what was promised, and the small parts of terms that are said beside them. Frozen values."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.sla.agreed.conditions import LateRemedy, LowVolume, OnlyIf, Relief, TargetHours
from app.sla.agreed.levels import Level
from app.sla.calendars import DueIn
from app.sla.metrics import NOT_EXPRESSIBLE, Metric
from app.sla.periods import Every
from app.sla.quantities import Rounding
from app.sla.remedies.bands import BandsRemedy
from app.sla.remedies.lines import NO_RULES, LineRules
from app.sla.remedies.per_point import PerPointRemedy
from app.sla.remedies.percent_bands import PercentBandsRemedy
from app.sla.remedies.points import PointsRemedy
from app.sla.remedies.pool import PoolRemedy

Side = Literal["provider", "client"]
Banded = BandsRemedy | PercentBandsRemedy | PointsRemedy
Remedy = PoolRemedy | PerPointRemedy | Banded
Path = tuple[str | int, ...]


class TermsFault(ValueError):
    """Terms that contradict themselves; ``path`` leads to the key in the terms file."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path


@dataclass(frozen=True, slots=True)
class Queue:
    """One line of business, hotline or campaign of the contract."""

    id: str
    title: str
    direction: Literal["inbound", "outbound"] = "inbound"


@dataclass(frozen=True, slots=True)
class Charges:
    """What the provider charges for a period: a fixed amount, or a measure and whose figure counts."""

    fixed: Fraction | None = None
    measure: str | None = None
    stated_by: Side = "client"


@dataclass(frozen=True, slots=True)
class Reports:
    """When figures are due, and what follows when they are missing for the whole period or for some days."""

    due: DueIn | None = None
    missing: Literal["no_data", "failed", "worst_band"] = "no_data"
    incomplete: Literal["as_reported", "provisional", "as_missing_calls"] = "as_reported"
    late: LateRemedy | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A metric with its agreed level, scope, weight, rounding and remedy; empty scope means all.

    ``measured`` is its own window where it is not the contract's period. For ``look_ahead`` days after it
    what it counts may still turn out otherwise (repeat calls within n days). ``not_expressible`` is why
    nobody can reckon what the contract says here: it is kept and shown, and never judged. It counts what lies
    within its ``hours``, and ``only_if`` its condition holds; ``low_volume`` and ``relief`` say what too
    little and too much volume change.
    """

    id: str
    metric: Metric
    expected: Level
    minimum: Level
    clause: str = ""
    title: str = ""
    queues: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    weight: Fraction = Fraction(1)
    between: Literal["nothing", "linear"] = "nothing"
    round: Rounding | None = None
    remedy: Remedy | None = None
    rules: LineRules = NO_RULES
    measured: Every | None = None
    look_ahead: int = 0
    not_expressible: str = ""
    hours: TargetHours | None = None
    only_if: OnlyIf | None = None
    low_volume: LowVolume | None = None
    relief: Relief | None = None

    @property
    def asks(self) -> frozenset[str]:
        """The measures that its conditions ask for, beside those that it is judged by."""
        names = self.only_if.formula.names if self.only_if else frozenset()
        return names | {self.low_volume.measure} if self.low_volume and self.low_volume.measure else names

    @property
    def expected_text(self) -> str:
        """The expected level as it is written; empty where nothing is judged."""
        return "" if self.not_expressible else self.expected.text(self.metric.unit)

    @property
    def minimum_text(self) -> str:
        """The minimum as it is written; empty where nothing is judged."""
        return "" if self.not_expressible else self.minimum.text(self.metric.unit)

    @property
    def has_minimum(self) -> bool:
        """Whether the minimum differs from the expected level."""
        return self.minimum != self.expected

    @property
    def measures(self) -> frozenset[str]:
        """The measures that reports must state to judge it, and to count what its remedy counts."""
        counts = self.remedy.counts if isinstance(self.remedy, PerPointRemedy) else None
        return self.metric.measures | (counts.names if counts else frozenset())

    def level(self, name: Literal["expected", "minimum"]) -> Level:
        """The expected level or the minimum, by its name."""
        return self.expected if name == "expected" else self.minimum


def unjudged_target(id_: str, clause: str, title: str, reason: str) -> Target:
    """A rule that the contract states and nobody can reckon: no metric, no level, no weight, no money."""
    anything = Level(low=Fraction(0))
    return Target(
        id_, NOT_EXPRESSIBLE, anything, anything, clause, title, weight=Fraction(0), not_expressible=reason
    )
