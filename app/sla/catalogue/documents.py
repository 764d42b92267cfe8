"""The catalogue as documents: what ``scorecard metrics --json`` prints and the API answers."""

from app.sla.catalogue.known import CATALOGUE, Definition
from app.sla.measures import CATALOGUE as MEASURES
from app.sla.metrics import measures_of, parameters_of
from app.sla.procedures.known import PROCEDURES

# Measures for which any whole number of seconds, or any result code, may stand.
_PATTERNS = (
    ("answered_within_Ns", "calls answered within N seconds, for any whole number N"),
    ("abandoned_within_Ns", "calls given up within N seconds, for any whole number N"),
    ("outcome.CODE", "contacts with that result code"),
)


def metric_documents() -> list[dict[str, object]]:
    """Every metric with its definition, unit, direction, source and variants, in the order of the trade."""
    return [_metric(one) for one in CATALOGUE.values()]


def _metric(metric: Definition) -> dict[str, object]:
    return {
        "name": metric.name,
        "title": metric.title,
        "definition": metric.definition,
        "unit": metric.unit,
        "direction": metric.direction,
        "source": metric.source,
        "default": metric.default,
        "variants": [_variant(metric, variant) for variant in metric.variants],
    }


def _variant(metric: Definition, variant: str) -> dict[str, object]:
    needs, may = parameters_of(metric, variant)
    procedure = metric.procedures.get(variant, "")
    return {
        "name": variant,
        "formula": metric.variants[variant],
        "measures": measures_of(metric, variant),
        "needs": sorted(needs),
        "may_have": sorted(may),
        "procedure": procedure,
        "worked_out": PROCEDURES[procedure].says if procedure else "",
    }


def measure_documents() -> list[dict[str, str]]:
    """Every measure with what it counts, its unit and how it adds up; then the patterns of names."""
    known = [
        {"name": one.name, "title": one.title, "unit": one.unit, "adds": one.adds}
        for one in MEASURES.values()
    ]
    return known + [
        {"name": name, "title": title, "unit": "count", "adds": "sum"} for name, title in _PATTERNS
    ]
