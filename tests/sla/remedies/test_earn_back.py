from typing import Any

import pytest

from app.sla.history import EarnedBack, History
from app.sla.judging.verdicts import Verdict
from app.sla.remedies.carrying import Now
from app.sla.remedies.earn_back import earned_back
from app.sla.remedies.limits import Caps
from tests.sla.remedies.world import Months, amount, line, past, rules


def reversals(
    *verdicts: Verdict, credit: int = 12_000, after: int = 3, **more: Any
) -> list[list[tuple[str, int]]]:
    """What each month reverses, when every miss costs the credit."""
    months = Months(rules(**more))
    for verdict in verdicts:
        costs = credit if verdict in ("below_expected", "below_minimum") else 0
        months.add(line(costs, verdict=verdict, earn_back=after))
    return [[(entry.source, entry.amount) for entry in settled.earned_back] for settled in months.settled]


def test_12_000_in_march_is_earned_back_in_june() -> None:
    found = reversals("met", "met", "below_expected", "met", "met", "met", "met")
    assert found == [[], [], [], [], [], [("2026-03", -12_000_00)], []]


def test_the_entry_and_its_step_stand_by_themselves() -> None:
    months = Months(rules())
    for verdict in ("below_expected", "met"):
        months.add(line(12_000 if verdict != "met" else 0, verdict=verdict, earn_back=1))
    last = months.settled[-1]
    assert (last.credits, last.reversed) == (0, -12_000_00)
    assert last.working[-1].document() == {
        "rule": "earn_back",
        "inputs": {"target": "t", "period": "2026-01"},
        "result": "-12000",
    }


def test_never_for_below_minimum() -> None:
    assert reversals("below_minimum", "met", "met", "met")[-1] == []


def test_two_good_periods_are_not_three() -> None:
    assert reversals("below_expected", "met", "met", "below_expected", "met", "met") == [[]] * 6


def test_a_pause_only_delays() -> None:
    found = reversals("below_expected", "met", "no_data", "met", "excluded", "met")
    assert found[-1] == [("2026-01", -12_000_00)]


def test_another_miss_in_between_ends_the_chance_of_the_first() -> None:
    found = reversals("below_expected", "below_expected", "met", "met", "met")
    assert found[-1] == [("2026-02", -12_000_00)]


def test_a_miss_that_cost_nothing_brings_nothing_back() -> None:
    assert reversals("below_expected", "met", credit=0, after=1)[-1] == []


def test_it_gives_no_room_back_under_a_cap() -> None:
    months = Months(rules(caps=Caps(rolling_12=amount(15_000))))
    months.add(line(12_000, verdict="below_expected", earn_back=1))
    assert months.add(line(0, verdict="met", earn_back=1)).reversed == -12_000_00
    assert months.add(line(12_000, verdict="below_expected", earn_back=1)).credits == 3000_00


def test_both_stubs_together_are_one_period() -> None:
    missed = (past("2026-01/1", "below_expected", paid=5), past("2026-01/2", "met", paid=0))
    history = History((*missed, past("2026-02/1", "met")))
    second = Now("2026-02/2", "2026-02")
    assert earned_back("t", 1, "met", history, second) == EarnedBack("2026-01", "t", -5)
    assert earned_back("t", 1, "below_expected", history, second) is None
    first = Now("2026-02/1", "2026-02", is_last_part=False)
    assert earned_back("t", 1, "met", History(missed), first) is None


def test_nothing_is_reversed_twice() -> None:
    done = EarnedBack("2026-01", "t", -5)
    history = History(
        (past("2026-01", "below_expected", paid=5), past("2026-02", "met", earned_back=(done,)))
    )
    assert earned_back("t", 2, "met", history, Now.whole("2026-03")) is None


def test_a_rule_that_comes_later_does_not_reach_back_beyond_its_periods() -> None:
    history = History((past("2026-01", "below_expected", paid=5), past("2026-02"), past("2026-03")))
    assert earned_back("t", 2, "met", history, Now.whole("2026-04")) is None


@pytest.mark.parametrize("verdict", ["no_data", "below_expected"])
def test_only_a_met_period_earns_back(verdict: Verdict) -> None:
    history = History((past("2026-01", "below_expected", paid=5),))
    assert earned_back("t", 1, verdict, history, Now.whole("2026-02")) is None


def test_nothing_before_is_nothing_to_earn_back() -> None:
    assert earned_back("t", 1, "met", History((past("2026-01"),)), Now.whole("2026-02")) is None


def test_ramp_up_earns_nothing_back() -> None:
    months = Months(rules())
    months.add(line(100, verdict="below_expected", earn_back=1))
    assert months.add(line(verdict="met", earn_back=1, ramp_up=True)).earned_back == ()
