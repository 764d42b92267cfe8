"""From a metric to what a target says about it: its name, ``with`` and ``intervals``."""

from typing import Any

from app.sla.metrics import Metric
from app.sla.procedures.in_intervals import InIntervals
from app.terms_files.write_money import kept


def metric_of(metric: Metric) -> dict[str, Any]:
    """The keys of a target that its metric is made of."""
    given = {key: text if isinstance(text, str) else f"{text}s" for key, text in metric.parameters.items()}
    variant = metric.variant if metric.variant not in ("own", "standard") else None
    return {
        "metric": metric.name,
        "with": kept({**given, "variant": variant}),
        "intervals": _intervals(metric),
    }


def _intervals(metric: Metric) -> dict[str, str] | None:
    inside = metric.procedure
    if not isinstance(inside, InIntervals):
        return None
    return {"each": inside.each.text(inside.unit), "grain": inside.grain}
