from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from app.sla.agreed.conditions import LowVolume, OnlyIf, Relief
from app.sla.agreed.targets import TermsFault
from app.sla.judge import Line, judge
from app.sla.metrics import agree
from app.sla.periods import Cadence
from tests.sla.world import JANUARY, sheet, target, terms

PERIOD = Cadence().containing(JANUARY)


def judged(counts: dict[str, Any], **more: Any) -> Line:
    made = terms(target("<= 5%", **more))
    day = date(2026, 1, 5)
    return judge(made, made.targets[0], PERIOD, [sheet(day, **counts)], PERIOD.end)


@pytest.mark.parametrize(
    "written",
    ["surveys_sent > 0", "offered / (answered + 1) <= 1.1", "offered > 5 and <= 9", "offered >= 0.5"],
)
def test_a_condition_is_read_and_written(written: str) -> None:
    assert OnlyIf.read(written).text() == written


@pytest.mark.parametrize("written", ["surveys_sent", "> 5", "surveys_sent > many", "offered ** 2 > 1"])
def test_what_is_no_condition_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"condition|number|unexpected|character"):
        OnlyIf.read(written)


def test_a_target_counts_only_if_its_condition_holds() -> None:
    busy = OnlyIf.read("offered > 50")
    assert judged({"offered": 51, "abandoned": 0}, only_if=busy).verdict == "met"
    quiet = judged({"offered": 50, "abandoned": 50}, only_if=busy)
    assert (quiet.verdict, quiet.reason) == ("excluded", "only if offered > 50")
    unknown = judged({"offered": 50, "abandoned": 50}, only_if=OnlyIf.read("surveys_sent > 0"))
    assert (unknown.verdict, unknown.reason) == ("no_data", "no figures for surveys_sent")


def test_too_little_volume_is_no_verdict() -> None:
    low = LowVolume("offered", Fraction(100))
    few = judged({"offered": 99, "abandoned": 99}, low_volume=low)
    assert (few.verdict, few.reason, few.is_judged) == (
        "not_enough_volume",
        "offered is 99, under 100",
        False,
    )
    assert judged({"offered": 0, "abandoned": 0}, low_volume=low).verdict == "not_enough_volume"
    assert judged({"offered": 100, "abandoned": 0}, low_volume=low).verdict == "met"
    other = LowVolume("surveys_sent", Fraction(1))
    assert judged({"offered": 100, "abandoned": 0}, low_volume=other).verdict == "met"


@pytest.mark.parametrize(("failed", "verdict"), [(1, "met"), (4, "met"), (5, "below_minimum")])
def test_so_many_failures_are_forgiven(failed: int, verdict: str) -> None:
    line = judged({"offered": 30, "abandoned": failed}, low_volume=LowVolume(allow_failures=4))
    assert line.verdict == verdict
    assert line.is_forgiven == (failed == 4)
    assert line.value == Fraction(failed, 30)


def test_failures_of_a_share_that_should_be_high_are_the_rest() -> None:
    metric = agree("service_level", "all_abandons_count_against", {"threshold": 20})
    made = terms(target(">= 90%", metric, low_volume=LowVolume(allow_failures=4)))
    counts: dict[str, Any] = {"answered": 30, "abandoned": 0, "answered_within_20s": 26}
    line = judge(made, made.targets[0], PERIOD, [sheet(JANUARY, **counts)], PERIOD.end)
    assert (line.verdict, line.working[-1].rule) == ("met", "failures_allowed")
    assert dict(line.working[-1].inputs) == {"failures": "4", "allowed": "4"}


@pytest.mark.parametrize(
    "given", [{}, {"measure": "offered", "under": Fraction(1), "allow_failures": 1}, {"measure": "offered"}]
)
def test_low_volume_is_one_of_two(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"low volume|more than 0"):
        LowVolume(**given)


def test_as_a_whole_there_is_no_interval_to_drop() -> None:
    with pytest.raises(ValueError, match="no interval to drop"):
        Relief(Fraction(0), by="whole", time_metrics="drop")


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"only_if": OnlyIf.read("offred > 1")}, "only_if"),
        ({"low_volume": LowVolume("offred", Fraction(1))}, "low_volume"),
    ],
)
def test_a_condition_names_known_measures(more: dict[str, Any], path: str) -> None:
    with pytest.raises(TermsFault) as refusal:
        terms(target("<= 5%", **more))
    assert refusal.value.path == ("targets", 0, path)


def test_failures_are_counted_of_shares_alone() -> None:
    speed = agree("average_speed_of_answer", None, {})
    with pytest.raises(TermsFault, match="only of a share"):
        terms(target("<= 30s", speed, low_volume=LowVolume(allow_failures=4)))
