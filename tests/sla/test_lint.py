import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.sla.lint import SEVERITIES, Finding, lint
from app.sla.measures import Measure
from app.sla.metrics import agree, own
from app.sla.periods import Cadence, add_months
from app.sla.sheets import Sheet
from app.sla.terms import Terms
from app.terms_files.read import read_terms
from tests.sla.world import JANUARY, sheet, target, terms

DOCUMENT = Path(__file__).parents[2] / "docs" / "lint.md"
SOUND = """
schema: 1
contract: C-1
client: C
provider: P
currency: CNY
timezone: UTC
starts: 2026-01-01
effective: 2026-01-01
period: {every: month}
queues: {billing: {title: Billing}}
charges: {fixed: "1000"}
at_risk: 10%
pools: {operations: 100%}
caps: {period: 10%}
targets:
  - id: abandonment
    metric: abandonment_rate
    expected: "<= 5%"
    remedy: {kind: pool, pool: operations, allocation: 100%}
"""
BANDS = "remedy: {kind: bands, bands: [%s]}"
POOL = "remedy: {kind: pool, pool: operations, allocation: 100%}"


def altered(*changes: tuple[str, str]) -> Terms:
    text = SOUND
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return read_terms(text).terms


def codes(made: Terms, **more: Any) -> list[tuple[str, str]]:
    return [(found.code, ".".join(map(str, found.path))) for found in lint(made, **more)]


def banded(*bands: str, expected: str = "<= 5%") -> list[tuple[str, str]]:
    made = altered(
        (POOL, BANDS % ", ".join(bands)),
        ("<= 5%", expected),
        ("pools: {operations: 100%}\n", ""),
        ("caps: {period: 10%}\n", ""),
    )
    return codes(made)


def test_sound_terms_have_no_findings() -> None:
    assert lint(altered()) == []
    assert banded("{over: 5%, amount: 9}", "{at_most: 5%, amount: 0}") == []


@pytest.mark.parametrize(
    ("old", "new", "code", "path"),
    [
        ("allocation: 100%", "allocation: 40%", "allocation_under", "pools.operations"),
        (", allocation: 100%", "", "target_without_allocation", "targets.0.remedy"),
        ("period: 10%", "period: 11%", "cap_over_pools", "caps.period"),
        ("period: 10%", "period: 101", "cap_over_pools", "caps.period"),
        ("{operations: 100%}", "{operations: 100%, idle: 1%}", "pool_unused", "pools.idle"),
        ('fixed: "1000"', "measure: cost, stated_by: provider", "charges_by_provider", "charges.stated_by"),
        ('"<= 5%"', '">= 5%"', "level_against_direction", "targets.0.expected"),
        ('"<= 5%"', '"<= 5"', "level_over_100_percent", "targets.0.expected"),
        ('"<= 5%"', '"<= 5%"\n    weight: 0', "weightless", "targets"),
        ("effective: 2026-01-01", "effective: 2026-02-01", "days_not_covered", "effective"),
        ("starts: 2026", "signed: 2026-01-02\nstarts: 2026", "signed_after_effective", "signed"),
        ("targets:", "measures: {letters: {title: x}}\ntargets:", "unused", "measures.letters"),
        ("targets:", "metrics: {letters: {formula: cost}}\ntargets:", "unused", "metrics.letters"),
    ],
)  # fmt: skip
def test_each_finding_alone(old: str, new: str, code: str, path: str) -> None:
    assert codes(altered((old, new))) == [(code, path)]


def test_allocations_over_a_hundred_percent() -> None:
    second = f'\n  - id: second\n    metric: blocked_rate\n    expected: "<= 1%"\n    {POOL}'.replace(
        "100%}", "20%}"
    )
    (found,) = lint(altered((POOL, POOL + second)))
    assert found == Finding(
        "allocation_over",
        "warning",
        ("pools", "operations"),
        "the allocations of “operations” add to 120%, and the cap alone limits what is paid; lower them, or"
        " rely on it knowingly",
    )


def test_pools_over_the_amount_at_risk_need_a_cap() -> None:
    assert codes(altered(("operations: 100%", "operations: 150%"), ("caps: {period: 10%}\n", ""))) == [
        ("no_cap", "pools")
    ]
    assert codes(altered(("operations: 100%", "operations: 150%"))) == []


def test_a_cap_against_charges_that_differ_from_month_to_month() -> None:
    measured = ('fixed: "1000"', "measure: charges")
    assert codes(altered(measured)) == []
    assert codes(altered(measured, ("period: 10%", "period: 11%"))) == [("cap_over_pools", "caps.period")]
    assert codes(altered(measured, ("period: 10%", "period: 5000"))) == []
    bands = BANDS % "{over: 5%, amount: 9}, {at_most: 5%, amount: 0}"
    no_pool = ("pools: {operations: 100%}\n", "")
    assert codes(altered(measured, (POOL, bands), no_pool, ("period: 10%", "period: 90%"))) == []
    assert codes(altered((POOL, bands), no_pool, ("period: 10%", "period: 9"))) == []
    assert codes(altered((POOL, bands), no_pool, ("period: 10%", "period: 10"))) == [
        ("cap_over_pools", "caps.period")
    ]
    assert codes(altered((POOL, "weight: 1"), no_pool, ("at_risk: 10%\n", ""))) == []


@pytest.mark.parametrize(
    ("bands", "expected", "findings"),
    [
        (["{over: 8%, amount: 9}", "{at_most: 8%, amount: 0}"], "<= 5%", [("dead_band", 1)]),
        (
            ["{over: 5%, amount: 9}", "{over: 8%, amount: 20}", "{at_most: 5%, amount: 0}"],
            "<= 5%",
            [("bands_overlap", 1)],
        ),
        (
            ["{over: 5%, bonus: 9}", "{at_most: 5%, amount: 0}"],
            "<= 5%",
            [("bands_against_direction", None), ("bonus_for_a_miss", 0)],
        ),
        (["{over: 4%, amount: 9}", "{at_most: 4%, amount: 0}"], "<= 5%", [("cost_although_met", 0)]),
        (
            ["{over: 8%, amount: 5}", "{over: 5%, at_most: 8%, amount: 9}", "{at_most: 5%, amount: 0}"],
            "<= 5%",
            [("bands_against_direction", None)],
        ),
    ],
)
def test_bands(bands: list[str], expected: str, findings: list[tuple[str, int | None]]) -> None:
    where = "targets.0.remedy.bands"
    wanted = [(code, where if position is None else f"{where}.{position}") for code, position in findings]
    assert banded(*bands, expected=expected) == wanted


def test_bands_of_a_metric_that_should_be_high_or_neither() -> None:
    satisfaction = [
        ("abandonment_rate", "customer_satisfaction"),
        ("<= 5%", ">= 90%"),
        ("pools: {operations: 100%}\n", ""),
        ("caps: {period: 10%}\n", ""),
    ]
    rising = (
        BANDS % "{under: 80%, amount: 5}, {at_least: 80%, under: 90%, amount: 9}, {at_least: 90%, amount: 0}"
    )
    assert codes(altered(*satisfaction, (POOL, rising))) == [
        ("bands_against_direction", "targets.0.remedy.bands")
    ]
    both = [("abandonment_rate", "occupancy"), ("<= 5%", "70% to 85%"), *satisfaction[2:]]
    sides = (
        BANDS % "{under: 70%, amount: 5}, {at_least: 70%, at_most: 85%, amount: 0}, {over: 85%, amount: 5}"
    )
    assert codes(altered(*both, (POOL, sides))) == []


def test_the_dead_band_of_whole_seconds_is_none() -> None:
    bands = BANDS % "{at_most: 45s, amount: 0}, {at_least: 46s, amount: 9}"
    made = altered(
        ("abandonment_rate", "average_speed_of_answer"),
        ("<= 5%", "<= 45s"),
        (POOL, f"round: {{digits: 0}}\n    {bands}"),
        ("pools: {operations: 100%}\n", ""),
        ("caps: {period: 10%}\n", ""),
    )
    assert codes(made) == []


def test_a_minimum_and_other_ratios_over_one() -> None:
    made = altered(
        ('"<= 5%"', '"<= 5%"\n    minimum: "<= 8"'), (POOL, "weight: 1"), ("pools: {operations: 100%}\n", "")
    )
    assert codes(made) == [("level_over_100_percent", "targets.0.minimum")]
    ratio = own("rate", "cost / revenue", "ratio", "higher")
    earns = agree("return_on_investment", None, {})
    assert (
        codes(terms(target(">= 300%", earns), target(">= 300%", ratio, id="u"), metrics={"rate": ratio}))
        == []
    )


def test_an_amendment_against_the_version_before() -> None:
    before = terms()
    inside = terms(effective=date(2026, 1, 11))
    (found,) = lint(inside, before)
    assert (found.code, found.severity, found.path) == ("amendment_inside_period", "error", ("effective",))
    assert "take 2026-01-01 or 2026-02-01, or write “cut: split”" in found.message
    assert lint(replace(inside, cut="split"), before) == []
    assert lint(terms(effective=date(2026, 2, 1)), before) == []
    other = terms(effective=date(2026, 2, 1), contract="C-2", currency="USD", timezone="UTC")
    assert codes(other, previous=before) == [
        ("contract_amended", "contract"),
        ("currency_amended", "currency"),
        ("timezone_amended", "timezone"),
    ]


def months(count: int, **counts: Any) -> list[Sheet]:
    firsts = [add_months(JANUARY, n) for n in range(count)]
    return [sheet(first, days=(add_months(first, 1) - first).days, **counts) for first in firsts]


def test_measures_that_no_report_brings() -> None:
    made = altered(
        ('fixed: "1000"', "measure: charges"), ("abandonment_rate", "cost_per_call"), ("<= 5%", "<= 5")
    )
    wanted = [("measure_not_reported", "charges.measure"), ("measure_not_reported", "targets.0.metric")]
    assert codes(made, measures=frozenset({"offered"})) == wanted
    assert codes(made, measures=frozenset({"cost", "handled", "charges"})) == []
    assert codes(made, sheets=months(1, cost=1)) == wanted
    assert codes(made, sheets=months(1, cost=1, answered=1, charges=9), measures=frozenset()) == []


def test_a_target_that_history_never_met() -> None:
    assert codes(altered(), sheets=months(3, offered=1000, abandoned=90)) == [
        ("never_met", "targets.0.expected")
    ]
    assert codes(altered(), sheets=months(2, offered=1000, abandoned=90)) == []
    once = [*months(2, offered=1000, abandoned=90), *months(3, offered=1000, abandoned=9)[2:]]
    assert codes(altered(), sheets=once) == []


def test_a_period_that_is_not_whole_is_no_history() -> None:
    three = months(3, offered=1000, abandoned=90)
    assert codes(altered(), sheets=[*three[:2], sheet(date(2026, 3, 1), offered=1000, abandoned=90)]) == []


def test_only_the_last_twelve_periods_count() -> None:
    early = [*months(1, offered=1000, abandoned=1), *months(14, offered=1000, abandoned=90)[1:]]
    assert codes(altered(), sheets=early) == [("never_met", "targets.0.expected")]


def test_targets_where_one_miss_fails() -> None:
    strict = altered(("abandonment_rate", "customer_satisfaction"), ("<= 5%", ">= 99%"))
    (found,) = lint(strict, sheets=months(1, surveys_answered=30, surveys_satisfied=30))
    assert (found.code, found.path) == ("one_miss_fails", ("targets", 0, "expected"))
    assert "of 30 in a typical period one failure is enough" in found.message
    assert codes(strict, sheets=months(1, surveys_answered=100, surveys_satisfied=100)) == []
    assert codes(altered(), sheets=months(1, offered=19, abandoned=0)) == [
        ("one_miss_fails", "targets.0.expected")
    ]
    assert codes(altered(), sheets=months(1, offered=20, abandoned=0)) == []
    assert codes(altered(), sheets=months(1, offered=0, abandoned=0)) == []


def test_one_miss_is_no_question_for_times_and_two_sided_levels() -> None:
    seconds = altered(("abandonment_rate", "average_speed_of_answer"), ("<= 5%", "<= 45s"))
    assert codes(seconds, sheets=months(1, answered=1, wait_seconds=1)) == []
    occupied = altered(("abandonment_rate", "occupancy"), ("<= 5%", "70% to 85%"))
    worked = {"talk_seconds": 8, "hold_seconds": 0, "wrap_seconds": 0, "ready_seconds": 2}
    assert codes(occupied, sheets=months(1, **worked)) == []
    impossible = altered(('"<= 5%"', '"< 0%"'))
    assert codes(impossible, sheets=months(1, offered=10, abandoned=0)) == []
    fraction = terms(target("<= 5%", own("part", "abandoned / (offered / 1000)", "ratio", "lower")))
    assert ("one_miss_fails", "targets.0.expected") not in codes(
        fraction, sheets=months(1, offered=100, abandoned=0)
    )


def test_rounding_that_decided() -> None:
    rounded = altered(('"<= 5%"', '"<= 5%"\n    round: {digits: 0}'))
    (found,) = lint(rounded, sheets=months(2, offered=1000, abandoned=54))
    assert found == Finding(
        "rounding_flips",
        "note",
        ("targets", 0, "round"),
        "rounding decides 2 of the last 2 verdicts; be sure that it is agreed",
    )
    assert codes(rounded, sheets=months(2, offered=1000, abandoned=50)) == []


def test_history_is_cut_as_the_terms_cut_time() -> None:
    weekly = terms(period=Cadence("week"))
    days = [sheet(date(2026, 1, 5 + n), offered=1000, abandoned=90) for n in range(21)]
    assert codes(weekly, sheets=days) == [("never_met", "targets.0.expected")]


def test_the_gravest_come_first() -> None:
    found = lint(
        terms(
            target(">= 5%"),
            effective=date(2026, 1, 9),
            signed=date(2026, 3, 1),
            measures={"letters": Measure("letters", "x")},
        ),
        terms(),
    )
    assert [one.severity for one in found] == ["error", "warning", "note", "note"]


def test_zero_weights_and_pools_without_targets() -> None:
    made = terms(target(weight=Fraction(0)), pools={"p": Fraction(2)})
    assert codes(made) == [("no_cap", "pools"), ("pool_unused", "pools.p"), ("weightless", "targets")]


def test_what_a_deemed_failure_costs_where_nothing_is_deemed_failed() -> None:
    each = "remedy: {kind: per_point, amount: 5, deemed: 90}"
    made = altered((POOL, each), ("pools: {operations: 100%}\n", ""), ("caps: {period: 10%}\n", ""))
    assert codes(made) == [("deemed_unused", "targets.0.remedy.deemed")]


def test_the_documentation_lists_exactly_the_codes_with_their_severity() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| (\w+) \| \S.* \| \S.* \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert rows == sorted(SEVERITIES.items())
    assert list(SEVERITIES) == sorted(SEVERITIES)


def test_every_code_is_found_by_some_test() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert [code for code in SEVERITIES if f'"{code}"' not in text] == []


def test_bands_of_points_are_looked_at_like_bands_of_money() -> None:
    points = ("charges:", "points: {table: [{from: 0, amount: 0}]}\ncharges:")
    rising = "{over: 8%, points: 1}, {over: 5%, at_most: 8%, points: 4}, {at_most: 5%, points: 0}"
    remedy = f"remedy: {{kind: points, bands: [{rising}]}}"
    made = altered(points, (POOL, remedy), ("pools: {operations: 100%}\n", ""))
    assert codes(made) == [("bands_against_direction", "targets.0.remedy.bands")]


@pytest.mark.parametrize(
    ("remedy", "path"),
    [
        ("{kind: per_point, amount: 0.5}", "remedy.amount"),
        (
            "{kind: bands, bands: [{over: 5%, amount: 0.5}, {at_most: 5%, amount: 0}]}",
            "remedy.bands.0.amount",
        ),
        ("{kind: bands, bands: [{over: 5%, amount: 0}, {at_most: 5%, bonus: 0.5}]}", "remedy.bands.1.bonus"),
        ("{kind: bands, bands: [{over: 5%, amount: 9%}, {at_most: 5%, bonus: 0.5}]}", "remedy.bands.1.bonus"),
    ],
)
def test_amounts_below_one_may_have_lost_their_percent(remedy: str, path: str) -> None:
    made = altered(
        (POOL, f"remedy: {remedy}"),
        ("pools: {operations: 100%}\n", ""),
        ("caps: {period: 10%}\n", ""),
    )
    assert ("amount_below_one", f"targets.0.{path}") in codes(made)


def test_the_least_that_is_paid_may_have_lost_its_percent_too() -> None:
    made = altered(("targets:", 'minimum_payable: {amount: "0.5"}\ntargets:'))
    (found,) = lint(made)
    assert (found.code, found.path) == ("amount_below_one", ("minimum_payable", "amount"))
    assert found.message == "this is 0.5 CNY; if a share of the charges is meant, write 50%"


def test_a_rolling_cap_that_twelve_periods_cannot_reach() -> None:
    assert codes(altered(("period: 10%", "period: 10%, rolling_12: 1201"))) == [
        ("cap_over_pools", "caps.rolling_12")
    ]
    assert codes(altered(("period: 10%", "period: 10%, rolling_12: 1200"))) == []
    assert codes(altered(("period: 10%", "rolling_12: 11%"))) == [("cap_over_pools", "caps.rolling_12")]


def test_what_late_reports_cost_has_no_end_that_a_cap_could_lie_beyond() -> None:
    late = "reports: {due: 10 days, late: {amount: 50}}\ntargets:"
    assert codes(altered(("period: 10%", "period: 11%"), ("targets:", late))) == []


def test_days_between_the_end_of_one_version_and_the_next() -> None:
    before = altered(("starts:", "ends: 2026-05-01\nstarts:"))
    after = altered(("effective: 2026-01-01", "effective: 2026-07-01"))
    (found,) = lint(after, before)
    assert (found.code, found.path) == ("days_not_covered", ("effective",))
    assert "ends on 2026-05-01" in found.message
    assert lint(altered(("effective: 2026-01-01", "effective: 2026-05-01")), before) == []


def test_what_a_remedy_counts_must_be_reported_as_well() -> None:
    each = "remedy: {kind: per_point, per: occurrence, count: hours_breaches, amount: 5}"
    made = altered((POOL, each), ("pools: {operations: 100%}\n", ""), ("caps: {period: 10%}\n", ""))
    assert codes(made, measures=frozenset({"offered", "abandoned"})) == [
        ("measure_not_reported", "targets.0.metric")
    ]


def test_a_rule_that_nobody_can_reckon_is_listed_and_asks_nothing_of_the_reports() -> None:
    old = f'metric: abandonment_rate\n    expected: "<= 5%"\n    {POOL}'
    made = altered(
        (old, "not_expressible: {reason: the margin is not stated}"), ("pools: {operations: 100%}\n", "")
    )
    found = lint(made, sheets=months(3, offered=1))
    assert [one.code for one in found] == ["weightless", "not_expressible"]
    assert found[1].message == (
        "nobody can reckon “abandonment”: the margin is not stated; agree one that can be"
    )


def test_history_is_cut_by_the_targets_own_window() -> None:
    quarterly = altered(('"<= 5%"', '"<= 5%"\n    measured: quarter'))
    assert codes(quarterly, sheets=months(8, offered=1000, abandoned=90)) == []
    assert codes(quarterly, sheets=months(9, offered=1000, abandoned=90)) == [
        ("never_met", "targets.0.expected")
    ]


@pytest.mark.parametrize(
    ("old", "new", "findings"),
    [
        ("targets:", "relief: {tolerance: 10%}\ntargets:", [("forecast_not_locked", "relief")]),
        ("targets:", "relief: {tolerance: 10%, locked: 5d}\ntargets:", []),
        ('5%"', '5%"\n    relief: {tolerance: 10%}', [("forecast_not_locked", "targets.0.relief")]),
        ('5%"', '5%"\n    relief: {tolerance: 10%, locked: 5d}', []),
    ],
)
def test_a_forecast_that_may_still_be_changed(old: str, new: str, findings: list[tuple[str, str]]) -> None:
    assert codes(altered((old, new))) == findings


def test_failures_that_are_forgiven_are_no_question_of_one_miss() -> None:
    forgiving = altered(('"<= 5%"', '"<= 5%"\n    low_volume: {allow_failures: 4}'))
    assert codes(forgiving, sheets=months(1, offered=19, abandoned=0)) == []


def test_what_a_condition_asks_must_be_reported_as_well() -> None:
    asked = altered(('"<= 5%"', '"<= 5%"\n    only_if: surveys_sent > 0'))
    assert codes(asked, measures=frozenset({"offered", "abandoned"})) == [
        ("measure_not_reported", "targets.0.metric")
    ]


def test_a_measure_that_is_reconciled_although_nothing_is_made_of_it() -> None:
    rule = "reconcile: {measures: [offered, charges, abandoned], tolerance: 1%}\ntargets:"
    assert codes(altered(("targets:", rule))) == [("reconcile_unused", "reconcile.measures.1")]
    assert codes(altered(("targets:", rule.replace("charges, ", "")))) == []
