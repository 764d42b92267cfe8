"""A metric as the terms agree it: one formula of the catalogue, or one of the contract's own.

What no formula over totals can say is worked out by a named procedure, and the formula names the result.

The formula decides the penalty, so where the trade uses several variants, the terms must say which.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.sla.agreed.levels import Level
from app.sla.catalogue.known import CATALOGUE, Definition, Direction, MetricUnit
from app.sla.formula import Formula, parse
from app.sla.procedures.cells import Grain
from app.sla.procedures.in_intervals import FORMULA, InIntervals
from app.sla.procedures.known import PROCEDURES
from app.sla.procedures.procedure import Parameter, Procedure

__all__ = [
    "CATALOGUE",
    "NOT_EXPRESSIBLE",
    "Definition",
    "Direction",
    "Metric",
    "MetricFault",
    "MetricUnit",
    "Parameter",
    "agree",
    "in_intervals",
    "measures_of",
    "needed_parameters",
    "own",
    "parameters_of",
    "title_of",
]


_MARKS = {
    "threshold": "{T}",
    "short": "{S}",
    "margin": "{margin}",
    "expected_periods": "{expected_periods}",
}
_SUCH_AS = {
    "threshold": "a time such as 20s",
    "short": "a time such as 20s",
    "margin": "an amount such as 120.00",
    "expected_periods": "a number such as 24",
    "grain": "such as day or half_hour",
    "periods": "a number such as 3",
}
_FOR_SHOW: dict[str, Parameter] = {
    "threshold": 99991,
    "short": 99992,
    "margin": "1",
    "expected_periods": "1",
    "grain": "day",
    "periods": "2",
}


class MetricFault(ValueError):
    """A metric that the terms name wrongly; ``key`` is the part of the target that is at fault."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric as the terms agree it: one formula, with unit and direction.

    Where there is a ``procedure``, it works out some of the names in the formula from the sheets.
    """

    name: str
    variant: str
    unit: MetricUnit
    direction: Direction
    formula: Formula
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    procedure: Procedure | None = None

    @property
    def measures(self) -> frozenset[str]:
        """The measures that reports must state for it; what else the formula names is worked out."""
        if self.procedure is None:
            return self.formula.names
        return self.formula.names - self.procedure.gives | self.procedure.reads

    @property
    def is_share(self) -> bool:
        """Whether it is one division that says which part of the whole is good, or bad."""
        is_ratio = self.unit == "ratio" and self.direction != "neither" and self.procedure is None
        return is_ratio and self.formula.sides() is not None

    @property
    def shown_scale(self) -> int:
        """How many shown units one base unit is: ratios are shown in percent."""
        return 100 if self.unit == "ratio" else 1

    @property
    def shown_unit(self) -> str:
        """The sign behind a shown value: ``%``, `` s`` or nothing."""
        return {"ratio": "%", "seconds": " s"}.get(self.unit, "")


# What stands in a target that nobody can reckon, and is never worked out.
NOT_EXPRESSIBLE = Metric("not_expressible", "standard", "number", "neither", parse("0"))


def title_of(metric: Metric) -> str:
    """The name of the metric for people: the catalogue's, else its own in words."""
    known = CATALOGUE.get(metric.name)
    return known.title if known else metric.name.replace("_", " ").capitalize()


def agree(name: str, variant: str | None, parameters: Mapping[str, Parameter]) -> Metric:
    """The metric that a target names, with its variant and what the terms say for it.

    ``parameters`` are times in seconds (``threshold``, ``short``) and texts as the terms write them. Raises
    MetricFault where the name or variant is unknown, or a needed parameter is absent, wrong or unused.
    """
    definition = CATALOGUE.get(name)
    if definition is None:
        raise MetricFault(
            "metric", f"“{name[:60]}” is not a known metric; define it under “metrics” or use a known one"
        )
    chosen = _variant(definition, variant)
    _check_parameters(definition, chosen, parameters)
    marks = {mark.strip("{}"): parameters.get(key, "") for key, mark in _MARKS.items()}
    formula = parse(definition.variants[chosen].format(**marks))
    procedure = _procedure(definition.procedures.get(chosen), parameters)
    unit, direction = definition.unit, definition.direction
    return Metric(name, chosen, unit, direction, formula, dict(parameters), procedure)


def _procedure(name: str | None, parameters: Mapping[str, Parameter]) -> Procedure | None:
    if name is None:
        return None
    try:
        return PROCEDURES[name].make(parameters)
    except ValueError as fault:
        raise MetricFault("with", str(fault)) from fault


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


def needed_parameters(template: str) -> set[str]:
    """Which parameters stand in a formula of the catalogue: threshold, short limit, …"""
    return {key for key, mark in _MARKS.items() if mark in template}


def parameters_of(definition: Definition, variant: str) -> tuple[set[str], set[str]]:
    """The parameters that a variant needs, and those that it may have besides."""
    kind = PROCEDURES.get(definition.procedures.get(variant, ""))
    needed = needed_parameters(definition.variants[variant])
    return (needed | set(kind.needs), set(kind.may)) if kind else (needed, set())


def measures_of(definition: Definition, variant: str) -> list[str]:
    """The measures that a variant needs, in order; times are written ``{T}`` and ``{S}``."""
    needs, _ = parameters_of(definition, variant)
    metric = agree(definition.name, variant, {key: _FOR_SHOW[key] for key in needs})
    marked = {f"within_{_FOR_SHOW[key]}s": f"within_{_MARKS[key]}s" for key in ("threshold", "short")}
    return sorted(
        next((name.replace(shown, mark) for shown, mark in marked.items() if shown in name), name)
        for name in metric.measures
    )


def _check_parameters(definition: Definition, variant: str, parameters: Mapping[str, Parameter]) -> None:
    needed, more = parameters_of(definition, variant)
    for key in sorted(needed - parameters.keys()):
        raise MetricFault(f"with.{key}", f"{definition.name} needs “with: {{{key}: …}}”, {_SUCH_AS[key]}")
    for key in sorted(parameters.keys() - needed - more):
        raise MetricFault(
            f"with.{key}", f"this formula of {definition.name} does not use “{key}”; leave it out"
        )


def in_intervals(metric: Metric, each: Level, grain: Grain) -> Metric:
    """The share of intervals with volume in which the metric holds the level (“met in 95 % of half-hours”).

    Raises MetricFault where the metric is worked out by a procedure: it has no value in a single interval.
    """
    if metric.procedure is not None:
        raise MetricFault(
            "intervals",
            f"{metric.name} has a grain of its own and is not judged in intervals; leave this out",
        )
    procedure = InIntervals(metric.formula, metric.unit, each, grain)
    formula = parse(FORMULA)
    return Metric(metric.name, metric.variant, "ratio", "higher", formula, metric.parameters, procedure)


def own(name: str, formula: str, unit: MetricUnit, direction: Direction) -> Metric:
    """A metric that the contract defines itself by a formula; raises FormulaError."""
    return Metric(name, "own", unit, direction, parse(formula))
