"""The edges of each rule, which a mutation run found unnoticed."""

from datetime import date
from fractions import Fraction

import pytest

from app.sla.agreed.levels import read_level
from app.sla.history import History, PastLine
from app.sla.quantities import Rounding
from app.sla.remedies.apportion import apportion_in_groups
from app.sla.remedies.bands import Band, BandsRemedy
from app.sla.remedies.carrying import Now
from app.sla.remedies.earn_back import earned_back
from app.sla.remedies.escalation import CountsFrom, Repeat
from app.sla.remedies.limits import Caps
from app.sla.remedies.order import settle_in_order
from app.sla.remedies.percent_bands import PercentBandsRemedy, PricedBand
from app.sla.remedies.points import PointsBand, PointsRemedy, PointsStep, PointsTable
from tests.sla.remedies.world import amount, line, past, percent, rules, settle, year

STEP = PointsStep(Fraction(0), percent(0))


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
