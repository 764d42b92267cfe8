"""The catalogue of metrics: each with its definition, unit, direction, variants and source (domain.md §4).

A variant is a formula over measures. ``{T}`` stands for the threshold and ``{S}`` for the short-abandon
limit that the terms agree.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

MetricUnit = Literal["ratio", "seconds", "money", "number"]
Direction = Literal["higher", "lower", "neither"]


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


_WITHIN = "answered_within_{T}s"
_HANDLING = "(talk_seconds + hold_seconds + wrap_seconds)"
_COPC = "COPC CX Standard; ICMI glossary"


# Metrics with one formula: name | title | unit | direction | source (COPC and ICMI where none is named).
_ONE_FORMULA = """
blocked_rate | Blocked rate | ratio | lower
  blocked / (offered + blocked)
  Calls turned away of all that tried
occupancy | Occupancy | ratio | neither
  (talk_seconds + hold_seconds + wrap_seconds) / (talk_seconds + hold_seconds + wrap_seconds + ready_seconds)
  Handling time of the time handling or ready
agent_availability | Agent availability | ratio | higher
  ready_seconds / staffed_seconds
  Ready time of signed-in time
schedule_adherence | Schedule adherence | ratio | higher
  adherent_seconds / scheduled_seconds
  Time worked as scheduled of time scheduled
transfer_rate | Transfer rate | ratio | lower
  transferred / handled
  Transferred of handled calls
quality_score | Quality score | ratio | higher
  evaluation_points / evaluation_points_possible
  Points reached of points possible in quality evaluations
critical_error_accuracy | Critical error accuracy | ratio | higher
  (evaluations - critical_errors) / evaluations
  Evaluations without a critical error
customer_satisfaction | Customer satisfaction | ratio | higher
  surveys_satisfied / surveys_answered
  Satisfied answers of all answers
net_promoter_score | Net promoter score | ratio | higher | Reichheld, “The One Number You Need to Grow”, 2003
  (promoters - detractors) / surveys_answered
  Promoters less detractors of all answers
complaint_rate | Complaint rate | ratio | lower
  complaints / handled
  Complaints per handled contact
complaints_on_time_rate | Complaints closed in time | ratio | higher | ISO 10002
  complaints_on_time / complaints
  Complaints closed in time of all complaints
escalated_complaints | Escalated complaints | ratio | lower | ISO 10002
  complaints_escalated / complaints
  Escalated of all complaints
survey_response_rate | Survey response rate | ratio | higher
  surveys_answered / surveys_sent
  Surveys answered of surveys sent
cost_per_call | Cost per call | money | lower
  cost / handled
  Stated cost per handled contact
cost_per_success | Cost per success | money | lower
  cost / successes
  Stated cost per success
contact_rate | Contact rate | ratio | higher
  contacts / dials
  Decision makers reached of dials
dials_per_hour | Dials per hour | number | higher
  dials * 3600 / staffed_seconds
  Dials per staffed hour
pitches_per_hour | Pitches per hour | number | higher
  pitches * 3600 / staffed_seconds
  Pitches per staffed hour
successes_per_hour | Successes per hour | number | higher
  successes * 3600 / staffed_seconds
  Successes per staffed hour
list_penetration | List penetration | ratio | higher
  records_attempted / records
  Records attempted of records in the list
return_on_investment | Return on investment | ratio | higher
  (revenue - cost) / cost
  What a unit of cost earned beyond itself
revenue_to_cost | Revenue to cost | number | higher
  revenue / cost
  Revenue per unit of cost; the trade's rule of thumb is 10
response_ratio | Response ratio | ratio | higher
  successes / contacts
  Successes per contact; 1 in 5 is the trade's rule of thumb
"""


def _read(lines: Sequence[str]) -> Definition:
    name, title, unit, direction, *source = lines[0].split(" | ")
    return Definition(
        name,
        title,
        cast("MetricUnit", unit),
        cast("Direction", direction),
        lines[2].strip(),
        source[0] if source else _COPC,
        {"standard": lines[1].strip()},
    )


def _one_formula() -> Iterator[Definition]:
    lines = _ONE_FORMULA.strip().splitlines()
    return (_read(lines[at : at + 3]) for at in range(0, len(lines), 3))


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
)
CATALOGUE: dict[str, Definition] = {one.name: one for one in (*_DEFINITIONS, *_one_formula())}
