from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from app.sla.agreed.levels import read_level
from app.sla.agreed.targets import unjudged_target
from app.sla.metrics import agree, in_intervals, own
from app.sla.remedies.pool import PoolRemedy
from app.sla.scorecard import Scorecard, assess
from app.sla.terms import Target
from app.sla.timeline import Timeline
from app.sla.what_if.documents import sensitivity_document
from app.sla.what_if.sensitivity import Sensitivity, sensitivity
from tests.sla.test_scorecard import AFTER
from tests.sla.world import JANUARY, priced, sheet, target

# The month of domain.md §4.
MONTH = {
    "offered": 1060,
    "answered": 1000,
    "abandoned": 60,
    "answered_within_20s": 860,
    "abandoned_within_20s": 20,
    "abandoned_within_5s": 10,
}
SIX = {
    "abandons_in_time_count": "83.02%",
    "answered_only": "86.00%",
    "all_abandons_count_against": "81.13%",
    "late_abandons_count_against": "82.69%",
    "short_abandons_count": "82.08%",
    "short_abandons_removed": "81.90%",
}
POOL = PoolRemedy("pool", Fraction(1))
LEVEL = agree("service_level", "answered_only", {"threshold": 20})
SHORT = agree("service_level", "short_abandons_count", {"threshold": 20, "short": 5})
REMOVED = agree("service_level", "short_abandons_removed", {"threshold": 20, "short": 5})


def card_of(*targets: Target, **more: Any) -> Scorecard:
    due = Timeline([priced(*targets, **more)]).labelled("2026-01")
    return assess(due, [sheet(JANUARY, **MONTH)], AFTER)


def by_name(one: Sensitivity) -> dict[str, Any]:
    return {variant.name: variant for variant in one.variants}


@pytest.mark.parametrize(
    "agreed", [SHORT, agree("service_level", "short_abandons_removed", SHORT.parameters)]
)
def test_the_six_ways_to_compute_a_service_level_on_one_month(agreed: Any) -> None:
    (one,) = sensitivity(card_of(target(">= 80%", agreed)))
    assert {v.name: v.judged and v.judged.line.shown for v in one.variants} == SIX
    assert [variant.name for variant in one.variants if variant.is_agreed] == [agreed.variant]
    assert not one.flips


def test_a_flip_is_marked_with_the_credit_that_it_would_cost() -> None:
    card = card_of(target(">= 82%", SHORT, remedy=POOL))
    assert (card.lines[0].line.verdict, card.money.credits) == ("met", 0)
    (one,) = sensitivity(card)
    flipped = {name: variant for name, variant in by_name(one).items() if variant.flips}
    assert set(flipped) == {"all_abandons_count_against", "short_abandons_removed"}
    assert one.flips
    for variant in flipped.values():
        assert (variant.judged.line.verdict, variant.judged.credit) == ("below_minimum", 1_000_000)
        assert variant.credits == 1_000_000


def test_what_is_agreed_stands_as_the_scorecard_has_it() -> None:
    card = card_of(target(">= 82%", SHORT, remedy=POOL), target(id="u"))
    for judged, one in zip(card.lines, sensitivity(card), strict=True):
        assert [v.judged for v in one.variants if v.is_agreed] == [judged]


def test_a_variant_whose_limit_nobody_states_says_so_and_is_not_reckoned() -> None:
    (one,) = sensitivity(card_of(target(">= 80%", LEVEL)))
    short = by_name(one)["short_abandons_removed"]
    assert (short.judged, short.flips) == (None, False)
    assert "needs “with: {short: …}”" in short.reason
    assert by_name(one)["late_abandons_count_against"].judged.line.shown == "82.69%"


def test_the_limit_comes_from_the_other_targets_or_from_who_asks() -> None:
    other = target(metric=agree("abandonment_rate", "short_abandons_removed", {"short": 5}), id="u")
    first, second = sensitivity(card_of(target(">= 80%", LEVEL), other))
    assert {v.name: v.judged and v.judged.line.shown for v in first.variants} == SIX
    assert {v.name: v.judged and v.judged.line.shown for v in second.variants} == {
        "short_abandons_count": "5.66%",
        "short_abandons_removed": "4.76%",
    }
    (asked,) = sensitivity(card_of(target(">= 80%", LEVEL)), {"short": 5})
    assert {v.name: v.judged and v.judged.line.shown for v in asked.variants} == SIX


def test_other_targets_that_state_two_limits_settle_nothing_and_the_own_limit_comes_first() -> None:
    metric = "abandonment_rate", "short_abandons_removed"
    rest = [target(id=f"u{n}", metric=agree(*metric, {"short": n})) for n in (5, 10)]
    first, second, _ = sensitivity(card_of(target(">= 80%", LEVEL), *rest), {"threshold": 30})
    assert by_name(first)["short_abandons_count"].judged is None
    assert by_name(first)["all_abandons_count_against"].judged.line.shown == "81.13%"
    assert by_name(second)["short_abandons_removed"].judged.line.shown == "4.76%"


def test_measures_that_no_report_states_are_no_data_with_their_reason() -> None:
    due = Timeline([priced(target(">= 80%", LEVEL))]).labelled("2026-01")
    card = assess(due, [sheet(JANUARY, answered=1000, answered_within_20s=860)], AFTER)
    (one,) = sensitivity(card)
    late = by_name(one)["late_abandons_count_against"]
    assert late.judged.line.verdict == "no_data"
    assert late.reason == "no figures for abandoned, abandoned_within_20s"
    assert late.flips


def test_a_metric_of_the_contracts_own_has_one_variant() -> None:
    metric = own("answered_share", "answered / offered", "ratio", "higher")
    card = card_of(target(">= 90%", metric), metrics={"answered_share": metric})
    (one,) = sensitivity(card)
    assert [(v.name, v.is_agreed, v.formula) for v in one.variants] == [("own", True, "answered / offered")]


def test_a_rule_that_nobody_can_reckon_has_no_variant() -> None:
    card = card_of(unjudged_target("statistics", "7.1", "A statistical margin", "the margin is not said"))
    (one,) = sensitivity(card)
    assert (one.variants, one.flips) == ((), False)
    document: Any = sensitivity_document(card, [one])
    assert (document["targets"][0]["expected"], document["targets"][0]["variants"]) == ("", [])


def test_a_metric_in_intervals_stays_in_the_same_intervals() -> None:
    metric = in_intervals(SHORT, read_level(">= 82%", "ratio"), "day")
    (one,) = sensitivity(card_of(target(">= 95%", metric)))
    shown = {v.name: v.judged.line.shown for v in one.variants if v.judged}
    assert shown["short_abandons_count"] == "100.00%"
    assert shown["short_abandons_removed"] == "0.00%"
    assert by_name(one)["answered_only"].formula == "answered_within_20s / answered"


def test_other_targets_keep_their_formula_while_one_changes() -> None:
    two = target(">= 82%", SHORT, remedy=POOL), target(remedy=POOL, id="u")
    card = card_of(*two)
    first, second = sensitivity(card)
    assert card.money.credits == 1_000_000
    assert by_name(first)["all_abandons_count_against"].credits == 2_000_000
    assert by_name(second)["short_abandons_removed"].flips
    assert by_name(second)["short_abandons_removed"].credits == 0
    assert by_name(second)["short_abandons_count"].credits == 1_000_000


def test_the_document_says_value_verdict_and_credit_as_text() -> None:
    card = card_of(replace(target(">= 82%", LEVEL, remedy=POOL), title="In time"))
    document: Any = sensitivity_document(card, sensitivity(card))
    assert document["period"] == {"start": "2026-01-01", "end": "2026-02-01", "label": "2026-01"}
    [one] = document["targets"]
    assert (one["id"], one["title"], one["flips"], one["expected"]) == ("t", "In time", True, ">= 82%")
    found = {variant["variant"]: variant for variant in one["variants"]}
    assert found["all_abandons_count_against"] == {
        "variant": "all_abandons_count_against",
        "formula": "answered_within_20s / (answered + abandoned)",
        "agreed": False,
        "flips": True,
        "outcome": {
            "verdict": "below_minimum",
            "value": "0.8113207547169811320754716981",
            "shown": "81.13%",
            "credit": "10000.00",
            "bonus": "0.00",
        },
        "credits_of_the_period": "10000.00",
        "reason": "",
    }
    assert found["short_abandons_count"]["outcome"] is None
    assert found["short_abandons_count"]["credits_of_the_period"] is None
