"""From the core's Terms to the canonical document; reading it again gives the same terms."""

from typing import Any

import yaml

from app.sla.agreed.rating import DEFAULT_RATING, Rating
from app.sla.periods import Cadence
from app.sla.quantities import decimal_text
from app.sla.terms import Charges, Target, Terms
from app.terms_files.closing import closing_of
from app.terms_files.reconcile import reconcile_of
from app.terms_files.write_hours import conditions_of, times_of
from app.terms_files.write_metric import metric_of
from app.terms_files.write_money import (
    kept,
    limits_of,
    percent,
    remedy_of,
    standing_of,
)


def document_of(terms: Terms) -> dict[str, Any]:
    """The canonical document of the terms, with what was left to defaults written out where it matters."""
    return kept(
        {
            "schema": "1",
            **_names_and_dates(terms),
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
            **times_of(terms),
            "measured_by": terms.measured_by,
            "reconcile": reconcile_of(terms.reconcile),
            "charges": _charges(terms.charges),
            "at_risk": percent(terms.at_risk),
            "pools": {name: percent(part) for name, part in terms.pools.items()},
            **limits_of(terms),
            "closing": closing_of(terms.closing),
            "rating": _rating(terms.rating),
            "targets": [_target(target) for target in terms.targets],
        }
    )


def _names_and_dates(terms: Terms) -> dict[str, Any]:
    return {
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
    }


def yaml_of(terms: Terms) -> str:
    """The terms as a YAML text that reads back to the same terms; numbers are written as texts."""
    return yaml.safe_dump(document_of(terms), allow_unicode=True, sort_keys=False, width=100)


def _period(cadence: Cadence) -> dict[str, str]:
    first = {} if cadence.first_day == 1 else {"first_day": str(cadence.first_day)}
    return {"every": cadence.every, **first}


def _charges(charges: Charges | None) -> dict[str, str] | None:
    if charges is None:
        return None
    if charges.fixed is not None:
        return {"fixed": decimal_text(charges.fixed), "stated_by": charges.stated_by}
    return {"measure": charges.measure or "", "stated_by": charges.stated_by}


def _rating(rating: Rating) -> dict[str, Any] | None:
    """The words for a whole period; left out where they are the default ones: digests stay."""
    if rating == DEFAULT_RATING:
        return None
    steps = [{"at_least": percent(step.at_least), "word": step.word} for step in rating.steps]
    return {"steps": steps, "other": rating.other}


def _target(target: Target) -> dict[str, Any]:
    unit = target.metric.unit
    if target.not_expressible:
        kept_only = {"id": target.id, "title": target.title, "clause": target.clause}
        return kept({**kept_only, "not_expressible": {"reason": target.not_expressible}})
    return kept(
        {
            "id": target.id,
            "title": target.title,
            "clause": target.clause,
            **metric_of(target.metric),
            "queues": list(target.queues),
            "channels": list(target.channels),
            "segments": list(target.segments),
            "expected": target.expected.text(unit),
            "minimum": target.minimum.text(unit) if target.has_minimum else None,
            "weight": decimal_text(target.weight),
            "between": target.between,
            "round": target.round and {"digits": str(target.round.digits), "mode": target.round.mode},
            "measured": target.measured,
            "look_ahead": f"{target.look_ahead}d" if target.look_ahead else None,
            **conditions_of(target),
            **standing_of(target.rules),
            "remedy": remedy_of(target),
        }
    )
