"""Process limits against published reference values, and each rule on the shortest series that breaks it."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.charts.process_limits import Limits, Signal, process_limits, signals

ROUNDED = Fraction("2.66")


def exact(values: list[float]) -> list[Fraction]:
    return [Fraction(str(value)) for value in values]


def tables(folder: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "reference_tables" / name).read_text(encoding="utf-8"))
    return found


def limits_of(values: list[float], **given: Any) -> Limits:
    found = process_limits(exact(values), **given)
    assert found is not None
    return found


def test_the_handbook_of_nist_comes_to_the_same_digits(shared_data: Path) -> None:
    case = tables(shared_data, "xmr_ewma_reference.json")["nist_6_3_2_2_flowrate"]
    found = limits_of(case["values"])
    assert f"{float(found.centre):.2f}" == f"{case['published']['xbar']:.2f}"
    assert f"{float(found.average_range):.4f}" == f"{case['published']['mr_bar']:.4f}"
    assert f"{float(found.upper):.4f}" == f"{case['published']['ucl']:.4f}"
    assert f"{float(found.lower):.4f}" == f"{case['published']['lcl']:.4f}"
    assert float(limits_of(case["values"], scale=ROUNDED).upper) == pytest.approx(55.8048888888889)


def test_the_health_services_chart_comes_to_the_same_digits(shared_data: Path) -> None:
    case = tables(shared_data, "xmr_ewma_reference.json")["nhsr_plotthedots"]
    found = limits_of(case["values"], scale=ROUNDED)
    assert float(found.centre) == pytest.approx(case["recomputed_case1"]["mean"])
    assert float(found.lower) == pytest.approx(case["recomputed_case1"]["lpl"])
    assert float(found.upper) == pytest.approx(case["recomputed_case1"]["upl"])
    leap = [*case["values"][:14], 10.0, *case["values"][15:]]
    for screened, name in ((True, "recomputed_TRUE"), (False, "recomputed_FALSE")):
        expected = case["case2_value15_set_to_10"][name]
        found = limits_of(leap, scale=ROUNDED, screened=screened)
        assert float(found.lower) == pytest.approx(expected["lpl"])
        assert float(found.upper) == pytest.approx(expected["upl"])


def test_a_real_centres_months_lie_where_the_reference_says(shared_data: Path) -> None:
    case = tables(shared_data, "xmr_on_daily_acd_dated.json")["xmr"]
    months, values = list(case["series"]), exact(list(case["series"].values()))
    found = process_limits(values, scale=ROUNDED, screened=False)
    assert found is not None
    assert float(found.upper) == pytest.approx(case["all_months_limits"]["unpl"])
    outside = [month for month, one in zip(months, signals(values, found), strict=True) if "outside" in one]
    assert outside == case["months_outside_all"]
    first = process_limits(values[:12], scale=ROUNDED, screened=False)
    assert first is not None
    outside = [month for month, one in zip(months, signals(values, first), strict=True) if "outside" in one]
    assert outside == case["months_outside_baseline12"]


FLAT = Limits(Fraction(0), Fraction(1), Fraction(-3), Fraction(3))


@pytest.mark.parametrize(
    ("values", "signal", "places"),
    [
        ([0, 4, 0], "outside", {1}),
        ([0, 3, -3], "outside", set()),
        ([1] * 8, "run", set(range(8))),
        ([1] * 7 + [0, 1], "run", set()),
        ([-1] * 9 + [1], "run", set(range(9))),
        ([-2, -1, 0, 1, 1.5, 1.75], "rise", set(range(6))),
        ([-2, -1, 0, 1, 1.5], "rise", set()),
        ([2, 1, 0, -1, -1.5, -1.75, 2], "rise", set(range(6))),
        ([2.5, 0, 2.5], "near", {0, 2}),
        ([2.5, 0, 0, 2.5], "near", set()),
        ([2.5, 0, -2.5], "near", set()),
        ([2, 2, 2], "near", set()),
    ],
)
def test_each_rule_marks_exactly_what_breaks_it(
    values: list[float], signal: Signal, places: set[int]
) -> None:
    found = signals([Fraction(value) for value in values], FLAT)
    assert {i for i, broken in enumerate(found) if signal in broken} == places


def test_one_value_has_no_limits_and_equal_values_have_narrow_ones() -> None:
    assert process_limits([Fraction(1)]) is None
    assert process_limits([]) is None
    assert limits_of([5, 5, 5]) == Limits(Fraction(5), Fraction(0), Fraction(5), Fraction(5))
    assert signals([Fraction(5)] * 9, limits_of([5, 5, 5])) == [()] * 9


@given(st.lists(st.fractions(min_value=0, max_value=100, max_denominator=1000), min_size=2, max_size=40))
def test_limits_lie_evenly_around_the_mean_and_move_with_the_values(values: list[Fraction]) -> None:
    found, moved = process_limits(values), process_limits([3 * value + 7 for value in values])
    assert found is not None
    assert moved is not None
    assert found.upper - found.centre == found.centre - found.lower >= 0
    assert (moved.lower, moved.upper) == (3 * found.lower + 7, 3 * found.upper + 7)
    assert signals(values, found) == signals([3 * value + 7 for value in values], moved)
