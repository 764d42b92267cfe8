"""Terms: one dated version of what client and provider agreed. Frozen, and valid once constructed.

A fault is raised as TermsFault with the path of the key that is at fault, so that whoever read the file
can say on which line it stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from app.sla import measures, metrics
from app.sla.agreed.conditions import LateRemedy, Relief
from app.sla.agreed.late_target import LATE, late_target
from app.sla.agreed.money import AgreedMoney
from app.sla.agreed.rating import DEFAULT_RATING, Rating
from app.sla.agreed.targets import Banded, Charges, Path, Queue, Remedy, Reports, Side, Target, TermsFault
from app.sla.calendars import ServiceHours
from app.sla.life import AS_USUAL, Windows
from app.sla.measures import Measure
from app.sla.metrics import Metric
from app.sla.periods import Cadence
from app.sla.reconciling.compare import Reconcile
from app.sla.remedies.order import MoneyRules
from app.sla.remedies.per_point import PerPointRemedy
from app.sla.remedies.points import PointsRemedy

__all__ = [
    "Banded",
    "Charges",
    "Path",
    "Queue",
    "Remedy",
    "Reports",
    "Side",
    "Target",
    "Terms",
    "TermsFault",
]
MONTHLY = Cadence()
UNLESS_AGREED = Reports()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms(AgreedMoney):
    """One version of the terms of a contract (domain.md §5)."""

    contract: str
    client: str
    provider: str
    currency: str
    timezone: str
    starts: date
    effective: date
    period: Cadence = MONTHLY
    ends: date | None = None
    signed: date | None = None
    cut: Literal["", "split"] = ""
    queues: tuple[Queue, ...] = ()
    measures: Mapping[str, Measure] = field(default_factory=dict)
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    service_hours: ServiceHours | None = None
    relief: Relief | None = None
    reports: Reports = UNLESS_AGREED
    measured_by: Side = "provider"
    reconcile: Reconcile | None = None
    rating: Rating = DEFAULT_RATING
    closing: Windows = AS_USUAL

    def __post_init__(self) -> None:
        self._check_dates()
        self._check_names()
        self.check_money()
        if self.reports.late is not None:
            self._check_late(self.reports.late)
        for index, target in enumerate(self.targets):
            self._check_target(index, target)

    @property
    def zone(self) -> ZoneInfo:
        """The contract's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def money_rules(self) -> MoneyRules:
        """What these terms say about the money of a period, beside its targets."""
        limits = self.caps, self.group_caps, self.excess, self.minimum_payable
        return MoneyRules(self.currency, *limits, self.points)

    @property
    def looks_back(self) -> bool:
        """Whether a rule of these terms asks what earlier periods were; then they are judged in order."""
        rules = any(target.rules.looks_back for target in self.targets)
        charged = self.charges is not None and any(self._reads_earlier_charges(t) for t in self.targets)
        return self.money_rules.looks_back or rules or bool(self.terminate) or charged

    def _reads_earlier_charges(self, target: Target) -> bool:
        return target.remedy is not None and not self.cadence_of(target).nests_in(self.period)

    def cadence_of(self, target: Target) -> Cadence:
        """How the target's time is cut: its own windows, or the contract's periods."""
        if target.measured is None:
            return self.period
        by_month = target.measured not in ("day", "week")
        return Cadence(target.measured, self.period.first_day if by_month else 1)

    def is_measured_by_period(self, target: Target) -> bool:
        """Whether the target is judged over the contract's own periods, their stubs included."""
        return target.measured is None or target.measured == self.period.every

    @property
    def judged(self) -> tuple[Target, ...]:
        """What a scorecard has lines for: the targets, and a report in time where that is agreed."""
        late = self.reports.late
        return self.targets if late is None else (*self.targets, late_target(late))

    def relief_of(self, target: Target) -> Relief | None:
        """The volume relief of the target: its own, or that of the contract."""
        return target.relief or self.relief

    @property
    def reads_forecast(self) -> bool:
        """Whether judging by these terms may ask for the client's forecast volume."""
        relieved = any(self.relief_of(target) is not None for target in self.targets)
        return relieved or self.reports.incomplete == "as_missing_calls"

    def queue_ids(self, target: Target) -> tuple[str, ...]:
        """The queues that the target is about: those it names, else all of the contract."""
        return target.queues or tuple(queue.id for queue in self.queues)

    def _check_dates(self) -> None:
        if self.effective < self.starts:
            raise TermsFault(("effective",), "terms cannot take effect before the contract starts")
        if self.ends is not None and self.ends <= self.effective:
            raise TermsFault(("ends",), "the contract ends before these terms take effect")

    def _check_names(self) -> None:
        if not self.targets:
            raise TermsFault(("targets",), "terms without a target promise nothing; add one")
        seen: set[str] = set()
        for index, target in enumerate(self.targets):
            if target.id in seen:
                raise TermsFault(("targets", index, "id"), f"the target “{target.id}” stands twice")
            seen.add(target.id)

        for kind, own, known in (
            ("measures", self.measures, measures.CATALOGUE),
            ("metrics", self.metrics, metrics.CATALOGUE),
        ):
            for name in own:
                if name in known:
                    raise TermsFault(
                        (kind, name), f"“{name}” has a meaning in the catalogue; choose another name"
                    )

    def _check_late(self, late: LateRemedy) -> None:
        here: Path = ("reports", "late")
        self._check_share((*here, "amount"), late.price, "each day late")
        if late.cap is not None:
            self._check_price((*here, "cap"), late.cap, "“cap”")
        if any(target.id == LATE for target in self.targets):
            raise TermsFault(here, f"“{LATE}” is the line of a late report; call the target otherwise")

    def _check_conditions(self, here: Path, target: Target) -> None:
        """What a deemed failure costs is written, and conditions name what is known."""
        remedy, low = target.remedy, target.low_volume
        is_other = isinstance(remedy, PerPointRemedy | PointsRemedy) and remedy.deemed is None
        if self.reports.missing == "failed" and is_other:
            message = "reports.missing is “failed”: say here what a deemed failure comes to"
            raise TermsFault((*here, "remedy", "deemed"), message)
        if low is not None and low.allow_failures is not None and not target.metric.is_share:
            message = "only of a share of contacts can anybody count the failures; leave it out here"
            raise TermsFault((*here, "low_volume", "allow_failures"), message)
        for name in sorted(target.asks - self.measures.keys()):
            try:
                measures.measure(name)
            except measures.UnknownMeasure as fault:
                key = "only_if" if target.only_if and name in target.only_if.formula.names else "low_volume"
                raise TermsFault((*here, key), str(fault)) from fault

    def _check_target(self, index: int, target: Target) -> None:
        here: Path = ("targets", index)
        known = {queue.id for queue in self.queues}
        for position, queue in enumerate(target.queues):
            if queue not in known:
                raise TermsFault(
                    (*here, "queues", position), f"“{queue}” is not among the queues of the contract"
                )
        if target.weight < 0:
            raise TermsFault((*here, "weight"), "a weight cannot be below zero")
        if not target.expected.within(target.minimum):
            raise TermsFault((*here, "minimum"), "the minimum asks for more than the expected level")
        self.check_remedy(here, target)
        self._check_conditions(here, target)
        for name in sorted(target.measures - target.metric.measures - self.measures.keys()):
            try:
                measures.measure(name)
            except measures.UnknownMeasure as fault:
                raise TermsFault((*here, "remedy", "count"), str(fault)) from fault
