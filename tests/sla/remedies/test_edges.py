"""What the mutation run found unnoticed: the edges of each rule, and the whole sentence of each refusal."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from app.sla.history import History
from app.sla.levels import read_level
from app.sla.quantities import Rounding
from app.sla.remedies.bands import Band, BandsRemedy
from app.sla.remedies.carrying import MinimumPayable, Now
from app.sla.remedies.earn_back import earned_back
from app.sla.remedies.escalation import CountsFrom, Promotion, Repeat
from app.sla.remedies.limits import Caps
from app.sla.remedies.order import settle_in_order
from app.sla.remedies.percent_bands import PercentBandsRemedy, PricedBand
from app.sla.remedies.points import PointsBand, PointsRemedy, PointsStep, PointsTable
from app.sla.remedies.pool import PoolRemedy
from app.sla.remedies.triggers import Trigger
from tests.sla.remedies.world import amount, line, past, percent, rules, settle, year

ANY = read_level(">= 0%", "ratio")
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
