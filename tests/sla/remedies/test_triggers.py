from fractions import Fraction
from typing import Any

import pytest

from app.sla.history import History, PastLine
from app.sla.remedies.triggers import Trigger, findings
from app.sla.wording import say
from tests.sla.remedies.world import past, year


def trigger(kind: Any, reach: int, within: int = 1, **more: Any) -> Trigger:
    return Trigger(kind, Fraction(reach), within, **more)


def found(agreed: Trigger, history: History) -> list[tuple[str, Fraction | int, str]]:
    return [(entry.period, entry.reached, entry.target) for entry in findings([agreed], history)]


def with_points(*points: int) -> History:
    return History(tuple(past(f"2026-{n:02}", points=Fraction(p)) for n, p in enumerate(points, 1)))


def test_so_many_misses_in_a_row() -> None:
    three = trigger("in_a_row", 3)
    assert found(three, year("below_minimum", "below_expected")) == []
    assert found(three, year(*["below_minimum"] * 3)) == [("2026-03", 3, "t")]
    assert found(three, year(*["below_minimum"] * 4)) == [("2026-04", 4, "t")]


def test_misses_of_the_minimum_alone() -> None:
    three = trigger("in_a_row", 2, level="minimum")
    assert found(three, year("below_expected", "below_minimum")) == []
    assert found(three, year("below_minimum", "deemed_failed")) == [("2026-02", 2, "t")]


def test_so_many_of_so_many_periods() -> None:
    agreed = trigger("out_of", 3, 5)
    assert found(agreed, year("below_minimum", "met", "below_minimum", "met", "below_minimum")) == [
        ("2026-05", 3, "t")
    ]
    assert found(agreed, year("below_minimum", "met", "met", "below_minimum", "met", "below_minimum")) == []


def test_what_arose_in_march_is_not_found_again_in_april() -> None:
    agreed = trigger("out_of", 3, 12)
    assert found(agreed, year(*["below_minimum"] * 3, "met")) == []
    assert found(trigger("in_a_row", 3), year(*["below_minimum"] * 3, "no_data")) == []
    assert found(trigger("points", 3, 12), with_points(3, 0)) == []


def test_only_the_targets_that_are_named() -> None:
    history = year("below_minimum")
    assert found(trigger("in_a_row", 1, targets=("other",)), history) == []
    assert found(trigger("in_a_row", 1, targets=("t", "other")), history) == [("2026-01", 1, "t")]


def test_points_of_the_last_periods() -> None:
    agreed = trigger("points", 30, 3)
    assert found(agreed, with_points(10, 10, 9)) == []
    assert found(agreed, with_points(10, 10, 10)) == [("2026-03", 30, "")]
    assert found(agreed, with_points(10, 10, 9, 9)) == []


def test_credits_that_reach_the_cap() -> None:
    reached = History((past("2026-01", cap_reached=True), past("2026-02"), past("2026-03", cap_reached=True)))
    assert found(trigger("cap_reached", 1), reached) == [("2026-03", 1, "")]
    assert found(trigger("cap_reached", 2, 3), reached) == [("2026-03", 2, "")]
    assert found(trigger("cap_reached", 2, 2), reached) == []
    assert found(trigger("cap_reached", 1, 12), year("met")) == []


def test_stubs_are_one_period() -> None:
    history = History((past("2026-01/1", "below_minimum"), past("2026-01/2", "met")))
    assert found(trigger("in_a_row", 1), history) == [("2026-01", 1, "t")]
    assert found(trigger("in_a_row", 2), history) == []


def test_each_target_by_itself_and_by_id() -> None:
    lines = {name: PastLine(name, "below_minimum") for name in "ba"}
    history = History((past("2026-01", lines=lines),))
    assert [target for _, _, target in found(trigger("in_a_row", 1), history)] == ["a", "b"]


def test_a_history_without_periods_sets_nothing_off() -> None:
    assert findings([trigger("in_a_row", 1)], History()) == ()


@pytest.mark.parametrize(("kind", "reach", "within"), [("in_a_row", 0, 1), ("points", 1, 0)])
def test_a_trigger_needs_a_number(kind: str, reach: int, within: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        trigger(kind, reach, within)


@pytest.mark.parametrize("kind", ["out_of", "cap_reached"])
def test_more_misses_than_periods_never_happen(kind: str) -> None:
    with pytest.raises(ValueError, match="so few periods"):
        trigger(kind, 4, 3)


def test_a_finding_is_told_like_a_step_of_a_working() -> None:
    agreed = trigger("in_a_row", 2, level="minimum", clause="14.2")
    (one,) = findings([agreed], year("below_minimum", "below_minimum"))
    assert say(one.step()) == (
        "t missed its minimum 2 times in a row; from 2 on the contract may be terminated (14.2)."
    )
    assert say(one.step(), "zh_Hans") == "t 连续 2 次未达到最低值；自 2 次起可解约（14.2）。"
    (of_all,) = findings([trigger("points", 3, 12)], with_points(1, 2))
    assert say(of_all.step()) == "3 points in 12 periods; from 3 on the contract may be terminated."
