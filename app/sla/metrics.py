"""A metric as the terms agree it: one formula of the catalogue, or one of the contract's own.

The formula decides the penalty, so where the trade uses several variants, the terms must say which.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.sla.catalogue import CATALOGUE, Definition, Direction, MetricUnit
from app.sla.formula import Formula, parse

__all__ = [
    "CATALOGUE",
    "Definition",
    "Direction",
    "Metric",
    "MetricFault",
    "MetricUnit",
    "agree",
    "own",
    "title_of",
]


class MetricFault(ValueError):
    """A metric that the terms name wrongly; ``key`` is the part of the target that is at fault."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric as the terms agree it: one formula, with unit and direction."""

    name: str
    variant: str
    unit: MetricUnit
    direction: Direction
    formula: Formula
    parameters: Mapping[str, int] = field(default_factory=dict)

    @property
    def measures(self) -> frozenset[str]:
        """The measures that reports must state for it; what else the formula names is worked out."""
        return self.formula.names

    @property
    def shown_scale(self) -> int:
        """How many shown units one base unit is: ratios are shown in percent."""
        return 100 if self.unit == "ratio" else 1

    @property
    def shown_unit(self) -> str:
        """The sign behind a shown value: ``%``, `` s`` or nothing."""
        return {"ratio": "%", "seconds": " s"}.get(self.unit, "")


def title_of(metric: Metric) -> str:
    """The name of the metric for people: the catalogue's, else its own in words."""
    known = CATALOGUE.get(metric.name)
    return known.title if known else metric.name.replace("_", " ").capitalize()


def agree(name: str, variant: str | None, parameters: Mapping[str, int]) -> Metric:
    """The metric that a target names, with its variant and its threshold and short limit in seconds.

    Raises MetricFault where the name or variant is unknown, or a needed parameter is absent or unused.
    """
    definition = CATALOGUE.get(name)
    if definition is None:
        raise MetricFault(
            "metric", f"“{name[:60]}” is not a known metric; define it under “metrics” or use a known one"
        )
    chosen = _variant(definition, variant)
    template = definition.variants[chosen]
    _check_parameters(name, template, parameters)
    text = template.format(T=parameters.get("threshold", ""), S=parameters.get("short", ""))
    return Metric(name, chosen, definition.unit, definition.direction, parse(text), dict(parameters))


def _variant(definition: Definition, variant: str | None) -> str:
    known = ", ".join(definition.variants)
    if variant is None and not definition.default:
        raise MetricFault("with.variant", f"say which formula of {definition.name} is agreed: {known}")
    chosen = variant or definition.default
    if chosen not in definition.variants:
        raise MetricFault(
            "with.variant", f"“{chosen[:60]}” is not a variant of {definition.name}; known are {known}"
        )
    return chosen


def _check_parameters(name: str, template: str, parameters: Mapping[str, int]) -> None:
    needed = {key for key, mark in (("threshold", "{T}"), ("short", "{S}")) if mark in template}
    for key in sorted(needed - parameters.keys()):
        raise MetricFault(f"with.{key}", f"{name} needs “with: {{{key}: …}}”, a time such as 20s")
    for key in sorted(parameters.keys() - needed):
        raise MetricFault(f"with.{key}", f"this formula of {name} does not use “{key}”; leave it out")


def own(name: str, formula: str, unit: MetricUnit, direction: Direction) -> Metric:
    """A metric that the contract defines itself by a formula; raises FormulaError."""
    return Metric(name, "own", unit, direction, parse(formula))
