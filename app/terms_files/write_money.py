"""From the rules of money to the canonical document; what is left to its default is left out."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from app.sla.agreed.levels import Level, quantity_text
from app.sla.quantities import decimal_text
from app.sla.remedies.bands import BandsRemedy
from app.sla.remedies.carrying import Excess
from app.sla.remedies.limits import Caps
from app.sla.remedies.lines import LineRules
from app.sla.remedies.per_point import PerPointRemedy
from app.sla.remedies.points import PointsRemedy, PointsStep
from app.sla.remedies.pool import PoolRemedy
from app.sla.remedies.prices import Price
from app.sla.remedies.triggers import Trigger
from app.sla.terms import Remedy, Target, Terms
from app.terms_files.termination import TAKEN

_EMPTY: tuple[object, ...] = (None, "", (), {}, [])


def kept(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document without what is empty."""
    return {key: value for key, value in document.items() if value not in _EMPTY}


def percent(value: Fraction | None) -> str | None:
    """A share as it is written: 12%."""
    return None if value is None else decimal_text(value * 100) + "%"


def price(value: Price | None) -> str | None:
    """A price as it is written: 12% or 30000."""
    if value is None:
        return None
    return percent(value.share) if value.amount is None else decimal_text(value.amount)


def limits_of(terms: Terms) -> dict[str, Any]:
    """What limits the money of a period: caps, the least that is paid, and the end of ramp-up."""
    groups = {name: _caps(caps) for name, caps in terms.group_caps.items()}
    least = terms.minimum_payable
    return {
        "caps": kept({**_caps(terms.caps), "groups": groups, "excess": _excess(terms.excess)}),
        "minimum_payable": least and {"amount": decimal_text(least.amount), "below": least.below},
        "points": terms.points and {"table": [_step(step) for step in terms.points.steps]},
        "terminate": [_trigger(trigger) for trigger in terms.terminate],
        "claims": terms.claim_within and {"within": terms.claim_within.text()},
        "credits_from": terms.credits_from and terms.credits_from.isoformat(),
    }


def _caps(caps: Caps) -> dict[str, Any]:
    return kept({"period": price(caps.period), "rolling_12": price(caps.rolling_12)})


def _step(step: PointsStep) -> dict[str, str | None]:
    return {"from": decimal_text(step.points), "amount": price(step.price)}


def _excess(excess: Excess) -> dict[str, Any] | None:
    if excess.rule == "lost":
        return None
    expires = "contract_end" if excess.periods is None else f"{excess.periods} periods"
    return {"carried_forward": {"expires": expires}}


def standing_of(rules: LineRules) -> dict[str, Any]:
    """How a target stands among the others."""
    promotion = rules.promotion
    return {
        "importance": None if rules.importance == "ordinary" else rules.importance,
        "promotion": promotion and {"after": str(promotion.after), "begins": promotion.begins},
        "group": rules.group,
        "event": rules.event,
    }


def remedy_of(target: Target) -> dict[str, Any] | None:
    """The remedy of a target with the rules that change its price."""
    if target.remedy is None:
        return None
    return kept({**_remedy(target.remedy, target.metric.unit), **_changes(target.rules)})


def _remedy(remedy: Remedy, unit: Any) -> dict[str, Any]:
    if isinstance(remedy, PoolRemedy):
        own = {"pool": remedy.pool, "allocation": percent(remedy.allocation), "pays_on": remedy.pays_on}
        return {"kind": "pool", **own}
    if isinstance(remedy, BandsRemedy):
        bands = [
            _band(band.span, Price(amount=band.amount), Price(amount=band.bonus), unit)
            for band in remedy.bands
        ]
        return {"kind": "bands", "bands": bands}
    if isinstance(remedy, PointsRemedy):
        given = [{**_edges(band.span, unit), "points": decimal_text(band.points)} for band in remedy.bands]
        deemed = None if remedy.deemed is None else decimal_text(remedy.deemed)
        return {"kind": "points", "bands": given, "deemed": deemed}
    if isinstance(remedy, PerPointRemedy):
        return {"kind": "per_point", **_per_point(remedy, unit)}
    shares = [_band(band.span, band.price, band.bonus, unit) for band in remedy.bands]
    return {"kind": "bands", "bands": shares, "at_risk": price(remedy.at_risk)}


def _per_point(remedy: PerPointRemedy, unit: Any) -> dict[str, str | None]:
    counts = None if remedy.counts is None else remedy.counts.text
    size = quantity_text(remedy.size, unit) if remedy.per == "point" else None
    counting = {"per": remedy.per, "count": counts, "point": size, "counted": remedy.counted}
    return {
        "amount": price(remedy.price),
        **counting,
        "from": remedy.level,
        "deemed": price(remedy.deemed),
    }


def _edges(span: Level, unit: Any) -> dict[str, str | None]:
    made: dict[str, str | None] = {}
    if span.low is not None:
        made["at_least" if span.low_included else "over"] = quantity_text(span.low, unit)
    if span.high is not None:
        made["at_most" if span.high_included else "under"] = quantity_text(span.high, unit)
    return made


def _band(span: Level, costs: Price, earns: Price, unit: Any) -> dict[str, str | None]:
    worth = {"bonus": price(earns)} if earns.amount or earns.share else {"amount": price(costs)}
    return {**_edges(span, unit), **worth}


def _changes(rules: LineRules) -> dict[str, Any]:
    repeat, counts = rules.repeat, rules.counts_from
    return {
        "cap": price(rules.own_cap),
        "repeat": repeat and {"from": str(repeat.start), "factor": decimal_text(repeat.factor)},
        "counts_from": counts and {"nth": str(counts.nth), "within": str(counts.within)},
        "earn_back": None if rules.earn_back is None else {"after": str(rules.earn_back)},
        "critical": price(rules.critical_credit),
    }


def _trigger(trigger: Trigger) -> dict[str, Any]:
    """What gives the right to terminate, with the keys that its kind takes."""
    taken = TAKEN[trigger.kind]
    return kept(
        {
            "kind": trigger.kind,
            "points" if trigger.kind == "points" else "times": decimal_text(trigger.reach),
            "within": str(trigger.within) if "within" in taken else None,
            "targets": list(trigger.targets),
            "level": trigger.level if "level" in taken else None,
            "clause": trigger.clause,
        }
    )
