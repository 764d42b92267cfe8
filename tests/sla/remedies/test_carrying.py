from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.history import Carried, History
from app.sla.remedies.carrying import Excess, MinimumPayable, Now, carry_in, expire
from app.sla.remedies.limits import Caps
from app.sla.remedies.order import MoneyRules
from tests.sla.remedies.world import Months, amount, amounts, line, percent, rules, year

FORWARD = Excess("carried_forward")


def carrying(**more: object) -> MoneyRules:
    return rules(caps=Caps(period=amount(30_000)), **{"excess": FORWARD, **more})


def test_what_a_cap_holds_back_is_paid_where_there_is_room() -> None:
    months = Months(carrying())
    paid = [months.add(line(n)).credits // 100 for n in (50_000, 25_000, 0, 0)]
    assert paid == [30_000, 30_000, 15_000, 0]
    assert [past.balance for past in months.history.periods] == [
        (Carried("2026-01", 20_000_00),),
        (Carried("2026-01", 15_000_00),),
        (),
        (),
    ]


def test_the_steps_say_what_was_carried() -> None:
    months = Months(carrying())
    months.add(line(50_000))
    steps = {step.rule: step for step in months.add(line(25_000)).working}
    assert steps["carried_in"].result == "5000"
    assert steps["carried_in"].inputs == {"sources": "2026-01"}
    assert steps["carried_forward"].result == "15000"


def test_the_oldest_is_paid_first() -> None:
    months = Months(carrying())
    for credit in (31_000, 32_000, 0):
        months.add(line(credit))
    assert months.settled[2].carried_in == (Carried("2026-01", 1000_00), Carried("2026-02", 2000_00))


def test_what_is_lost_is_not_carried() -> None:
    months = Months(carrying(excess=Excess()))
    assert months.add(line(50_000)).lost == 20_000_00
    assert months.add(line(0)).credits == 0


def test_at_the_end_of_the_contract_the_rest_expires() -> None:
    months = Months(carrying())
    months.add(line(90_000))
    last = months.add(line(0), ends_contract=True)
    assert (last.credits, last.expired) == (30_000_00, (Carried("2026-01", 30_000_00),))
    assert last.balance == ()


def test_it_expires_after_so_many_periods() -> None:
    months = Months(carrying(excess=Excess("carried_forward", 2)))
    paid = [months.add(line(n)).credits // 100 for n in (100_000, 0, 0, 0)]
    assert paid == [30_000, 30_000, 30_000, 0]
    assert months.settled[2].expired == (Carried("2026-01", 10_000_00),)


def test_it_does_not_expire_between_two_stubs() -> None:
    entries = (Carried("2026-01", 5),)
    once, history = Excess("carried_forward", 1), year("met")
    first = Now("2026-02/1", "2026-02", is_last_part=False)
    assert expire(entries, once, history, first) == (entries, ())
    assert expire(entries, once, history, Now("2026-02/2", "2026-02")) == ((), entries)


def test_the_rolling_cap_leaves_room_for_what_is_carried_in() -> None:
    months = Months(rules(caps=Caps(rolling_12=percent(10)), excess=FORWARD), 1000)
    assert [months.add(line(n)).credits // 100 for n in (250, 0, 50)] == [100, 100, 100]
    assert months.history.balance == ()


def test_what_the_cap_of_a_group_held_back_meets_it_again() -> None:
    months = Months(rules(group_caps={"g": Caps(period=amount(100))}, excess=FORWARD))
    paid = [months.add(line(n, group="g"), line(500, target="u")).credits // 100 for n in (250, 60, 0)]
    assert paid == [600, 600, 600]
    assert months.history.balance == (Carried("2026-01", 10_00, "g"),)
    assert months.history.credits_of("g", 2) == 200_00


def test_both_caps_hold_back_and_both_are_carried() -> None:
    months = Months(
        rules(caps=Caps(period=amount(100)), group_caps={"g": Caps(period=amount(80))}, excess=FORWARD)
    )
    months.add(line(100, group="g"), line(70, target="u"))
    assert months.history.balance == (Carried("2026-01", 20_00, "g"), Carried("2026-01", 50_00))


def test_without_a_cap_all_of_it_is_paid() -> None:
    assert carry_in([Carried("2026-01", 5)], None, {}) == ((Carried("2026-01", 5),), ())


def test_what_expires_needs_a_period() -> None:
    with pytest.raises(ValueError, match="1 period or more"):
        Excess("carried_forward", 0)


@given(
    st.lists(st.tuples(amounts(10**6), amounts(10**6)), min_size=1, max_size=8),
    amounts(10**6),
    amounts(10**6),
    st.none() | st.integers(1, 3),
    st.sampled_from([None, MinimumPayable(Fraction(500)), MinimumPayable(Fraction(500), "carried_forward")]),
)
def test_carrying_forward_conserves_money(
    credits_by_month: list[tuple[Fraction, Fraction]],
    whole: Fraction,
    group: Fraction,
    periods: int | None,
    minimum: MinimumPayable | None,
) -> None:
    agreed = rules(
        caps=Caps(period=amount(whole), rolling_12=amount(whole * 3)),  # type: ignore[arg-type]
        group_caps={"g": Caps(period=amount(group))},  # type: ignore[arg-type]
        excess=Excess("carried_forward", periods),
        minimum_payable=minimum,
    )
    months = Months(agreed)
    for one, other in credits_by_month:
        before = sum(entry.amount for entry in months.history.balance)
        settled = months.add(line(one, target="a", group="g"), line(other, target="b"))  # type: ignore[arg-type]
        after = sum(entry.amount for entry in (*settled.balance, *settled.expired))
        assert before + settled.raised == settled.credits + after + settled.lost
        assert abs(settled.raised - (one + other) * 100) <= 2
        assert settled.credit.amount <= whole
        assert months.history.credits_of("g", 1) <= group * 100
    assert months.history.credits(12) <= whole * 300


@given(st.lists(st.integers(1, 50), max_size=6), st.integers(0, 100))
def test_what_is_carried_in_fills_the_room_and_no_more(entries: list[int], room: int) -> None:
    balance = [Carried(f"2026-{n:02}", units) for n, units in enumerate(entries, 1)]
    paid, stays = carry_in(balance, room, {})
    assert sum(entry.amount for entry in paid) == min(room, sum(entries))
    assert sum(entry.amount for entry in (*paid, *stays)) == sum(entries)


def test_a_history_without_periods_carries_nothing() -> None:
    assert expire((), FORWARD, History(), Now.whole("2026-01")) == ((), ())
