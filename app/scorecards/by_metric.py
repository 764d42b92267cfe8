"""What pages read of judged lines at a glance: a few values of each, by their metric.

A page over many contracts and periods reads hundreds of judgements. Kept by metric, the database hands out
the one that is asked for without taking the others apart, and a month is a fraction of what its lines are.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

ByMetric = dict[str, list[list[Any]]]
_KEYS: Final = (
    *("id", "title", "unit", "verdict", "reason", "provisional"),
    *("shown", "expected", "numerator", "denominator"),
)


def by_metric_of(lines: Iterable[Mapping[str, Any]]) -> ByMetric:
    """The lines by metric, each as its place among all lines and its values."""
    found: ByMetric = {}
    for place, line in enumerate(lines):
        found.setdefault(line["metric"], []).append([place, *(line[key] for key in _KEYS)])
    return found


def glance(metric: str, kept: Sequence[Any]) -> dict[str, Any]:
    """A line as it is kept under its metric, with the names of its values."""
    return {"metric": metric, **dict(zip(_KEYS, kept[1:], strict=True))}


def glances(kept: ByMetric) -> list[dict[str, Any]]:
    """Every line of a judgement, in the order of the terms."""
    lines = [(line[0], metric, line) for metric, found in kept.items() for line in found]
    return [glance(metric, line) for _, metric, line in sorted(lines, key=lambda one: one[0])]
