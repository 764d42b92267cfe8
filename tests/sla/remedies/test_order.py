from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.history import Carried, History
from app.sla.remedies.apportion import apportion, apportion_in_groups
from app.sla.remedies.carrying import Excess, MinimumPayable, Now
from app.sla.remedies.escalation import Repeat
from app.sla.remedies.limits import Caps
from app.sla.remedies.order import settle_in_order
from tests.sla.remedies.world import Months, amount, amounts, line, money, past, percent, rules, settle

CAP = Caps(period=amount(30_000))
TWICE = Repeat(2, Fraction(2))


def test_20_000_repeated_under_a_cap_of_30_000_is_30_000() -> None:
    months = Months(rules(caps=CAP))
    months.add(line(20_000, repeat=TWICE))
    assert months.add(line(20_000, repeat=TWICE)).credits == 30_000_00


def test_a_bonus_makes_no_room_under_a_cap() -> None:
    settled = settle([line(35_000), line(bonus=5000, target="b", verdict="met")], caps=CAP)
    assert (settled.credits, settled.bonuses) == (30_000_00, 5000_00)
    assert (settled.credit.text(), settled.bonus.text()) == ("30000.00", "5000.00")


def test_every_step_leaves_its_working_in_the_order_of_the_rules() -> None:
    lines = [
        line(9000, target="a", charges=10_000, own_cap=percent(80), group="g", event="e"),
        line(7000, target="b", group="g", event="e"),
        line(6000, target="c", bonus=1),
    ]
    caps = Caps(period=amount(9000), rolling_12=amount(8000))
    settled = settle(
        lines,
        1,
        caps=caps,
        group_caps={"g": Caps(period=amount(5000))},
        minimum_payable=MinimumPayable(money(1)),
    )
    assert [step.rule for step in settled.working] == [
        "group_cap",
        "sum_of_credits",
        "period_cap",
        "rolling_cap",
        "sum_of_bonuses",
        "minimum_payable",
        "round_money",
        "lost",
    ]
    assert [step.result for step in settled.working] == [
        "5000",
        "11000",
        "9000",
        "8000",
        "1",
        "8000",
        "8000.00",
        "6000",
    ]
    assert [step.rule for step in settled.lines[0].working] == ["own_cap", "paid"]
    assert [paid.exact_credit for paid in settled.lines] == [8000, 7000, 6000]


def test_the_own_cap_comes_after_the_factor() -> None:
    months = Months(rules())
    capped = line(20_000, repeat=TWICE, own_cap=amount(25_000))
    assert [months.add(capped).credits // 100 for _ in range(2)] == [20_000, 25_000]


def test_an_own_cap_is_a_share_of_the_charges_of_the_targets_own_window() -> None:
    assert settle([line(500, charges=3000, own_cap=percent(10))], 1000).credits == 300_00
    assert settle([line(500, own_cap=percent(10))], 1000).credits == 500_00


def test_one_event_pays_the_dearest_once() -> None:
    lines = [line(n, target=f"t{n}", event="outage") for n in (100, 300, 200)] + [line(50, target="other")]
    settled = settle(lines)
    assert [paid.credit for paid in settled.lines] == [0, 300_00, 0, 50_00]
    assert [paid.reason for paid in settled.lines] == ["same_event", "", "same_event", ""]
    assert settled.lines[0].working[0].inputs == {"event": "outage", "without": "100", "pays": "t300"}


def test_of_two_that_are_equally_dear_the_first_by_id_pays() -> None:
    settled = settle([line(100, target="b", event="e"), line(100, target="a", event="e")])
    assert [paid.credit for paid in settled.lines] == [0, 100_00]


def test_an_event_that_one_target_fails_costs_what_it_costs() -> None:
    settled = settle([line(100, target="a", event="e"), line(0, target="b", event="e", verdict="met")])
    assert settled.credits == 100_00
    assert settled.lines[1].reason == ""


def test_a_critical_failure_replaces_the_ordinary_credits_of_its_group() -> None:
    lines = [
        line(500, target="critical", group="g", importance="critical"),
        line(800, target="ordinary", group="g"),
        line(70, target="elsewhere", group="h"),
        line(600, target="also critical", group="g", importance="critical"),
    ]
    settled = settle(lines)
    assert [paid.credit for paid in settled.lines] == [500_00, 0, 70_00, 600_00]
    assert settled.lines[1].reason == "replaced_by_critical"
    assert settled.lines[1].working[0].inputs == {"without": "800", "critical": "also critical"}


@pytest.mark.parametrize("more", [{"verdict": "met"}, {"ramp_up": True, "credit": 5}])
def test_a_critical_target_that_pays_nothing_replaces_nothing(more: dict[str, Any]) -> None:
    critical = line(target="critical", importance="critical", **more)
    assert settle([critical, line(800, target="ordinary")]).credits == 800_00


def test_the_event_is_settled_before_the_critical_replacement() -> None:
    lines = [
        line(100, target="critical", importance="critical", event="e"),
        line(200, target="dearer", event="e"),
    ]
    assert [paid.credit for paid in settle(lines).lines] == [0, 200_00]


def test_a_group_cap_holds_its_group_alone() -> None:
    lines = [line(600, target="a", group="g"), line(300, target="b", group="g"), line(500, target="c")]
    settled = settle(lines, group_caps={"g": Caps(period=amount(300))})
    assert [paid.credit for paid in settled.lines] == [200_00, 100_00, 500_00]
    assert settled.lost == 600_00


def test_a_group_cap_may_be_a_rolling_one() -> None:
    months = Months(rules(group_caps={"g": Caps(rolling_12=amount(1000))}))
    paid = [
        months.add(line(400, target="a", group="g"), line(5, target="b")).credits // 100 for _ in range(4)
    ]
    assert paid == [405, 405, 205, 5]


def test_a_group_cap_that_nothing_reaches_changes_nothing() -> None:
    settled = settle([line(100, group="g")], group_caps={"g": Caps(period=amount(300))})
    assert settled.credits == 100_00


def test_the_rolling_cap_of_the_first_month_is_25_000() -> None:
    settled = settle([line(40_000)], 250_000, caps=Caps(percent(12), percent(10)))
    assert settled.credits == 25_000_00
    assert [step.result for step in settled.working][1:3] == ["30000", "25000"]


def test_the_rolling_cap_grows_with_the_charges_and_shrinks_with_the_credits() -> None:
    months = Months(rules(caps=Caps(percent(12), percent(10))), 250_000)
    assert [months.add(line(n)).credits // 100 for n in (40_000, 0, 60_000)] == [25_000, 0, 30_000]
    rolling = months.settled[2].working[2]
    assert rolling.inputs == {
        "credits": "30000",
        "charges": "750000",
        "cap": "75000",
        "credits_before": "25000",
        "room": "50000",
    }


def test_after_12_periods_the_first_one_is_forgotten() -> None:
    months = Months(rules(caps=Caps(rolling_12=amount(1000))))
    paid = [months.add(line(n)).credits // 100 for n in (1000, *[0] * 10, 1000, 1000)]
    assert paid[-2:] == [0, 1000]


def test_more_credits_than_the_rolling_cap_leave_no_room_and_take_nothing_back() -> None:
    history = History((past("2026-01", paid=5000_00, charges=Fraction(10_000)),))
    assert settle([line(100)], 10_000, history, caps=Caps(rolling_12=percent(10))).credits == 0


def test_the_stub_before_counts_in_the_rolling_cap() -> None:
    history = History((past("2026-01/1", paid=900_00, charges=Fraction(5000)),))
    now = Now("2026-01/2", "2026-01")
    settled = settle_in_order(
        [line(500)], rules(caps=Caps(rolling_12=percent(10))), now, Fraction(5000), history
    )
    assert settled.credits == 100_00


def test_a_share_of_unknown_charges_caps_nothing() -> None:
    settled = settle([line(500)], None, caps=Caps(percent(10), percent(10)))
    assert (settled.credits, settled.cap, settled.cap_reached) == (500_00, None, False)


@pytest.mark.parametrize(("credit", "reached"), [(0, False), (99, False), (100, True), (101, True)])
def test_whether_the_cap_is_reached(credit: int, reached: bool) -> None:
    assert settle([line(credit)], caps=Caps(period=amount(100))).cap_reached is reached


def test_a_cap_is_one_to_the_last_cent() -> None:
    assert settle([line("12.02")], caps=Caps(period=amount("12.015"))).credits == 12_01
    assert settle([line("12.02", own_cap=amount("12.015"))]).credits == 12_01
    assert (
        settle([line("12.02", group="g")], group_caps={"g": Caps(period=amount("12.015"))}).credits == 12_01
    )


def test_a_currency_without_cents() -> None:
    settled = settle([line("100.5", target="a"), line("100.4", target="b")], currency="JPY")
    assert [paid.credit for paid in settled.lines] == [101, 100]


def test_less_than_the_minimum_payable_is_lost() -> None:
    settled = settle([line("99.996")], minimum_payable=MinimumPayable(money(100)))
    assert (settled.credits, settled.lost, settled.lines[0].reason) == (0, 100_00, "below_minimum_payable")
    assert settle([line(100)], minimum_payable=MinimumPayable(money(100))).credits == 100_00


def test_less_than_the_minimum_payable_may_wait_for_more() -> None:
    months = Months(rules(minimum_payable=MinimumPayable(money(100), "carried_forward")))
    assert [months.add(line(40)).credits // 100 for _ in range(4)] == [0, 0, 120, 0]
    assert months.history.balance == (Carried("2026-04", 40_00),)


def test_a_bonus_is_paid_below_the_minimum_payable() -> None:
    settled = settle([line(5, bonus=5)], minimum_payable=MinimumPayable(money(100)))
    assert (settled.credits, settled.bonuses) == (0, 5_00)


def test_nothing_is_not_below_the_minimum_payable() -> None:
    settled = settle([line(0, verdict="met")], minimum_payable=MinimumPayable(money(100)))
    assert settled.lines[0].reason == ""


def test_a_minimum_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no meaning"):
        MinimumPayable(Fraction(0))


def test_parts_add_up_by_largest_remainder() -> None:
    lines = [line(money("10") / 3, target=f"t{n}") for n in range(3)]
    assert [paid.credit for paid in settle(lines).lines] == [3_34, 3_33, 3_33]


def test_apportioning_refuses_a_total_that_is_not_theirs() -> None:
    for total, parts in ((3, [Fraction(1), Fraction(1)]), (2, [Fraction(1, 2)]), (0, [Fraction(1)])):
        with pytest.raises(ValueError, match="not the rounded sum"):
            apportion(total, parts)


def test_a_group_gets_no_unit_that_its_cap_forbids() -> None:
    halves = [Fraction("600.5"), Fraction("600.5"), Fraction("500.5"), Fraction("500.5")]
    assert apportion(2202, halves) == (601, 601, 500, 500)
    assert apportion_in_groups(2202, halves, ["g", "g", "", ""]) == (601, 600, 501, 500)


lines_of_all_kinds = st.lists(
    st.builds(
        dict,
        credit=amounts(),
        bonus=st.sampled_from([0, 7]),
        group=st.sampled_from(["", "g", "h"]),
        event=st.sampled_from(["", "", "e"]),
        importance=st.sampled_from(["ordinary", "ordinary", "critical"]),
        own_cap=st.none() | amounts().map(amount),
    ),
    max_size=6,
).map(lambda found: [line(**fields, target=f"t{n}") for n, fields in enumerate(found)])
caps = st.builds(Caps, st.none() | amounts().map(amount), st.none() | amounts().map(amount))


@given(lines_of_all_kinds, caps, caps)
def test_parts_add_up_and_no_cap_is_exceeded(lines: Any, whole: Caps, group: Caps) -> None:
    settled = settle(lines, 1, caps=whole, group_caps={"g": group})
    assert settled.own_credits == sum(paid.credit for paid in settled.lines) == settled.credits
    for cap in (whole.period, whole.rolling_12):
        assert cap is None or settled.credit.amount <= (cap.amount or 0)
    inside = Fraction(sum(paid.credit for paid in settled.lines if paid.priced.rules.group == "g"), 100)
    for cap in (group.period, group.rolling_12):
        assert cap is None or inside <= (cap.amount or 0)
    for paid in settled.lines:
        most = paid.priced.rules.own_cap
        assert most is None or Fraction(paid.credit, 100) <= (most.amount or 0)
        assert paid.credit >= 0


@given(lines_of_all_kinds, caps, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_decides_nothing_about_the_total(lines: Any, whole: Caps, random: Any) -> None:
    shuffled = random.sample(lines, len(lines))
    one, other = settle(lines, 1, caps=whole), settle(shuffled, 1, caps=whole)
    assert (one.credits, one.bonuses, one.lost, one.cap_reached) == (
        other.credits,
        other.bonuses,
        other.lost,
        other.cap_reached,
    )


@given(lines_of_all_kinds, caps)
def test_a_bonus_changes_no_credit(lines: Any, whole: Caps) -> None:
    without = settle([line(entry.credit, entry.target) for entry in lines], 1, caps=whole)
    with_bonus = settle([line(entry.credit, entry.target, bonus=9) for entry in lines], 1, caps=whole)
    assert [paid.credit for paid in without.lines] == [paid.credit for paid in with_bonus.lines]


@given(amounts(), amounts(), caps)
def test_a_smaller_credit_never_pays_more(one: Fraction, other: Fraction, whole: Caps) -> None:
    less, more = sorted([one, other])
    assert settle([line(less)], 1, caps=whole).credits <= settle([line(more)], 1, caps=whole).credits


@pytest.mark.parametrize(
    ("credit", "cap", "paid", "applied"),
    [
        ("12.014", "12.015", 1201, False),
        ("12.02", "12.015", 1201, True),
        ("13", "12.015", 1201, True),
        ("12.015", "13", 1202, False),
        ("12.015", None, 1202, False),
        ("5", "0", 0, True),
        ("0", "0", 0, False),
    ],
)
def test_rounding_makes_no_room_either(credit: str, cap: str | None, paid: int, applied: bool) -> None:
    settled = settle([line(credit)], caps=Caps(period=None if cap is None else amount(cap)))
    assert (settled.credits, settled.cap_applied) == (paid, applied)


def test_nothing_is_nothing() -> None:
    settled = settle([])
    assert (settled.lines, settled.credit.text(), [step.rule for step in settled.working]) == (
        (),
        "0.00",
        ["sum_of_credits", "round_money"],
    )


@given(lines_of_all_kinds, caps)
def test_settling_twice_is_the_same(lines: Any, whole: Caps) -> None:
    assert settle(lines, 1, caps=whole) == settle(lines, 1, caps=whole)


@given(st.lists(amounts(10**5), max_size=9), st.booleans())
def test_apportioned_parts_are_floor_or_one_more(parts: list[Fraction], up: bool) -> None:
    whole = sum(parts, Fraction(0))
    total = -((-whole).numerator // (-whole).denominator) if up else whole.numerator // whole.denominator
    found = apportion(total, parts)
    assert sum(found) == total
    assert all(part - 1 < unit < part + 1 for unit, part in zip(found, parts, strict=True))


def test_excess_that_is_lost_does_not_expire() -> None:
    with pytest.raises(ValueError, match="does not expire"):
        Excess("lost", 3)
