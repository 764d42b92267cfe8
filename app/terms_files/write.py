"""From the core's Terms to the canonical document; reading it again gives the same terms."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import yaml

from app.sla.levels import quantity_text
from app.sla.periods import Cadence
from app.sla.quantities import decimal_text
from app.sla.remedies.bands import Band, BandsRemedy
from app.sla.remedies.prices import Price
from app.sla.terms import Charges, Target, Terms

_EMPTY: tuple[object, ...] = (None, "", (), {}, [])


def document_of(terms: Terms) -> dict[str, Any]:
    """The canonical document of the terms, with what was left to defaults written out where it matters."""
    return _kept(
        {
            "schema": "1",
            "contract": terms.contract,
            "client": terms.client,
            "provider": terms.provider,
            "currency": terms.currency,
            "timezone": terms.timezone,
            "starts": terms.starts.isoformat(),
            "ends": terms.ends and terms.ends.isoformat(),
            "signed": terms.signed and terms.signed.isoformat(),
            "effective": terms.effective.isoformat(),
            "cut": terms.cut,
            "period": _period(terms.period),
            "queues": {
                queue.id: {"title": queue.title, "direction": queue.direction} for queue in terms.queues
            },
            "measures": {
                m.name: {"title": m.title, "unit": m.unit, "adds": m.adds} for m in terms.measures.values()
            },
            "metrics": {
                m.name: {"formula": m.formula.text, "unit": m.unit, "direction": m.direction}
                for m in terms.metrics.values()
            },
            "reports": {"missing": terms.reports.missing, "incomplete": terms.reports.incomplete},
            "measured_by": terms.measured_by,
            "charges": _charges(terms.charges),
            "at_risk": _percent(terms.at_risk),
            "pools": {name: _percent(part) for name, part in terms.pools.items()},
            "caps": _caps(terms),
            "targets": [_target(target) for target in terms.targets],
        }
    )


def yaml_of(terms: Terms) -> str:
    """The terms as a YAML text that reads back to the same terms; numbers are written as texts."""
    return yaml.safe_dump(document_of(terms), allow_unicode=True, sort_keys=False, width=100)


def _kept(document: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if value not in _EMPTY}


def _period(cadence: Cadence) -> dict[str, str]:
    first = {} if cadence.first_day == 1 else {"first_day": str(cadence.first_day)}
    return {"every": cadence.every, **first}


def _percent(value: Fraction | None) -> str | None:
    return None if value is None else decimal_text(value * 100) + "%"


def _charges(charges: Charges | None) -> dict[str, str] | None:
    if charges is None:
        return None
    if charges.fixed is not None:
        return {"fixed": decimal_text(charges.fixed), "stated_by": charges.stated_by}
    return {"measure": charges.measure or "", "stated_by": charges.stated_by}


def _price(price: Price | None) -> str | None:
    if price is None or price.amount is None:
        return None if price is None else _percent(price.share)
    return decimal_text(price.amount)


def _caps(terms: Terms) -> dict[str, Any]:
    return _kept({"period": _price(terms.caps.period)})


def _target(target: Target) -> dict[str, Any]:
    unit = target.metric.unit
    given = {key: f"{value}s" for key, value in target.metric.parameters.items()}
    variant = target.metric.variant if target.metric.variant not in ("own", "standard") else None
    return _kept(
        {
            "id": target.id,
            "title": target.title,
            "clause": target.clause,
            "metric": target.metric.name,
            "with": _kept({**given, "variant": variant}),
            "queues": list(target.queues),
            "channels": list(target.channels),
            "segments": list(target.segments),
            "expected": target.expected.text(unit),
            "minimum": target.minimum.text(unit) if target.has_minimum else None,
            "weight": decimal_text(target.weight),
            "between": target.between,
            "round": target.round and {"digits": str(target.round.digits), "mode": target.round.mode},
            "remedy": _remedy(target),
        }
    )


def _remedy(target: Target) -> dict[str, Any] | None:
    remedy = target.remedy
    if remedy is None:
        return None
    if isinstance(remedy, BandsRemedy):
        return {"kind": "bands", "bands": [_band(band, target) for band in remedy.bands]}
    return _kept(
        {
            "kind": "pool",
            "pool": remedy.pool,
            "allocation": _percent(remedy.allocation),
            "pays_on": remedy.pays_on,
        }
    )


def _band(band: Band, target: Target) -> dict[str, str]:
    unit, span, made = target.metric.unit, band.span, {}
    if span.low is not None:
        made["at_least" if span.low_included else "over"] = quantity_text(span.low, unit)
    if span.high is not None:
        made["at_most" if span.high_included else "under"] = quantity_text(span.high, unit)
    worth = {"bonus": decimal_text(band.bonus)} if band.bonus else {"amount": decimal_text(band.amount)}
    return {**made, **worth}
