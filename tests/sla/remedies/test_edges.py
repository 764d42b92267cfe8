"""What the mutation run found unnoticed: the edges of each rule, and the whole sentence of each refusal."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from app.sla.formula import parse
from app.sla.history import Carried, History, PastLine
from app.sla.levels import read_level
from app.sla.quantities import Rounding
from app.sla.remedies.apportion import apportion_in_groups
from app.sla.remedies.bands import Band, BandsRemedy
from app.sla.remedies.carrying import Excess, MinimumPayable, Now
from app.sla.remedies.earn_back import earned_back
from app.sla.remedies.escalation import CountsFrom, Promotion, Repeat
from app.sla.remedies.limits import Caps
from app.sla.remedies.lines import LineRules
from app.sla.remedies.order import settle_in_order
from app.sla.remedies.per_point import PerPointRemedy
from app.sla.remedies.percent_bands import PercentBandsRemedy, PricedBand
from app.sla.remedies.points import PointsBand, PointsRemedy, PointsStep, PointsTable
from app.sla.remedies.pool import PoolRemedy
from app.sla.remedies.prices import Price
from app.sla.remedies.settlement import Settlement
from app.sla.remedies.triggers import Trigger
from tests.sla.remedies.world import amount, line, past, percent, rules, settle, year

ANY = read_level(">= 0%", "ratio")
FREE = PointsTable((PointsStep(Fraction(0), percent(0)),))
STEP = PointsStep(Fraction(0), percent(0))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: PoolRemedy("p", Fraction(2)), "an allocation lies between 0 % and 100 %"),
        (
            lambda: MinimumPayable(Fraction(0)),
            "a minimum payable of nothing has no meaning; leave it out",
        ),
        (
            lambda: Band(ANY, amount=Fraction(-1)),
            "an amount or bonus is never below zero; write what is paid as a bonus",
        ),
        (lambda: Band(ANY, Fraction(1), Fraction(1)), "a band costs or earns, not both"),
        (
            lambda: Repeat(1, Fraction(2)),
            "repeat.from is at least 2: the first miss is not a repeated one",
        ),
        (
            lambda: Repeat(2, Fraction(1, 2)),
            "repeat.factor is at least 1: a repeated miss does not get cheaper",
        ),
        (
            lambda: CountsFrom(1),
            "counts_from.nth is at least 2; leave the rule out where every miss counts",
        ),
        (lambda: CountsFrom(4, 3), "counts_from.within is at least nth, else no miss ever counts"),
        (lambda: Promotion(0), "promotion.after is at least 1 miss"),
        (
            lambda: Trigger("in_a_row", Fraction(0)),
            "a trigger needs at least one miss, point or period",
        ),
        (
            lambda: Trigger("out_of", Fraction(3), 2),
            "so many misses cannot fall into so few periods",
        ),
        (
            lambda: PointsRemedy((PointsBand(ANY),), deemed=Fraction(-1)),
            "points of a deemed failure are never below zero",
        ),
        (lambda: PointsTable(()), "a table of points needs at least one step"),
        (
            lambda: PointsTable((STEP, STEP)),
            "the steps of a table of points rise; write each number of points once",
        ),
        (
            lambda: PointsTable((PointsStep(Fraction(1), percent(2)),)),
            "what do fewer points cost than the first step? Write a step with 0% for them",
        ),
        (
            lambda: Excess("lost", 1),
            "what is lost does not expire; write excess: carried_forward",
        ),
        (
            lambda: Excess("carried_forward", 0),
            "what is carried forward expires after 1 period or more",
        ),
        (
            lambda: LineRules(promotion=Promotion(1)),
            "only an important target is promoted; write importance: important",
        ),
        (
            lambda: LineRules(critical_credit=amount(1)),
            "an ordinary target has no critical credit; write importance: critical",
        ),
        (lambda: LineRules(earn_back=0), "earn_back is at least 1 period"),
        (
            lambda: PerPointRemedy(amount(1), "point", counts=parse("abandoned")),
            "points are counted from the value; write “per: occurrence”, “unit” or “day”",
        ),
        (
            lambda: PerPointRemedy(amount(1), "point", size=Fraction(0)),
            "a point is larger than nothing; write it like 1% or 10s",
        ),
        *(
            (lambda part=part: line(**part), "credit, bonus and points of a line are never below zero")
            for part in ({"credit": -1}, {"bonus": -1}, {"points": -1})
        ),
        (lambda: line(1, points=1), "a line costs money or gives points, not both"),
        (lambda: settle([line(points=1)]), "the terms give points but no table that prices them"),
        (Price, "a price is an amount, or a share of the charges; write one of the two"),
        (
            lambda: amount(-1),
            "a price is never below zero; write what is paid the other way as a bonus",
        ),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_to_do(make: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        make()


def test_what_lies_on_the_edge_is_taken() -> None:
    assert PoolRemedy("p", Fraction(0)).allocation == 0
    assert PoolRemedy("p", Fraction(1)).allocation == 1
    assert (CountsFrom(2, 2).nth, Promotion(1).after, Repeat(2, Fraction(1)).factor) == (2, 1, 1)
    assert PointsRemedy((PointsBand(ANY),), deemed=Fraction(0)).deemed == 0
    assert PointsTable((PointsStep(Fraction(1), percent(0)),)).steps[0].points == 1
    assert Trigger("out_of", Fraction(2), 2).within == 2


@pytest.mark.parametrize("group", ["", "g"])
def test_a_rolling_cap_reads_eleven_whole_periods_and_the_stubs_of_the_present_one(group: str) -> None:
    """January 2025, the twelfth whole period before, and its 5,000 are forgotten; the stub is not."""
    worth = {"group": group, "charges": Fraction(1000)}
    months = [past(f"2025-{n:02}", paid=5000_00 if n == 1 else 50_00, **worth) for n in range(1, 13)]
    stub = past("2026-01/1", paid=50_00, group=group, charges=Fraction(500))
    caps = Caps(rolling_12=percent(10))
    agreed = rules(group_caps={"g": caps}) if group else rules(caps=caps)
    now = Now("2026-01/2", "2026-01")
    settled = settle_in_order(
        [line(10_000, group=group)], agreed, now, Fraction(500), History((*months, stub))
    )
    rule = "group_rolling_cap" if group else "rolling_cap"
    [told] = [step.inputs for step in settled.working if step.rule == rule]
    shown = {key: told[key] for key in ("charges", "cap", "credits_before", "room")}
    assert shown == {"charges": "12000", "cap": "1200", "credits_before": "600", "room": "600"}
    assert settled.credits == 600_00


def test_charges_of_nothing_leave_no_room_and_the_working_names_what_is_unknown() -> None:
    history = year("met", "met", "met", charges=None)
    settled = settle([line(100)], 0, history, caps=Caps(rolling_12=percent(10)))
    [told] = [step.inputs for step in settled.working if step.rule == "rolling_cap"]
    assert (settled.credits, told["cap"], told["room"]) == (0, "0", "0")
    assert told["unknown"] == "2026-03, 2026-02, 2026-01"


def test_credits_beyond_a_rolling_cap_leave_a_room_of_nothing() -> None:
    history = History((past("2026-01", paid=5000_00, charges=Fraction(10_000)),))
    settled = settle([line(100)], 10_000, history, caps=Caps(rolling_12=percent(10)))
    [told] = [step.inputs for step in settled.working if step.rule == "rolling_cap"]
    assert (told["room"], settled.credits) == ("0", 0)


def test_shares_of_an_at_risk_that_is_itself_a_share_follow_the_charges() -> None:
    half = PricedBand(read_level(">= 0%", "ratio"), percent(50))
    bands = PercentBandsRemedy((half,), at_risk=percent(10)).on(Fraction(1000))
    assert bands is not None
    assert bands.bands[0].amount == 50


@pytest.mark.parametrize("kind", ["percent", "points"])
def test_a_gap_is_looked_for_in_the_digits_of_the_shown_unit(kind: str) -> None:
    """Rounded to a tenth of a percent 79.5 % can occur; in tenths of the ratio only 70 % and 80 % could."""
    levels = [read_level(text, "ratio") for text in (">= 80%", "< 79.5%")]
    remedy = (
        PercentBandsRemedy(tuple(PricedBand(one) for one in levels))
        if kind == "percent"
        else PointsRemedy(tuple(PointsBand(one) for one in levels))
    )
    gap = remedy.gap(Rounding(1), 100)
    assert gap is not None
    assert Fraction(795, 1000) <= gap < Fraction(80, 100)


def test_a_gap_of_one_single_value_is_found() -> None:
    bands = BandsRemedy((Band(read_level("> 80%", "ratio")), Band(read_level("< 80%", "ratio"))))
    assert bands.gap(Rounding(0), 100) == Fraction(80, 100)


def test_a_month_is_met_for_earning_back_only_when_its_earlier_stub_is_met_too() -> None:
    missed = past("2026-01", "below_expected", paid=100_00)
    now = Now("2026-02/2", "2026-02")
    for stub, expected in (("met", True), ("below_expected", False)):
        history = History((missed, past("2026-02/1", stub)))  # type: ignore[arg-type]
        found = earned_back("t", 1, "met", history, now)
        assert (found is not None) is expected
    other = past("2026-02/1", "below_expected", target="u")
    assert earned_back("t", 1, "met", History((missed, other)), now) is not None


def test_a_credit_by_points_tells_its_part_of_the_whole() -> None:
    table = PointsTable((STEP, PointsStep(Fraction(2), amount(300))))
    settled = settle([line(target="a", points=1), line(target="b", points=2)], points=table)
    told = [step for paid in settled.lines for step in paid.working if step.rule == "points_part"]
    assert [(one.inputs["points"], one.inputs["of"], one.result) for one in told] == [
        ("1", "3", "100"),
        ("2", "3", "200"),
    ]


def test_the_unknown_charges_of_a_thirteenth_period_before_are_nobodys_concern() -> None:
    months = [past(f"2025-{n:02}", charges=None if n <= 2 else Fraction(100)) for n in range(1, 13)]
    stub = past("2026-01/1", charges=None)
    now = Now("2026-01/2", "2026-01")
    settled = settle_in_order(
        [line(1)], rules(caps=Caps(rolling_12=percent(10))), now, Fraction(100), History((*months, stub))
    )
    [told] = [step.inputs for step in settled.working if step.rule == "rolling_cap"]
    assert told["unknown"].split(", ") == ["2025-02", "2026-01/1"]


def test_a_whole_period_is_its_own_whole() -> None:
    assert (Now.whole("2026-01").label, Now.whole("2026-01").whole_label) == ("2026-01", "2026-01")


def test_a_group_is_apportioned_as_one_and_what_has_none_stands_for_itself() -> None:
    half = Fraction(1, 2)
    assert apportion_in_groups(2, [half, half, half], ["g", "g", ""]) == (1, 0, 1)
    assert apportion_in_groups(2, [half, half, half], ["", "g", "g"]) == (1, 1, 0)


def test_only_what_fails_is_critical() -> None:
    critical = {"importance": "critical"}
    settled = settle([line(verdict="met", **critical), line(5, "u", **critical), line(5, "v")])
    assert [one.is_critical for one in settled.lines] == [False, True, False]


def test_a_line_and_a_period_are_handed_on_as_they_were_paid() -> None:
    priced = line(100, group="g", bonus=3, ramp_up=False)
    settled = settle([priced], caps=Caps(period=amount(40)))
    [paid] = settled.lines
    assert paid.past() == PastLine(
        "t",
        "below_minimum",
        credit=Fraction(100),
        paid=40_00,
        bonus=3_00,
        points=Fraction(0),
        group="g",
        ramp_up=False,
    )
    good = year("below_expected", "met", paid=10_00, credit=Fraction(10))
    back = settle([line(verdict="met", earn_back=2)], history=good)
    assert [(one.source, one.amount) for one in back.earned_back] == [("2026-01", -10_00)]
    handed = back.past(Now.whole("2026-03"), date(2026, 3, 1), date(2026, 4, 1), None)
    assert (handed.earned_back, handed.cap_reached) == (back.earned_back, False)


def test_a_cap_is_reached_by_the_least_credit_and_never_by_none() -> None:
    tiny = Caps(period=amount("0.50"))
    assert settle([line("0.50")], caps=tiny).cap_reached
    assert not settle([line(0, verdict="met")], caps=Caps(period=amount(0))).cap_reached


def test_a_repeated_miss_that_costs_nothing_has_no_factor() -> None:
    history = year("below_minimum", credit=Fraction(1), paid=100)
    settled = settle([line(0, repeat=Repeat(2, Fraction(2)))], history=history)
    assert [step.rule for step in settled.lines[0].working] == []


def test_what_is_no_miss_is_not_waited_for() -> None:
    settled = settle([line(100, verdict="met", counts_from=CountsFrom(4))])
    assert settled.credits == 100_00


def test_the_stub_before_is_no_period_of_its_own_where_misses_are_counted() -> None:
    """Two earlier months and the stub before: this is the third month with a miss, and the fourth counts."""
    missed = [past(label, "below_expected") for label in ("2025-11", "2025-12", "2026-01/1")]
    agreed = line(100, verdict="below_expected", counts_from=CountsFrom(4))
    now = Now("2026-01/2", "2026-01")
    settled = settle_in_order([agreed], rules(), now, None, History(tuple(missed)))
    assert (settled.credits, settled.lines[0].reason) == (0, "not_yet_counting")


def test_a_critical_price_replaces_points_and_waits_for_the_charges_it_is_a_share_of() -> None:
    critical = {"importance": "critical", "points": 3, "critical_credit": amount(50)}
    table = PointsTable((PointsStep(Fraction(0), amount(7)),))
    settled = settle([line(**critical)], points=table)
    assert (settled.credits, settled.lines[0].points) == (50_00, 0)
    [told] = [step for step in settled.lines[0].working if step.rule == "critical_credit"]
    assert (told.result, told.inputs) == ("50", {"ordinary": "0"})
    unknown = settle([line(**{**critical, "critical_credit": percent(5)})], points=table)
    [waits] = [step for step in unknown.lines[0].working if step.rule == "charges_unknown"]
    assert waits.inputs == {"reason": "no figures"}


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


def test_rounding_never_lifts_a_group_over_its_cap() -> None:
    """0.505 and 0.495 are a cap of 1.00: the half cent beside them is rounded up, and not into the group."""
    capped = {"g": Caps(period=amount(1))}
    lines = [line("0.505", "a", group="g"), line("0.495", "b", group="g"), line("0.005", "u")]
    assert [one.credit for one in settle(lines, group_caps=capped).lines] == [51, 49, 1]


def test_what_has_no_capped_group_is_rounded_each_for_itself() -> None:
    capped = {"g": Caps(period=amount(1))}
    lines = [line("0.003", "a"), line("0.003", "b"), line("0.005", "w", group="g")]
    assert [one.credit for one in settle(lines, group_caps=capped).lines] == [0, 0, 1]
    uncapped = [line("0.003", "a", group="h"), line("0.003", "b", group="h"), line("0.005", "w", group="g")]
    assert [one.credit for one in settle(uncapped, group_caps=capped).lines] == [0, 0, 1]


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
