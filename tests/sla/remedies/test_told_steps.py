"""What each step of a working tells: its rule, what went in, what came out, in the digits of the currency."""

from collections.abc import Mapping
from fractions import Fraction

from app.sla.history import Carried, History
from app.sla.remedies.carrying import Excess, MinimumPayable
from app.sla.remedies.escalation import CountsFrom, Repeat
from app.sla.remedies.limits import Caps
from app.sla.remedies.points import PointsStep, PointsTable
from app.sla.remedies.settlement import Settlement
from tests.sla.remedies.world import amount, line, past, percent, settle, year

FREE = PointsTable((PointsStep(Fraction(0), percent(0)),))


def test_what_the_steps_of_points_tell() -> None:
    table = PointsTable((PointsStep(Fraction(0), percent(2)),))
    priced, unknown = (settle([line(points=3)], charges, points=table) for charges in (1000, None))
    [by] = [step for step in priced.working if step.rule == "points_table"]
    assert (by.result, by.inputs) == ("20", {"points": "3", "share": "0.02", "charges": "1000"})
    [waits] = [step for step in unknown.working if step.rule == "charges_unknown"]
    assert waits.inputs == {"points": "3", "reason": "no figures for the charges"}
    fixed = settle([line(points=3)], points=PointsTable((PointsStep(Fraction(0), amount(9)),)))
    [plain] = [step for step in fixed.working if step.rule == "points_table"]
    assert (plain.result, plain.inputs) == ("9", {"points": "3"})


def test_what_the_steps_that_take_a_credit_away_tell() -> None:
    ramp = settle([line(100, ramp_up=True)]).lines[0]
    waits = settle([line(100, verdict="below_expected", counts_from=CountsFrom(4))]).lines[0]
    told = {one.working[0].rule: (one.working[0].result, one.working[0].inputs) for one in (ramp, waits)}
    assert told == {
        "ramp_up": ("0", {"without": "100"}),
        "not_yet_counting": (
            "0",
            {"without": "100", "nth": "1", "counts_from": "4", "within": "12"},
        ),
    }
    twice = settle(
        [line(points=2, repeat=Repeat(2, Fraction(2)))], history=year("below_minimum"), points=FREE
    )
    assert (twice.lines[0].working[0].rule, twice.lines[0].points) == ("repeat", 4)
    said = {"points": "2", "factor": "2", "in_a_row": "2"}
    assert (twice.lines[0].working[0].result, twice.lines[0].working[0].inputs) == ("4", said)


def test_what_the_steps_between_lines_tell() -> None:
    """One event pays its dearest line, in money or points; a critical failure replaces ordinary ones."""
    lines = [line(9, "a", event="e"), line(5, "b", event="e")]
    assert told_by(settle(lines), "b") == ("same_event", "0", {"event": "e", "without": "5", "pays": "a"})
    points = [line(points=2, target="a", event="e"), line(points=1, target="b", event="e")]
    by_points = told_by(settle(points, points=FREE), "b")
    assert by_points == ("same_event", "0", {"event": "e", "without": "1", "pays": "a"})
    both = [line(9, "a", importance="critical"), line(5, "b")]
    assert told_by(settle(both), "b") == ("replaced_by_critical", "0", {"without": "5", "critical": "a"})


def test_yen_have_no_decimals_in_any_step() -> None:
    """990 under a cap of 850 that a rolling year leaves a group, and of 800.9 for the contract: 800."""
    worth = {"group": "g", "charges": Fraction(100)}
    history = History((past("2026-01", paid=100, credit=Fraction(100), **worth),))
    month = settle(
        [line("1000.6", group="g", own_cap=amount("990.5"), bonus="7.6"), line("10.4", "u")],
        10_000,
        history,
        currency="JPY",
        group_caps={"g": Caps(period=amount("900.9"), rolling_12=amount("950.9"))},
        caps=Caps(period=amount("800.9")),
    )
    assert (month.credits, month.bonuses, month.raised, month.held_back) == (800, 8, 1000, 200)
    steps = {step.rule: step for step in month.working}
    assert (steps["group_rolling_cap"].inputs["credits_before"], steps["round_money"].result) == (
        "100",
        "800",
    )
    assert [one.working[-1].result for one in month.lines] == ["790", "10"]
    carried = History((past("2026-01", balance=(Carried("2026-01", 300),)),))
    paid = settle([line(100)], None, carried, currency="JPY", caps=Caps(period=amount("150.9")))
    assert (paid.credits, [one.amount for one in paid.carried_in]) == (150, [50])
    good = year("below_expected", "met", paid=10, credit=Fraction(10))
    back = settle([line(verdict="met", earn_back=2)], None, good, currency="JPY")
    [reversal] = [step for step in back.working if step.rule == "earn_back"]
    assert reversal.result == "-10"


def told_by(settled: Settlement, target: str) -> tuple[str, str, Mapping[str, str]]:
    """The first step of the working of one line."""
    [found] = [one for one in settled.lines if one.priced.target == target]
    return found.working[0].rule, found.working[0].result, found.working[0].inputs


def test_what_the_steps_of_paying_tell() -> None:
    """10 of this month and 5 of two earlier ones reach a minimum of 12; 0.50 alone does not."""
    balance = (Carried("2026-01", 300), Carried("2026-02", 200))
    minimum = MinimumPayable(Fraction(12))
    paid = settle([line(10)], None, History((past("2026-02", balance=balance),)), minimum_payable=minimum)
    steps = {step.rule: (step.result, step.inputs) for step in paid.working}
    assert steps["carried_in"] == ("5", {"sources": "2026-01, 2026-02"})
    assert steps["minimum_payable"] == ("15", {"credits": "15", "minimum": "12", "below": "lost"})
    below = settle([line("0.50")], minimum_payable=minimum)
    told = {step.rule: (step.result, step.inputs) for step in below.working}
    assert told["minimum_payable"] == ("0", {"credits": "0.5", "minimum": "12", "below": "lost"})
    assert told["round_money"] == ("0.00", {"exact": "0", "currency": "CNY"})
    assert (below.credits, below.lost, below.lines[0].reason) == (0, 50, "below_minimum_payable")


def test_yen_that_are_carried_in_count_whole_towards_a_minimum_and_meet_the_cap_of_their_group() -> None:
    carried = History((past("2026-01", balance=(Carried("2026-01", 300, "g"),)),))
    agreed = {"currency": "JPY", "minimum_payable": MinimumPayable(Fraction(120))}
    caps = {"g": Caps(period=amount("150.9"))}
    paid = settle([line(100, group="g")], None, carried, group_caps=caps, **agreed)
    assert (paid.credits, [one.amount for one in paid.balance]) == (150, [250])
    steps = {step.rule: (step.result, step.inputs) for step in paid.working}
    assert (steps["carried_in"][0], steps["minimum_payable"][0]) == ("50", "150")


def test_yen_that_are_lost_carried_on_or_expire_are_whole() -> None:
    capped = {"currency": "JPY", "caps": Caps(period=amount(40))}
    steps = {one.rule: one.result for one in settle([line(100)], **capped).working}
    assert (steps["lost"], "carried_forward" in steps) == ("60", False)
    carries = {**capped, "excess": Excess("carried_forward", 1)}
    history = History((past("2026-01", balance=(Carried("2026-01", 300),)),))
    steps = {one.rule: one.result for one in settle([line(100)], history=history, **carries).working}
    assert (steps["carried_forward"], steps["expired"]) == ("60", "300")
