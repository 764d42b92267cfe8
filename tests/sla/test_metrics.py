from fractions import Fraction

import pytest

from app.sla.catalogue import CATALOGUE
from app.sla.formula import FormulaError, evaluate
from app.sla.measures import measure
from app.sla.metrics import MetricFault, agree, own, title_of

COUNTS = {
    "answered": 1000,
    "abandoned": 60,
    "answered_within_20s": 860,
    "abandoned_within_20s": 20,
    "abandoned_within_5s": 10,
}


def needed(template: str) -> dict[str, int]:
    return {
        key: value for key, value, mark in (("threshold", 20, "{T}"), ("short", 5, "{S}")) if mark in template
    }


VARIANTS = [(name, variant) for name, known in CATALOGUE.items() for variant in known.variants]


@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_every_variant_is_a_formula_over_known_measures(name: str, variant: str) -> None:
    metric = agree(name, variant, needed(CATALOGUE[name].variants[variant]))
    assert metric.formula.names
    assert all(measure(part) for part in metric.formula.names)
    assert (metric.name, metric.variant, metric.unit) == (name, variant, CATALOGUE[name].unit)


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_metric_says_what_it_is(name: str) -> None:
    known = CATALOGUE[name]
    assert known.title
    assert known.definition
    assert known.source
    assert known.unit in ("ratio", "seconds", "money", "number")
    assert known.direction in ("higher", "lower", "neither")
    assert known.default in ("", *known.variants)
    assert (
        title_of(agree(name, next(iter(known.variants)), needed(next(iter(known.variants.values())))))
        == known.title
    )


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
    metric = agree("service_level", variant, needed(CATALOGUE["service_level"].variants[variant]))
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
        ("occupancy", "gross", {}, "with.variant", "known are standard"),
    ],
)
def test_faults_name_their_key(
    name: str, variant: str | None, parameters: dict[str, int], key: str, message: str
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
