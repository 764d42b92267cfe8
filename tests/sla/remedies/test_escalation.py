from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.history import History
from app.sla.judging.verdicts import Verdict
from app.sla.remedies.carrying import Now
from app.sla.remedies.escalation import CountsFrom, Promotion, Repeat, is_critical
from app.sla.remedies.lines import LineRules
from app.sla.remedies.order import settle_in_order
from tests.sla.remedies.world import Months, amount, line, past, percent, rules, settle

TWICE = Repeat(2, Fraction(2))
FOURTH = CountsFrom(4)


def credits_of(verdicts: list[Verdict], credit: int = 12_000, **more: Any) -> list[int]:
    months = Months(rules())
    return [
        months.add(line(0 if verdict in ("met", "no_data") else credit, verdict=verdict, **more)).credits
        // 100
        for verdict in verdicts
    ]


def test_12_000_24_000_24_000() -> None:
    assert credits_of(["below_minimum"] * 3, repeat=TWICE) == [12_000, 24_000, 24_000]


@pytest.mark.parametrize(
    ("between", "third"),
    [
        ("met", 12_000),
        ("no_data", 24_000),
        ("excluded", 24_000),
        ("not_enough_volume", 24_000),
        ("deemed_failed", 24_000),
    ],
)
def test_what_stands_between_two_misses(between: Verdict, third: int) -> None:
    assert credits_of(["below_minimum", between, "below_minimum"], repeat=TWICE)[2] == third


def test_a_deemed_failure_is_a_repeated_miss_as_well() -> None:
    assert credits_of(["below_minimum", "deemed_failed"], repeat=TWICE) == [12_000, 24_000]


def test_the_step_says_what_the_factor_did() -> None:
    months = Months(rules())
    months.add(line(12_000, repeat=TWICE))
    by = months.add(line(12_000, repeat=TWICE)).lines[0].working[0]
    assert (by.rule, by.result) == ("repeat", "24000")
    assert by.inputs == {"credit": "12000", "factor": "2", "in_a_row": "2"}


def test_both_stubs_of_a_period_are_the_same_miss_of_the_row() -> None:
    history = History((past("2026-01", "below_minimum"), past("2026-02/1", "below_minimum")))
    second = settle_in_order([line(100, repeat=TWICE)], rules(), Now("2026-02/2", "2026-02"), None, history)
    assert second.credits == 200_00
    only = History((past("2026-02/1", "below_minimum"),))
    first = settle_in_order([line(100, repeat=TWICE)], rules(), Now("2026-02/2", "2026-02"), None, only)
    assert first.credits == 100_00


def test_a_miss_during_ramp_up_is_not_the_first_of_a_row() -> None:
    months = Months(rules())
    assert months.add(line(100, repeat=TWICE, ramp_up=True)).credits == 0
    assert months.add(line(100, repeat=TWICE)).credits == 100_00
    assert months.add(line(100, repeat=TWICE)).credits == 200_00


def test_ramp_up_is_judged_and_shown_with_credit_0_and_the_reason() -> None:
    settled = settle([line(100, bonus=5, ramp_up=True)])
    paid = settled.lines[0]
    assert (paid.credit, paid.bonus, paid.reason) == (0, 500, "ramp_up")
    assert paid.working[0].inputs == {"without": "100"}


def test_during_ramp_up_no_points_are_given() -> None:
    assert settle([line(points=3, ramp_up=True)]).lines[0].points == 0


def test_the_first_three_below_expected_never_pay_and_the_fourth_does() -> None:
    assert credits_of(["below_expected"] * 5, 100, counts_from=FOURTH) == [0, 0, 0, 100, 100]


def test_below_minimum_pays_at_once_and_is_none_of_the_four() -> None:
    verdicts: list[Verdict] = ["below_minimum", *["below_expected"] * 4]  # type: ignore[list-item]
    assert credits_of(verdicts, 100, counts_from=FOURTH) == [100, 0, 0, 0, 100]


def test_a_deemed_failure_pays_at_once() -> None:
    assert credits_of(["deemed_failed"], 100, counts_from=FOURTH) == [100]


def test_the_window_is_this_and_the_11_periods_before() -> None:
    three: list[Verdict] = ["below_expected"] * 3
    met: list[Verdict] = ["met"]
    assert credits_of([*three, *met * 8, "below_expected"], 100, counts_from=FOURTH)[-1] == 100
    assert credits_of([*three, *met * 9, "below_expected"], 100, counts_from=FOURTH)[-1] == 0


def test_a_miss_that_does_not_count_yet_says_so() -> None:
    paid = settle([line(100, verdict="below_expected", counts_from=FOURTH)]).lines[0]
    assert paid.reason == "not_yet_counting"
    assert paid.working[0].inputs == {"without": "100", "nth": "1", "counts_from": "4", "within": "12"}


def test_a_miss_that_did_not_count_is_one_of_the_row_all_the_same() -> None:
    assert credits_of(["below_expected"] * 4, 100, counts_from=FOURTH, repeat=TWICE) == [0, 0, 0, 200]


@pytest.mark.parametrize(
    ("begins", "critical"), [("this_period", [False, True, True]), ("next_period", [False, False, True])]
)
def test_an_important_target_is_critical_after_two_misses_in_a_row(begins: Any, critical: list[bool]) -> None:
    promotion = Promotion(2, begins)
    assert [is_critical("important", promotion, before) for before in range(3)] == critical


def test_what_is_not_important_is_not_promoted() -> None:
    assert not is_critical("ordinary", None, 9)
    assert is_critical("critical", None, 0)
    assert not is_critical("important", None, 9)


def test_a_promoted_target_costs_what_a_critical_one_does() -> None:
    promoted = {"importance": "important", "promotion": Promotion(2), "critical_credit": amount(50_000)}
    assert credits_of(["below_minimum"] * 3, 1000, **promoted) == [1000, 50_000, 50_000]
    assert credits_of(["below_minimum", "met", "below_minimum"], 1000, **promoted) == [1000, 0, 1000]


def test_a_critical_credit_is_due_without_an_ordinary_one() -> None:
    priced = {"importance": "critical", "critical_credit": percent(5)}
    assert settle([line(0, charges=1000, **priced)]).credits == 50_00
    assert settle([line(0, charges=1000, verdict="met", **priced)]).credits == 0
    assert settle([line(0, charges=1000, verdict="below_expected", **priced)]).credits == 0
    assert settle([line(1, charges=1000, verdict="below_expected", **priced)]).credits == 50_00


def test_a_critical_credit_of_unknown_charges_says_so() -> None:
    settled = settle([line(7, importance="critical", critical_credit=percent(5))])
    assert settled.lines[0].working[0].rule == "charges_unknown"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Repeat(1, Fraction(2)), "not a repeated one"),
        (lambda: Repeat(2, Fraction(1, 2)), "does not get cheaper"),
        (lambda: CountsFrom(1), "leave the rule out"),
        (lambda: CountsFrom(4, 3), "no miss ever counts"),
        (lambda: Promotion(0), "at least 1 miss"),
        (lambda: LineRules(promotion=Promotion()), "only an important"),
        (lambda: LineRules(critical_credit=amount(1)), "no critical credit"),
        (lambda: LineRules(earn_back=0), "at least 1 period"),
        (lambda: line(-1), "never below zero"),
        (lambda: line(1, points=1), "not both"),
    ],
)
def test_rules_that_mean_nothing_are_refused(make: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        make()


@given(st.integers(1, 30), st.integers(2, 6), st.fractions(1, 5))
def test_a_longer_row_never_costs_less(in_a_row: int, start: int, factor: Fraction) -> None:
    repeat = Repeat(start, factor)
    assert repeat.factor_of(in_a_row) <= repeat.factor_of(in_a_row + 1)
