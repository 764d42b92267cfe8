"""Terms: one dated version of what client and provider agreed. Frozen, and valid once constructed.

A fault is raised as TermsFault with the path of the key that is at fault, so that whoever read the file
can say on which line it stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal
from zoneinfo import ZoneInfo

from app.sla import measures, metrics
from app.sla.levels import Level
from app.sla.measures import Measure
from app.sla.metrics import Metric
from app.sla.periods import Cadence
from app.sla.quantities import Rounding, decimal_text
from app.sla.remedies.bands import BandsRemedy
from app.sla.remedies.carrying import Excess, MinimumPayable
from app.sla.remedies.limits import NO_CAPS, Caps
from app.sla.remedies.lines import NO_RULES, LineRules
from app.sla.remedies.order import LOST, MoneyRules
from app.sla.remedies.per_point import PerPointRemedy
from app.sla.remedies.percent_bands import PercentBandsRemedy
from app.sla.remedies.points import PointsRemedy, PointsTable
from app.sla.remedies.pool import PoolRemedy
from app.sla.remedies.prices import Price

Side = Literal["provider", "client"]
Banded = BandsRemedy | PercentBandsRemedy | PointsRemedy
Remedy = PoolRemedy | PerPointRemedy | Banded
Path = tuple[str | int, ...]


MONTHLY = Cadence()
# Pools are shares of the amount at risk and may exceed it (the cap exists for that), but 12 for 12% may not.
MOST_OF_A_POOL = 10


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
    """What follows when figures are missing for the whole period, or for some of its days."""

    missing: Literal["no_data"] = "no_data"
    incomplete: Literal["as_reported", "provisional"] = "as_reported"


@dataclass(frozen=True, slots=True)
class Target:
    """A metric with its agreed level, scope, weight, rounding and remedy; empty scope means all."""

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

    @property
    def has_minimum(self) -> bool:
        """Whether the minimum differs from the expected level."""
        return self.minimum != self.expected

    def level(self, name: Literal["expected", "minimum"]) -> Level:
        """The expected level or the minimum, by its name."""
        return self.expected if name == "expected" else self.minimum


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of the terms of a contract (domain.md §5)."""

    contract: str
    client: str
    provider: str
    currency: str
    timezone: str
    starts: date
    effective: date
    targets: tuple[Target, ...]
    period: Cadence = MONTHLY
    ends: date | None = None
    signed: date | None = None
    cut: Literal["", "split"] = ""
    queues: tuple[Queue, ...] = ()
    measures: Mapping[str, Measure] = field(default_factory=dict)
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    reports: Reports = Reports()
    measured_by: Side = "provider"
    charges: Charges | None = None
    at_risk: Fraction | None = None
    pools: Mapping[str, Fraction] = field(default_factory=dict)
    caps: Caps = NO_CAPS
    group_caps: Mapping[str, Caps] = field(default_factory=dict)
    excess: Excess = LOST
    minimum_payable: MinimumPayable | None = None
    credits_from: date | None = None
    points: PointsTable | None = None

    def __post_init__(self) -> None:
        self._check_dates()
        self._check_names()
        self._check_money()
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
        return self.money_rules.looks_back or any(target.rules.looks_back for target in self.targets)

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

    def _check_money(self) -> None:
        if self.at_risk is not None and not 0 <= self.at_risk <= 1:
            raise TermsFault(("at_risk",), "the share at risk lies between 0% and 100%; write it like 12%")
        for name, share in self.pools.items():
            if not 0 <= share <= MOST_OF_A_POOL:
                raise TermsFault(("pools", name), "a pool lies between 0% and 1000%; write it like 100%")
        for position, step in enumerate(self.points.steps if self.points else ()):
            self._check_price(("points", "table", position, "amount"), step.price, "a step")
        self._check_caps(("caps",), self.caps)
        groups = {target.rules.group for target in self.targets}
        for name, caps in self.group_caps.items():
            self._check_caps(("caps", "groups", name), caps)
            if name not in groups:
                raise TermsFault(("caps", "groups", name), f"no target belongs to the group “{name}”")

    def _check_caps(self, path: Path, caps: Caps) -> None:
        for key, cap in (("period", caps.period), ("rolling_12", caps.rolling_12)):
            if cap is not None:
                self._check_price((*path, key), cap, "the cap")

    def _check_price(self, path: Path, price: Price, called: str) -> None:
        """An amount below 1 is a share without its %, except where it is one of many."""
        self._check_share(path, price, called)
        if price.amount is not None and 0 < price.amount < 1:
            raise TermsFault(path, "this would be an amount below 1; write a share with its %")

    def _check_share(self, path: Path, price: Price, called: str) -> None:
        """A share needs charges and is at most all of them."""
        if price.share is not None and price.share > 1:
            raise TermsFault(path, f"{called} is at most 100% of the charges; write it like 12%")
        if price.share is not None and self.charges is None:
            raise TermsFault(("charges",), f"{called} is a share of the charges; state them")

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
        if isinstance(target.remedy, PoolRemedy):
            self._check_pool(here, target, target.remedy)
        elif isinstance(target.remedy, PerPointRemedy):
            self._check_share((*here, "remedy", "amount"), target.remedy.price, "each point")
        elif target.remedy is not None:
            self._check_bands(here, target, target.remedy)
        for key, price in (("cap", target.rules.own_cap), ("critical", target.rules.critical_credit)):
            if price is not None:
                self._check_price((*here, "remedy", key), price, f"“{key}”")

    def _check_bands(self, here: Path, target: Target, remedy: Banded) -> None:
        if isinstance(remedy, PointsRemedy) and self.points is None:
            raise TermsFault(("points",), f"“{target.id}” gives points; state the table that prices them")
        if isinstance(remedy, PercentBandsRemedy):
            self._check_shares((*here, "remedy"), remedy)
        gap = remedy.gap(target.round, target.metric.shown_scale)
        if gap is not None:
            shown = decimal_text(gap * target.metric.shown_scale) + target.metric.shown_unit
            raise TermsFault(
                (*here, "remedy", "bands"),
                f"no band holds the value {shown}; write a band with amount 0 if it costs nothing",
            )

    def _check_shares(self, here: Path, remedy: PercentBandsRemedy) -> None:
        if remedy.at_risk is not None:
            self._check_price((*here, "at_risk"), remedy.at_risk, "“at_risk”")
        for position, band in enumerate(remedy.bands):
            for key, price in (("amount", band.price), ("bonus", band.bonus)):
                if price.share is not None and price.share > 1:
                    raise TermsFault((*here, "bands", position, key), "a band is at most 100%")
                if price.share is not None and remedy.at_risk is None and self.charges is None:
                    raise TermsFault(("charges",), "the band is a share of the charges; state them")

    def _check_pool(self, here: Path, target: Target, remedy: PoolRemedy) -> None:
        if self.charges is None:
            raise TermsFault(
                ("charges",), f"the credit of “{target.id}” is a share of the charges; state them"
            )
        if self.at_risk is None:
            raise TermsFault(("at_risk",), f"the credit of “{target.id}” needs the share of charges at risk")
        if remedy.pool not in self.pools:
            raise TermsFault((*here, "remedy", "pool"), f"“{remedy.pool}” is not among the pools")
        if target.has_minimum and remedy.pays_on is None:
            raise TermsFault(
                (*here, "remedy", "pays_on"),
                "expected and minimum differ: say whether the credit is due on “expected” or on “minimum”",
            )
