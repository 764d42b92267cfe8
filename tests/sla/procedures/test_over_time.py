from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from app.sla.metrics import Metric, Parameter, agree, own
from app.sla.periods import Cadence
from app.sla.quantities import MILLION
from app.sla.sheets import Sheet
from tests.sla.procedures.figures import reckoned
from tests.sla.world import JANUARY, sheet


def stability(periods: str = "2", variant: str | None = None) -> Metric:
    return agree("cost_stability", variant, {"periods": periods})


FEBRUARY = Cadence().containing(date(2026, 2, 1))
COSTS = [
    sheet(JANUARY, cost=280, handled=100),
    sheet(date(2026, 2, 1), cost=640, handled=200),
]


def test_costs_of_2_80_and_3_20_are_13_33_percent() -> None:
    found = reckoned(stability(), COSTS, window=FEBRUARY, today=FEBRUARY.end)
    assert found.value == Fraction(2, 15)
    assert dict(found.working[1].inputs) == {"2026-01": "2.8", "2026-02": "3.2"}
    pooled = reckoned(stability(variant="pooled_mean"), COSTS, window=FEBRUARY, today=FEBRUARY.end)
    assert pooled.value == Fraction(4, 10) / Fraction(920, 300)


def test_stability_needs_figures_of_every_period_and_more_than_one() -> None:
    first = reckoned(stability(), COSTS[:1])
    assert first.reason == "there is no period before to compare with"
    gap = reckoned(stability(), COSTS[1:], window=FEBRUARY, today=FEBRUARY.end)
    assert gap.reason == "2026-01: no figures for cost, handled"
    none = reckoned(stability(), [], window=FEBRUARY, today=FEBRUARY.end)
    assert none.reason == "no report for this period"


def test_a_young_contract_compares_the_periods_that_it_has() -> None:
    metric = stability("12")
    assert metric.procedure is not None
    assert metric.procedure.span(FEBRUARY, Cadence(), JANUARY).start == JANUARY
    assert metric.procedure.span(FEBRUARY, Cadence(), date(2026, 1, 15)).start == date(2026, 1, 15)
    assert metric.procedure.span(FEBRUARY, Cadence(), date(2024, 1, 1)).start == date(2025, 3, 1)
    assert reckoned(metric, COSTS, window=FEBRUARY, today=FEBRUARY.end).value == Fraction(2, 15)


def test_costs_out_of_rounded_rates_leave_the_stability_open() -> None:
    derived = [replace(day, slack={"cost": 10 * MILLION}) for day in COSTS]
    found = reckoned(stability(), derived, window=FEBRUARY, today=FEBRUARY.end)
    assert found.totals["highest"].slack == Fraction(1, 10)
    half = [replace(COSTS[0], slack={"handled": 100 * MILLION}), COSTS[1]]
    open_ones = reckoned(stability(), half, window=FEBRUARY, today=FEBRUARY.end)
    assert open_ones.totals["lowest"].slack == Fraction(28, 10)


def progress(**given: Parameter) -> Metric:
    return agree("campaign_progress", None, given)


PLAN = [
    sheet(JANUARY, successes=8, planned_successes=10),
    sheet(date(2026, 2, 1), successes=5, planned_successes=10),
    sheet(date(2026, 2, 2), planned_successes=10),
]


def test_progress_is_what_was_reached_of_what_was_planned_to_date() -> None:
    assert reckoned(progress(), PLAN, window=FEBRUARY, today=FEBRUARY.end).value == Fraction(13, 30)
    assert reckoned(progress(), PLAN, window=FEBRUARY, today=date(2026, 2, 2)).value == Fraction(13, 20)
    later = reckoned(progress(since="2026-02-01"), PLAN, window=FEBRUARY, today=date(2026, 2, 2))
    assert later.value == Fraction(1, 2)
    assert later.working[1].inputs["since"] == "2026-02-01"
    unplanned = reckoned(progress(), [sheet(JANUARY, successes=1)])
    assert unplanned.reason == "no figures for planned_successes from 2026-01-01 on"


def test_progress_reads_from_the_first_day_of_the_campaign() -> None:
    for metric, start in ((progress(), JANUARY), (progress(since="2026-02-10"), FEBRUARY.start)):
        assert metric.procedure is not None
        assert metric.procedure.span(FEBRUARY, Cadence(), JANUARY) == replace(FEBRUARY, start=start)


def test_productivity_per_full_time_agent_and_per_staffed_hour() -> None:
    hour = 3600
    month = [
        sheet(JANUARY, handled=3000, staffed_seconds=320 * hour, full_time_hours=160),
        sheet(JANUARY, "complaints", handled=600, staffed_seconds=160 * hour, full_time_hours=160),
    ]
    assert reckoned(agree("productivity", "per_full_time_agent", {}), month).value == 1200
    assert reckoned(agree("productivity", "per_staffed_hour", {}), month).value == Fraction(3600, 480)


@pytest.mark.parametrize(
    ("sheets", "reason"),
    [
        ([sheet(JANUARY, handled=1)], "no figures for full_time_hours, staffed_seconds"),
        ([sheet(JANUARY, handled=1, staffed_seconds=5)], "no figures for full_time_hours of billing"),
        (
            [sheet(JANUARY, handled=1, staffed_seconds=5, full_time_hours=0)],
            "full_time_hours of billing is 0",
        ),
    ],
)
def test_productivity_without_hours_is_no_data(sheets: list[Sheet], reason: str) -> None:
    assert reckoned(agree("productivity", "per_full_time_agent", {}), sheets).reason == reason


def test_attrition_is_brought_to_a_year() -> None:
    month = [sheet(JANUARY, leavers=2, headcount=100)]
    assert reckoned(agree("attrition", None, {}), month).value == Fraction(2 * 365, 100 * 31)
    assert reckoned(agree("attrition", None, {}), month, today=date(2026, 1, 11)).value == Fraction(73, 100)
    assert reckoned(agree("attrition", "in_the_period", {}), month).value == Fraction(2, 100)
    assert reckoned(agree("attrition", None, {}), month, today=JANUARY).reason == "headcount * days is 0"


def test_lifetime_value_is_given_by_the_terms() -> None:
    given: dict[str, Parameter] = {"margin": "12.50", "expected_periods": "24"}
    assert reckoned(agree("lifetime_value", None, given), []).value == 300
    won = [sheet(JANUARY, new_customers=3)]
    assert reckoned(agree("lifetime_value", "of_new_customers", given), won).value == 900


def test_what_a_contract_declares_is_joined_as_it_says() -> None:
    metric = own("people", "headcount", "number", "higher")
    both = [sheet(JANUARY, headcount=10), sheet(JANUARY + timedelta(1), headcount=20)]
    assert reckoned(metric, both).value == 15


def test_a_mean_of_all_calls_that_does_not_exist_is_no_data() -> None:
    corrected = [sheet(JANUARY, cost=280, handled=100), sheet(date(2026, 2, 1), cost=-320, handled=-100)]
    found = reckoned(stability(variant="pooled_mean"), corrected, window=FEBRUARY, today=FEBRUARY.end)
    assert found.reason == "no figures for pooled"
    assert reckoned(stability(), corrected, window=FEBRUARY, today=FEBRUARY.end).value == Fraction(2, 15)
