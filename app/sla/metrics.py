"""The catalogue of metrics: each with its definition, unit, direction, variants and source (domain.md §4).

A variant is a formula over measures. ``{T}`` stands for the threshold and ``{S}`` for the short-abandon
limit that the terms agree. The formula decides the penalty, so where the trade uses several, the terms
must say which.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.sla.formula import Formula, parse

MetricUnit = Literal["ratio", "seconds", "money", "number"]
Direction = Literal["higher", "lower", "neither"]


class MetricFault(ValueError):
    """A metric that the terms name wrongly; ``key`` is the part of the target that is at fault."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


@dataclass(frozen=True, slots=True)
class Definition:
    """One metric of the catalogue; ``default`` is the variant when the terms name none."""

    name: str
    title: str
    unit: MetricUnit
    direction: Direction
    definition: str
    source: str
    variants: Mapping[str, str]
    default: str = "standard"


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
    def shown_scale(self) -> int:
        """How many shown units one base unit is: ratios are shown in percent."""
        return 100 if self.unit == "ratio" else 1

    @property
    def shown_unit(self) -> str:
        """The sign behind a shown value: ``%``, `` s`` or nothing."""
        return {"ratio": "%", "seconds": " s"}.get(self.unit, "")


_WITHIN = "answered_within_{T}s"
_HANDLING = "(talk_seconds + hold_seconds + wrap_seconds)"
_COPC = "COPC CX Standard; ICMI glossary"


def _one(
    name: str,
    title: str,
    unit: MetricUnit,
    direction: Direction,
    formula: str,
    definition: str,
    source: str = _COPC,
) -> Definition:
    return Definition(name, title, unit, direction, definition, source, {"standard": formula})


_DEFINITIONS = (
    Definition(
        "service_level",
        "Service level",
        "ratio",
        "higher",
        "Share of calls answered within the threshold; six ways to count the abandoned ones are in use",
        "ICMI, “Service level: eight ways”; ITU-T E.423",
        {
            "abandons_in_time_count": f"({_WITHIN} + abandoned_within_{{T}}s) / (answered + abandoned)",
            "answered_only": f"{_WITHIN} / answered",
            "all_abandons_count_against": f"{_WITHIN} / (answered + abandoned)",
            "late_abandons_count_against": f"{_WITHIN} / (answered + abandoned - abandoned_within_{{T}}s)",
            "short_abandons_count": f"({_WITHIN} + abandoned_within_{{S}}s) / (answered + abandoned)",
            "short_abandons_removed": f"{_WITHIN} / (answered + abandoned - abandoned_within_{{S}}s)",
        },
        default="",
    ),
    Definition(
        "abandonment_rate",
        "Abandonment rate",
        "ratio",
        "lower",
        "Share of offered calls that the caller gave up; short abandons counted, or removed from both sides",
        _COPC,
        {
            "short_abandons_count": "abandoned / offered",
            "short_abandons_removed": "(abandoned - {SHORT}) / (offered - {SHORT})".replace(
                "{SHORT}", "abandoned_within_{S}s"
            ),
        },
        default="short_abandons_count",
    ),
    Definition(
        "average_speed_of_answer",
        "Average speed of answer",
        "seconds",
        "lower",
        "Waiting time of answered calls, per answered call or per call received",
        _COPC,
        {"per_answered": "wait_seconds / answered", "per_received": "wait_seconds / offered"},
        default="per_answered",
    ),
    Definition(
        "average_handle_time",
        "Average handle time",
        "seconds",
        "lower",
        "Talking, holding and after-call work per handled call",
        _COPC,
        {
            "talk_hold_wrap": f"{_HANDLING} / handled",
            "talk_wrap": "(talk_seconds + wrap_seconds) / handled",
            "talk_only": "talk_seconds / answered",
        },
        default="talk_hold_wrap",
    ),
    Definition(
        "connect_rate",
        "Connect rate",
        "ratio",
        "higher",
        "Inbound: answered of offered; outbound: connected of dials",
        _COPC,
        {"inbound": "answered / offered", "outbound": "connected / dials"},
        default="inbound",
    ),
    _one(
        "blocked_rate",
        "Blocked rate",
        "ratio",
        "lower",
        "blocked / (offered + blocked)",
        "Calls turned away of all that tried",
    ),
    Definition(
        "first_contact_resolution",
        "First-contact resolution",
        "ratio",
        "higher",
        "Contacts resolved the first time: of all handled (gross), or of those that could be (net)",
        _COPC,
        {"gross": "resolved_first_contact / handled", "net": "resolved_first_contact / resolvable"},
        default="net",
    ),
    _one(
        "occupancy",
        "Occupancy",
        "ratio",
        "neither",
        f"{_HANDLING} / ({_HANDLING} + ready_seconds)",
        "Handling time of the time handling or ready",
    ),
    _one(
        "agent_availability",
        "Agent availability",
        "ratio",
        "higher",
        "ready_seconds / staffed_seconds",
        "Ready time of signed-in time",
    ),
    _one(
        "schedule_adherence",
        "Schedule adherence",
        "ratio",
        "higher",
        "adherent_seconds / scheduled_seconds",
        "Time worked as scheduled of time scheduled",
    ),
    _one(
        "transfer_rate",
        "Transfer rate",
        "ratio",
        "lower",
        "transferred / handled",
        "Transferred of handled calls",
    ),
    _one(
        "quality_score",
        "Quality score",
        "ratio",
        "higher",
        "evaluation_points / evaluation_points_possible",
        "Points reached of points possible in quality evaluations",
    ),
    _one(
        "critical_error_accuracy",
        "Critical error accuracy",
        "ratio",
        "higher",
        "(evaluations - critical_errors) / evaluations",
        "Evaluations without a critical error",
    ),
    _one(
        "customer_satisfaction",
        "Customer satisfaction",
        "ratio",
        "higher",
        "surveys_satisfied / surveys_answered",
        "Satisfied answers of all answers",
    ),
    _one(
        "net_promoter_score",
        "Net promoter score",
        "ratio",
        "higher",
        "(promoters - detractors) / surveys_answered",
        "Promoters less detractors of all answers",
        "Reichheld, “The One Number You Need to Grow”, 2003",
    ),
    _one(
        "complaint_rate",
        "Complaint rate",
        "ratio",
        "lower",
        "complaints / handled",
        "Complaints per handled contact",
    ),
    _one(
        "complaints_on_time_rate",
        "Complaints closed in time",
        "ratio",
        "higher",
        "complaints_on_time / complaints",
        "Complaints closed in time of all complaints",
        "ISO 10002",
    ),
    _one(
        "escalated_complaints",
        "Escalated complaints",
        "ratio",
        "lower",
        "complaints_escalated / complaints",
        "Escalated of all complaints",
        "ISO 10002",
    ),
    _one(
        "survey_response_rate",
        "Survey response rate",
        "ratio",
        "higher",
        "surveys_answered / surveys_sent",
        "Surveys answered of surveys sent",
    ),
    _one(
        "cost_per_call",
        "Cost per call",
        "money",
        "lower",
        "cost / handled",
        "Stated cost per handled contact",
    ),
    _one(
        "cost_per_success",
        "Cost per success",
        "money",
        "lower",
        "cost / successes",
        "Stated cost per success",
    ),
    _one(
        "contact_rate",
        "Contact rate",
        "ratio",
        "higher",
        "contacts / dials",
        "Decision makers reached of dials",
    ),
    Definition(
        "success_rate",
        "Success rate",
        "ratio",
        "higher",
        "Successes of contacts, of dials, or of records attempted: the terms say which base",
        _COPC,
        {
            "of_contacts": "successes / contacts",
            "of_dials": "successes / dials",
            "of_records": "successes / records_attempted",
        },
        default="",
    ),
    _one(
        "dials_per_hour",
        "Dials per hour",
        "number",
        "higher",
        "dials * 3600 / staffed_seconds",
        "Dials per staffed hour",
    ),
    _one(
        "pitches_per_hour",
        "Pitches per hour",
        "number",
        "higher",
        "pitches * 3600 / staffed_seconds",
        "Pitches per staffed hour",
    ),
    _one(
        "successes_per_hour",
        "Successes per hour",
        "number",
        "higher",
        "successes * 3600 / staffed_seconds",
        "Successes per staffed hour",
    ),
    _one(
        "list_penetration",
        "List penetration",
        "ratio",
        "higher",
        "records_attempted / records",
        "Records attempted of records in the list",
    ),
    _one(
        "return_on_investment",
        "Return on investment",
        "ratio",
        "higher",
        "(revenue - cost) / cost",
        "What a unit of cost earned beyond itself",
    ),
    _one(
        "revenue_to_cost",
        "Revenue to cost",
        "number",
        "higher",
        "revenue / cost",
        "Revenue per unit of cost; the trade's rule of thumb is 10",
    ),
    _one(
        "response_ratio",
        "Response ratio",
        "ratio",
        "higher",
        "successes / contacts",
        "Successes per contact; 1 in 5 is the trade's rule of thumb",
    ),
)
CATALOGUE: dict[str, Definition] = {definition.name: definition for definition in _DEFINITIONS}


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
