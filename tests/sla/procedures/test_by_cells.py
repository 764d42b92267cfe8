from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.agreed.levels import read_level
from app.sla.formula import NoData
from app.sla.judging.reckoning import Reckoned, setting_of
from app.sla.metrics import Metric, Parameter, agree, in_intervals
from app.sla.periods import Cadence
from app.sla.procedures.cells import cells
from app.sla.quantities import MILLION
from app.sla.sheets import Sheet
from tests.sla.procedures.figures import AFTER, PERIOD, halves, reckoned
from tests.sla.world import JANUARY, sheet, target, terms


def wape(grain: str = "day", **given: Parameter) -> Metric:
    return agree("forecast_error", None, {"grain": grain, **given})


def test_days_of_110_and_90_against_100_and_100_are_10_percent_and_the_month_0() -> None:
    days = [
        sheet(JANUARY, offered=110, forecast_offered=100),
        sheet(JANUARY + timedelta(1), offered=90, forecast_offered=100),
    ]
    assert reckoned(wape(), days).value == Fraction(1, 10)
    assert reckoned(wape("month"), days).value == 0
    assert reckoned(wape("week"), days).value == 0
    found = reckoned(wape(), days)
    assert (found.numerator, found.denominator) == (20, 200)
    assert [step.rule for step in found.working] == ["add_up", "forecast_error", "formula"]


FORECASTS = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=1, max_size=28)


@given(FORECASTS)
def test_wape_is_0_exactly_when_every_cell_is_as_forecast(pairs: list[tuple[int, int]]) -> None:
    days = [
        sheet(JANUARY + timedelta(n), offered=actual, forecast_offered=planned)
        for n, (actual, planned) in enumerate(pairs)
    ]
    value = reckoned(wape(), days).value
    if not any(actual for actual, _ in pairs):
        assert value is None
    else:
        assert (value == 0) == all(actual == planned for actual, planned in pairs)


@given(FORECASTS, st.randoms(use_true_random=False))
def test_the_order_of_sheets_does_not_matter(pairs: list[tuple[int, int]], random: Random) -> None:
    days = [
        sheet(JANUARY + timedelta(n), queue, offered=actual, forecast_offered=planned)
        for n, (actual, planned) in enumerate(pairs)
        for queue in ("billing", "complaints")
    ]
    shuffled = sorted(days, key=lambda _: random.random())
    assert reckoned(wape(), days) == reckoned(wape(), shuffled)


@given(FORECASTS)
def test_a_coarser_grain_never_shows_a_larger_error(pairs: list[tuple[int, int]]) -> None:
    days = [
        sheet(JANUARY + timedelta(n), offered=actual, forecast_offered=planned)
        for n, (actual, planned) in enumerate(pairs)
    ]
    values = [reckoned(wape(grain), days).value for grain in ("day", "week", "month")]
    if values[0] is not None and values[1] is not None and values[2] is not None:
        assert values[0] >= values[1] >= values[2]


def test_wape_of_the_forecast_and_of_half_hours() -> None:
    days = [halves(JANUARY, offered=(110, 90), forecast_offered=(100, 100))]
    assert reckoned(wape("half_hour"), days).value == Fraction(20, 200)
    assert reckoned(wape("hour"), days).value == 0
    over = [sheet(JANUARY, offered=50, forecast_offered=100)]
    assert reckoned(wape(), over).value == 1
    assert reckoned(agree("forecast_error", "of_forecast", {"grain": "day"}), over).value == Fraction(1, 2)


def test_queues_are_added_up_before_they_are_held_against_the_forecast() -> None:
    days = [
        sheet(JANUARY, offered=110, forecast_offered=100),
        sheet(JANUARY, "complaints", offered=90, forecast_offered=100),
    ]
    assert reckoned(wape(), days).value == 0


def test_a_cell_that_states_one_side_alone_is_left_out_and_said() -> None:
    days = [sheet(JANUARY, offered=110, forecast_offered=100), sheet(JANUARY + timedelta(1), offered=90)]
    found = reckoned(wape(), days)
    assert found.value == Fraction(10, 110)
    assert dict(found.working[1].inputs) == {"grain": "day", "cells": "1", "left_out": "1"}


@pytest.mark.parametrize(
    ("sheets", "grain", "reason"),
    [
        ([], "day", "no report for this period"),
        ([sheet(JANUARY, offered=1)], "day", "no day states both offered and forecast_offered"),
        (
            [sheet(JANUARY, days=31, offered=1, forecast_offered=1)],
            "day",
            "the figures of 2026-01-01 to 2026-01-31 are not stated by day",
        ),
        (
            [sheet(JANUARY, offered=1, forecast_offered=1)],
            "half_hour",
            "forecast_offered of 2026-01-01 is not stated by intervals",
        ),
        (
            [halves(JANUARY, length=24, offered=(1,), forecast_offered=(1,))],
            "half_hour",
            "forecast_offered of 2026-01-01 is not stated by 30 minutes or a part of them",
        ),
        ([sheet(JANUARY, offered=0, forecast_offered=5)], "day", "actual is 0"),
    ],
)
def test_without_the_figures_there_is_no_error(sheets: list[Sheet], grain: str, reason: str) -> None:
    found = reckoned(wape(grain), sheets)
    assert (found.value, found.reason) == (None, reason)


def level(**counts: Sequence[int | None]) -> Reckoned:
    inner = agree("abandonment_rate", None, {})
    metric = in_intervals(inner, read_level("<= 5%", "ratio"), "half_hour")
    return reckoned(metric, [halves(JANUARY, **counts)])


def test_met_in_so_many_of_so_many_half_hours_and_those_without_volume_do_not_count() -> None:
    found = level(offered=(100, 100, 0, 100, None), abandoned=(5, 6, 0, 0, None))
    assert (found.value, found.numerator, found.denominator) == (Fraction(2, 3), 2, 3)
    by = found.working[1]
    assert (by.rule, by.result, by.inputs["with_volume"], by.inputs["without_volume"]) == (
        "intervals",
        "2",
        "3",
        "1",
    )


def test_no_volume_at_all_is_no_data() -> None:
    assert level(offered=(0, 0), abandoned=(0, 0)).reason == "no half_hour had any volume"


def test_intervals_of_all_queues_are_one_interval() -> None:
    metric = in_intervals(agree("abandonment_rate", None, {}), read_level("<= 5%", "ratio"), "half_hour")
    both = [
        halves(JANUARY, offered=(10,), abandoned=(1,)),
        halves(JANUARY, "complaints", offered=(90,), abandoned=(0,)),
    ]
    assert reckoned(metric, both).value == 1
    assert reckoned(metric, both[:1]).value == 0


def test_days_can_be_the_intervals_and_handled_is_answered_where_nothing_else_is_said() -> None:
    metric = in_intervals(agree("transfer_rate", None, {}), read_level("<= 10%", "ratio"), "day")
    days = [
        sheet(JANUARY, answered=100, transferred=10),
        sheet(JANUARY + timedelta(1), answered=100, transferred=11),
    ]
    assert reckoned(metric, days).value == Fraction(1, 2)
    by_half_hour = in_intervals(agree("transfer_rate", None, {}), read_level("<= 10%", "ratio"), "half_hour")
    assert reckoned(by_half_hour, [halves(JANUARY, answered=(10, 10), transferred=(1, 2))]).value == Fraction(
        1, 2
    )


def test_a_rounded_rate_leaves_every_interval_open() -> None:
    metric = in_intervals(agree("abandonment_rate", None, {}), read_level("<= 5%", "ratio"), "day")
    day = replace(sheet(JANUARY, offered=100, abandoned=5), slack={"abandoned": MILLION})
    found = reckoned(metric, [day])
    assert found.totals["intervals_met"].slack == 1


@pytest.mark.parametrize(("day", "intervals"), [(date(2026, 3, 29), 46), (date(2026, 10, 25), 50)])
def test_days_of_23_and_25_hours_have_their_own_half_hours(day: date, intervals: int) -> None:
    made = terms(timezone="Europe/Berlin")
    month = Cadence().containing(day)
    kept = halves(day, length=48, offered=(1,) * 48, abandoned=(0,) * 48)
    cut = replace(kept, intervals={name: v[:1] * intervals for name, v in kept.intervals.items()})
    metric = in_intervals(agree("abandonment_rate", None, {}), read_level("<= 5%", "ratio"), "half_hour")
    assert reckoned(metric, [cut], made, month, month.end).denominator == intervals
    assert reckoned(metric, [kept], made, month, month.end).reason == (
        f"abandoned of {day} is not stated by 30 minutes or a part of them"
    )


def test_a_maximum_and_a_mean_by_day_are_joined_by_what_they_are() -> None:
    setting = setting_of(terms(), target(), PERIOD, AFTER)
    names = frozenset({"longest_wait_seconds", "headcount", "offered"})
    found = cells(
        [
            halves(JANUARY, longest_wait_seconds=(3, 9), headcount=(10, 20), offered=(1, 2)),
            halves(JANUARY, "complaints", longest_wait_seconds=(4,), headcount=(1,), offered=(5,)),
        ],
        "hour",
        names,
        setting,
    )
    assert not isinstance(found, NoData)
    assert {name: total.value for name, total in found[JANUARY, 0].items()} == {
        "longest_wait_seconds": 9,
        "headcount": 16,
        "offered": 8,
    }


def test_a_day_of_nothing_needs_no_intervals() -> None:
    metric = in_intervals(agree("abandonment_rate", None, {}), read_level("<= 5%", "ratio"), "half_hour")
    empty = sheet(JANUARY + timedelta(1), offered=0, abandoned=0)
    assert reckoned(metric, [halves(JANUARY, offered=(1,), abandoned=(0,)), empty]).denominator == 1
