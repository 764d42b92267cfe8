"""The linter on money: allocations, pools, caps and who states the charges."""

from collections.abc import Iterator
from fractions import Fraction

from app.sla.linting.findings import Finding, finding
from app.sla.linting.levels import in_money
from app.sla.quantities import decimal_text
from app.sla.remedies.escalation import ROLLING
from app.sla.remedies.limits import NO_CAPS
from app.sla.remedies.per_point import PerPointRemedy
from app.sla.remedies.points import PointsRemedy
from app.sla.remedies.pool import PoolRemedy
from app.sla.remedies.prices import Price
from app.sla.terms import Terms


def money(terms: Terms) -> Iterator[Finding]:
    """Findings about pools, allocations, the cap and the charges."""
    yield from _allocations(terms)
    yield from _pools(terms)
    yield from _cap(terms)
    if terms.charges is not None and terms.charges.measure and terms.charges.stated_by == "provider":
        yield finding(
            "charges_by_provider",
            ("charges", "stated_by"),
            "credits would be a share of what the provider says it charged; let the client's figure count",
        )


def _allocations(terms: Terms) -> Iterator[Finding]:
    for index, target in enumerate(terms.targets):
        if isinstance(target.remedy, PoolRemedy) and target.remedy.allocation == 0:
            yield finding(
                "target_without_allocation",
                ("targets", index, "remedy"),
                f"a miss of “{target.id}” costs nothing: it has no allocation; give it a share of the pool",
            )
    for name, used in _allocated(terms).items():
        if used > 1:
            message = (
                f"the allocations of “{name}” add to {_percent(used)}, and the cap alone limits what is paid;"
                " lower them, or rely on it knowingly"
            )
            yield finding("allocation_over", ("pools", name), message)
        elif 0 < used < 1:
            message = (
                f"the allocations of “{name}” add to {_percent(used)}, and {_percent(1 - used)} can never be"
                " paid; raise them, or make the pool smaller"
            )
            yield finding("allocation_under", ("pools", name), message)


def _allocated(terms: Terms) -> dict[str, Fraction]:
    used = dict.fromkeys(terms.pools, Fraction(0))
    for target in terms.targets:
        if isinstance(target.remedy, PoolRemedy):
            used[target.remedy.pool] += target.remedy.allocation
    return used


def _pools(terms: Terms) -> Iterator[Finding]:
    drawn = {target.remedy.pool for target in terms.targets if isinstance(target.remedy, PoolRemedy)}
    for name in terms.pools:
        if name not in drawn:
            message = f"no target draws on the pool “{name}”; remove it, or name it in a remedy"
            yield finding("pool_unused", ("pools", name), message)
    if sum(terms.pools.values()) > 1 and terms.caps == NO_CAPS:
        message = (
            "the pools add to more than the amount at risk and nothing caps them; write “caps: {period: …}”"
        )
        yield finding("no_cap", ("pools",), message)


def _cap(terms: Terms) -> Iterator[Finding]:
    """A cap that even the worst period, or twelve of them in a row, cannot reach."""
    for key, cap, periods in (
        ("period", terms.caps.period, 1),
        ("rolling_12", terms.caps.rolling_12, ROLLING),
    ):
        base = None if cap is None else _base(terms, cap)
        most = None if base is None else _most_credit(terms, base)
        if cap is None or base is None or most is None:
            continue
        limit, worst = cap.on(base * periods), most * periods
        if limit is not None and limit > worst:
            message = (
                f"the cap is {decimal_text(limit)} and all that is at risk {decimal_text(worst)}: it limits"
                " nothing; lower it, or leave it out"
            )
            yield finding("cap_over_pools", ("caps", key), message)


def _base(terms: Terms, cap: Price) -> Fraction | None:
    """The charges of a period, or 100 where they are not fixed and shares alone are compared."""
    if terms.charges is not None and terms.charges.fixed is not None:
        return terms.charges.fixed
    shares_alone = all(isinstance(target.remedy, PoolRemedy | None) for target in terms.targets)
    return Fraction(100) if shares_alone and cap.amount is None else None


def _most_credit(terms: Terms, base: Fraction) -> Fraction | None:
    """What all pools at risk and the dearest band of each target come to, when that can be said."""
    if terms.reports.late is not None:
        return None
    pools = (terms.at_risk or Fraction(0)) * sum(terms.pools.values()) * base
    open_ended = (PerPointRemedy, PointsRemedy)
    for target in terms.targets:
        if target.rules.repeat or target.rules.critical_credit or isinstance(target.remedy, open_ended):
            return None
    remedies = (in_money(terms, target) for target in terms.targets)
    dearest = [max(band.amount for band in remedy.bands) for remedy in remedies if remedy is not None]
    most = pools + sum(dearest)
    return most or None


def _percent(share: Fraction) -> str:
    return decimal_text(share * 100) + "%"
