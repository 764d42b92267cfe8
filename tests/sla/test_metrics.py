from fractions import Fraction

import pytest

from app.sla.agreed.levels import read_level
from app.sla.catalogue.known import CATALOGUE
from app.sla.formula import FormulaError, evaluate
from app.sla.measures import UnknownMeasure, measure
from app.sla.metrics import (
    Metric,
    MetricFault,
    Parameter,
    agree,
    in_intervals,
    own,
    parameters_of,
    title_of,
)
from app.sla.procedures.known import PROCEDURES

COUNTS = {
    "answered": 1000,
    "abandoned": 60,
    "answered_within_20s": 860,
    "abandoned_within_20s": 20,
    "abandoned_within_5s": 10,
}


GIVEN: dict[str, Parameter] = {
    "threshold": 20,
    "short": 5,
    "margin": "120.00",
    "expected_periods": "24",
    "grain": "day",
    "periods": "3",
}


def agreed(name: str, variant: str) -> Metric:
    needs, _ = parameters_of(CATALOGUE[name], variant)
    return agree(name, variant, {key: GIVEN[key] for key in needs})


VARIANTS = [(name, variant) for name, known in CATALOGUE.items() for variant in known.variants]


@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_every_variant_is_a_formula_over_known_measures(name: str, variant: str) -> None:
    metric = agreed(name, variant)
    assert metric.measures or (name, variant) == ("lifetime_value", "per_customer")
    assert all(measure(part) for part in metric.measures)
    assert (metric.name, metric.variant, metric.unit) == (name, variant, CATALOGUE[name].unit)


@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_what_a_procedure_gives_is_named_by_the_formula_and_is_no_measure(name: str, variant: str) -> None:
    metric = agreed(name, variant)
    if metric.procedure is None:
        assert metric.measures == metric.formula.names
        return
    assert metric.procedure.gives & metric.formula.names
    for given in metric.procedure.gives:
        with pytest.raises(UnknownMeasure):
            measure(given)


NAMED_BY_THE_DOMAIN = """
service_level abandonment_rate average_speed_of_answer average_handle_time connect_rate blocked_rate
first_contact_resolution occupancy agent_availability schedule_adherence productivity transfer_rate
quality_score critical_error_accuracy customer_satisfaction net_promoter_score complaint_rate
complaints_on_time_rate attrition forecast_error cost_per_call cost_per_success cost_stability contact_rate
success_rate dials_per_hour pitches_per_hour successes_per_hour list_penetration campaign_progress
return_on_investment revenue_to_cost response_ratio lifetime_value survey_response_rate escalated_complaints
"""


@pytest.mark.parametrize("name", NAMED_BY_THE_DOMAIN.split())
def test_every_metric_that_the_domain_names_is_there(name: str) -> None:
    assert name in CATALOGUE


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_metric_says_what_it_is(name: str) -> None:
    known = CATALOGUE[name]
    assert known.title
    assert known.definition
    assert known.source
    assert known.unit in ("ratio", "seconds", "money", "number")
    assert known.direction in ("higher", "lower", "neither")
    assert known.default in ("", *known.variants)
    assert title_of(agreed(name, next(iter(known.variants)))) == known.title
    assert known.procedures.keys() <= known.variants.keys()
    assert set(known.procedures.values()) <= PROCEDURES.keys()


@pytest.mark.parametrize(
    ("variant", "value"),
    [
        ("abandons_in_time_count", Fraction(880, 1060)),
        ("answered_only", Fraction(860, 1000)),
        ("all_abandons_count_against", Fraction(860, 1060)),
        ("late_abandons_count_against", Fraction(860, 1040)),
        ("short_abandons_count", Fraction(870, 1060)),
        ("short_abandons_removed", Fraction(860, 1050)),
    ],
)
def test_the_six_service_levels(variant: str, value: Fraction) -> None:
    metric = agreed("service_level", variant)
    assert evaluate(metric.formula, {name: Fraction(count) for name, count in COUNTS.items()}) == value


@pytest.mark.parametrize(
    ("name", "variant", "parameters", "key", "message"),
    [
        ("service", None, {}, "metric", "not a known metric; define it under"),
        (
            "service_level",
            None,
            {"threshold": 20},
            "with.variant",
            "say which formula of service_level is agreed: aban",
        ),
        (
            "service_level",
            "mine",
            {"threshold": 20},
            "with.variant",
            "“mine” is not a variant of service_level",
        ),
        ("service_level", "answered_only", {}, "with.threshold", "needs “with: {threshold: …}”"),
        (
            "service_level",
            "short_abandons_count",
            {"threshold": 20},
            "with.short",
            "needs “with: {short: …}”",
        ),
        (
            "service_level",
            "answered_only",
            {"threshold": 20, "short": 5},
            "with.short",
            "does not use “short”; leave",
        ),
        ("success_rate", None, {}, "with.variant", "of_contacts, of_dials, of_records"),
        ("occupancy", "gross", {}, "with.variant", "known are standard, of_staffed"),
        ("forecast_error", None, {}, "with.grain", "needs “with: {grain: …}”, such as day or half_hour"),
        ("cost_stability", None, {}, "with.periods", "needs “with: {periods: …}”, a number such as 3"),
        ("cost_stability", None, {"periods": "1"}, "with", "stability is over 2 to 36 periods"),
        ("lifetime_value", None, {"margin": "1"}, "with.expected_periods", "a number such as 24"),
        ("campaign_progress", None, {"grain": "day"}, "with.grain", "does not use “grain”"),
    ],
)
def test_faults_name_their_key(
    name: str, variant: str | None, parameters: dict[str, Parameter], key: str, message: str
) -> None:
    with pytest.raises(MetricFault, match=message) as fault:
        agree(name, variant, parameters)
    assert fault.value.key == key


def test_defaults() -> None:
    assert agree("abandonment_rate", None, {}).formula.text == "abandoned / offered"
    assert agree("blocked_rate", None, {}).variant == "standard"


def test_shown_units() -> None:
    shown = {
        name: agree(name, None, {})
        for name in ("abandonment_rate", "average_speed_of_answer", "cost_per_call")
    }
    assert [(metric.shown_scale, metric.shown_unit) for metric in shown.values()] == [
        (100, "%"),
        (1, " s"),
        (1, ""),
    ]


def test_own_metrics() -> None:
    metric = own("first_hour", "answered / offered", "ratio", "higher")
    assert (metric.variant, title_of(metric)) == ("own", "First hour")
    with pytest.raises(FormulaError):
        own("first_hour", "answered //", "ratio", "higher")


def test_a_metric_in_intervals_is_a_share_of_intervals() -> None:
    inner = agree("average_speed_of_answer", None, {})
    metric = in_intervals(inner, read_level("<= 20s", inner.unit), "half_hour")
    assert (metric.name, metric.unit, metric.direction) == ("average_speed_of_answer", "ratio", "higher")
    assert metric.measures == {"wait_seconds", "answered"}
    with pytest.raises(MetricFault, match="has a grain of its own") as fault:
        in_intervals(agreed("forecast_error", "of_actual"), read_level("<= 5%", "ratio"), "day")
    assert fault.value.key == "intervals"
