"""What terms agree about money, beside the price of each miss, and that it does not contradict itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from app.sla.agreed.targets import Banded, Charges, Path, Target, TermsFault
from app.sla.calendars import DueIn
from app.sla.quantities import decimal_text
from app.sla.remedies.carrying import Excess, MinimumPayable
from app.sla.remedies.limits import NO_CAPS, Caps
from app.sla.remedies.order import LOST
from app.sla.remedies.per_point import PerPointRemedy
from app.sla.remedies.percent_bands import PercentBandsRemedy
from app.sla.remedies.points import PointsRemedy, PointsTable
from app.sla.remedies.pool import PoolRemedy
from app.sla.remedies.prices import Price
from app.sla.remedies.triggers import Trigger

# Pools are shares of the amount at risk and may exceed it (the cap exists for that), but 12 for 12% may not.
MOST_OF_A_POOL = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedMoney:
    """The part of terms that is about money; ``check_money`` and ``check_remedy`` raise TermsFault."""

    targets: tuple[Target, ...]
    charges: Charges | None = None
    at_risk: Fraction | None = None
    pools: Mapping[str, Fraction] = field(default_factory=dict)
    caps: Caps = NO_CAPS
    group_caps: Mapping[str, Caps] = field(default_factory=dict)
    excess: Excess = LOST
    minimum_payable: MinimumPayable | None = None
    credits_from: date | None = None
    points: PointsTable | None = None
    terminate: tuple[Trigger, ...] = ()
    claim_within: DueIn | None = None

    def check_money(self) -> None:
        """Raises TermsFault where pools, caps or the table of points contradict themselves."""
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
        for position, trigger in enumerate(self.terminate):
            self._check_trigger(("terminate", position), trigger)

    def check_remedy(self, here: Path, target: Target) -> None:
        """Raises TermsFault where the remedy of a target needs what these terms do not say."""
        if isinstance(target.remedy, PoolRemedy):
            self._check_pool(here, target, target.remedy)
        elif isinstance(target.remedy, PerPointRemedy):
            self._check_share((*here, "remedy", "amount"), target.remedy.price, "each one")
            if target.remedy.deemed is not None:
                self._check_price((*here, "remedy", "deemed"), target.remedy.deemed, "“deemed”")
        elif target.remedy is not None:
            self._check_bands(here, target, target.remedy)
        for key, price in (("cap", target.rules.own_cap), ("critical", target.rules.critical_credit)):
            if price is not None:
                self._check_price((*here, "remedy", key), price, f"“{key}”")

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

    def _check_trigger(self, here: Path, trigger: Trigger) -> None:
        """A trigger that nothing can ever set off is a fault."""
        known = {target.id for target in self.targets}
        for position, name in enumerate(trigger.targets):
            if name not in known:
                raise TermsFault((*here, "targets", position), f"“{name}” is not among the targets")
        if trigger.kind == "points" and self.points is None:
            raise TermsFault((*here, "points"), "these terms give no points; count misses, or agree points")
        if trigger.kind == "cap_reached" and self.caps == NO_CAPS:
            raise TermsFault(here, "these terms have no cap that credits could reach; agree one under caps")
