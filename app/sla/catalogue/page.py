"""The catalogue as a page: every metric and measure with its definition; `docs/metrics.md` is this text."""

from collections.abc import Iterator

from app.sla.catalogue.known import CATALOGUE, Definition
from app.sla.measures import CATALOGUE as MEASURES
from app.sla.metrics import measures_of, parameters_of
from app.sla.procedures.known import PROCEDURES

_INTRODUCTION = """\
# Metrics and measures

This page is made from the catalogue in the code (`scorecard metrics > docs/metrics.md`); a test compares
them. The API answers the same under `GET /api/v1/metrics` and `GET /api/v1/measures`.

A metric is a formula over measures: Σ numerators / Σ denominators over queues, days and months. Its
grammar is closed: measures, decimal numbers, `+ - * /`, parentheses, `min` and `max`. `{T}` stands for
`with.threshold` and `{S}` for `with.short`, in seconds. Where several formulas are in use and none is the
default, the terms must name the variant, because the formula decides the penalty. What no formula over
totals can say is worked out by a named procedure; the formula names the result, and below it stands how
it is worked out. A ratio is shown in percent.

`handled` counts answered calls and completed callbacks where a report states it; where none does, the
answered calls count.

## Metrics
"""
_MEASURES = """
## Measures

Measures add up over queues, days and intervals; a maximum is the largest, a mean by day is added over
queues and averaged over days. `answered_within_Ns` and `abandoned_within_Ns` exist for any whole number N
of seconds, and `outcome.CODE` for any result code that a provider uses. A contract may declare further
ones.

| measure | what is counted | unit | adds |
|---|---|---|---|
"""


def page() -> str:
    """The page in Markdown, with a section for each metric and a row for each measure."""
    sections = "".join(f"\n{section}\n" for section in map(_section, CATALOGUE.values()))
    rows = "\n".join(
        f"| `{one.name}` | {one.title} | {one.unit} | {one.adds.replace('_', ' ')} |"
        for one in MEASURES.values()
    )
    return f"{_INTRODUCTION}{sections}{_MEASURES}{rows}\n"


def _section(metric: Definition) -> str:
    return "\n".join(
        [
            f"### `{metric.name}`: {metric.title}",
            "",
            f"{metric.definition}. Unit: {metric.unit}. Better: {metric.direction}. Source: {metric.source}.",
            "",
            "| variant | formula | `with` | needs |",
            "|---|---|---|---|",
            *(_row(metric, variant) for variant in metric.variants),
            *_procedures(metric),
        ]
    )


def _row(metric: Definition, variant: str) -> str:
    needs, may = parameters_of(metric, variant)
    said = [f"`{key}`" for key in sorted(needs)] + [f"`{key}` (may be left out)" for key in sorted(may)]
    measures = ", ".join(f"`{name}`" for name in measures_of(metric, variant))
    default = " (default)" if variant == metric.default and len(metric.variants) > 1 else ""
    return (
        f"| `{variant}`{default} | `{metric.variants[variant]}` | {', '.join(said) or 'none'} |"
        f" {measures or 'none'} |"
    )


def _procedures(metric: Definition) -> Iterator[str]:
    for name in dict.fromkeys(metric.procedures.values()):
        yield f"\nWorked out by `{name}`: {PROCEDURES[name].says}."
