"""The ledger adds up: after an issue, an earn-back, a carry-forward, a restatement, and whatever is paid."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.ledger import (
    CLOSING,
    Entry,
    Event,
    NotSoMuch,
    PeriodMoney,
    Stands,
    What,
    adjustment,
    balance,
    carried_account,
    entries_of,
    event_for,
    money_of,
    outstanding,
    recarried,
)

MARCH = PeriodMoney(
    "2026-03",
    "CNY",
    credits={"a": 1_200_000, "b": 0},
    bonuses={"b": 50_000},
    balance={("2026-03", ""): 500_000},
)


def payable(entries: list[Entry]) -> int:
    return sum(one.amount for one in entries if one.kind != "carried_forward")


def test_the_money_of_a_document_is_read_in_minor_units() -> None:
    carried: dict[str, Any] = {"period": "2026-02", "group": "", "amount": "500.00"}
    document = {
        "period": {"label": "2026-03"},
        "targets": [{"id": "a", "credit": "12000.00", "bonus": "0.00"}],
        "money": {
            "currency": "CNY",
            "carried_in": [carried],
            "carried_forward": [],
            "expired": [],
            "earned_back": [{"period": "2026-01", "target": "a", "amount": "-300.00"}],
        },
    }
    money = money_of(document)
    assert money.credits == {"a": 1_200_000}
    assert money.carried_in == {("2026-02", ""): 50_000}
    assert money.earned_back == {("2026-01", "a"): -30_000}
    assert (money.payable, money.gross) == (1_220_000, 1_280_000)


def test_an_issue_writes_what_is_payable_and_what_is_carried() -> None:
    entries = entries_of(MARCH, {})
    assert entries == [
        Entry("credit", 1_200_000, "a"),
        Entry("bonus", -50_000, "b"),
        Entry("carried_forward", 500_000, "", "2026-03", "held_back"),
    ]
    assert payable(entries) == MARCH.payable
    assert carried_account(entries) == MARCH.balance


def test_a_carry_forward_is_paid_in_part_and_the_rest_expires() -> None:
    held = {("2026-03", ""): 500_000}
    april = PeriodMoney(
        "2026-04", "CNY", {"a": 0}, carried_in={("2026-03", ""): 300_000}, balance={("2026-03", ""): 200_000}
    )
    may = PeriodMoney("2026-05", "CNY", {"a": 0}, expired={("2026-03", ""): 200_000})
    first = entries_of(april, held)
    assert first == [
        Entry("credit", 300_000, "", "2026-03", "carried_in"),
        Entry("carried_forward", -300_000, "", "2026-03", "paid"),
    ]
    account = carried_account([Entry("carried_forward", 500_000, "", "2026-03"), *first])
    assert account == april.balance
    assert entries_of(may, account) == [Entry("carried_forward", -200_000, "", "2026-03", "expired")]


def test_what_was_carried_before_the_first_issue_is_brought_forward() -> None:
    april = PeriodMoney("2026-04", "CNY", carried_in={("2026-03", "g"): 300}, balance={("2026-03", "g"): 200})
    entries = entries_of(april, {})
    assert [(one.amount, one.reason) for one in entries] == [
        (300, "carried_in"),
        (500, "brought_forward"),
        (-300, "paid"),
    ]
    assert carried_account(entries) == april.balance


def test_a_stub_holds_back_for_its_whole_period() -> None:
    stub = PeriodMoney("2026-04/2", "CNY", balance={("2026-04", ""): 700})
    assert entries_of(stub, {("2026-04", ""): 300}) == [
        Entry("carried_forward", 400, "", "2026-04", "held_back")
    ]


def test_a_restatement_adjusts_by_the_money_between() -> None:
    doubled, single = (
        PeriodMoney("2026-04", "CNY", {"a": 2_400_000}),
        PeriodMoney("2026-04", "CNY", {"a": 1_200_000}),
    )
    assert adjustment(doubled, single) == Entry("adjustment", -1_200_000, reason="restated")
    carried = {("2026-03", ""): 500}
    changes = [
        (PeriodMoney("2026-03", "CNY", balance=carried), PeriodMoney("2026-03", "CNY")),
        (PeriodMoney("2026-04", "CNY", balance=carried), PeriodMoney("2026-04", "CNY")),
        (PeriodMoney("2026-05", "CNY"), PeriodMoney("2026-05", "CNY", balance={("2026-05", ""): 7})),
    ]
    assert [[one.amount for one in entries] for entries in recarried(changes)] == [[-500], [], [500, 7]]


@pytest.mark.parametrize(
    ("old", "new", "stands", "expected"),
    [
        (12_000, 0, Stands(12_000, 9_000, -3_000), -9_000),
        (12_000, 0, Stands(12_000, 0, -12_000), 0),
        (12_000, 10_000, Stands(12_000, 9_000, -3_000), 0),
        (12_000, 24_000, Stands(12_000, 9_000, -3_000), 12_000),
        (12_000, 0, Stands(12_000, 12_000), -12_000),
        (0, 12_000, Stands(12_000, 0, -3_000), 9_000),  # met, and missed after all
        (0, 12_000, Stands(12_000, 0, -12_000), 0),
        (10_000, 0, Stands(12_000, 7_000, -3_000), -7_000),  # settled after it was restated
        (10_000, 9_500, Stands(12_000, 7_000, -3_000), 0),  # the less never asks for more
        (10_000, 10_000, Stands(12_000, 7_000, -3_000), 0),
    ],
)
def test_what_was_settled_is_not_given_back_twice_nor_asked_for_again(
    old: int, new: int, stands: Stands, expected: int
) -> None:
    before, after = (PeriodMoney("2026-03", "CNY", {"a": units}) for units in (old, new))
    assert adjustment(before, after, stands).amount == expected


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.lists(st.integers(-10_000, 10_000), max_size=6))
def test_whatever_the_way_what_stands_depends_on_the_last_facts_alone(
    issued: int, off: int, facts: list[int]
) -> None:
    """Restated any number of times after a settlement, the ledger stands where one restatement had put it."""
    stands = Stands(issued, issued - min(off, issued), -min(off, issued))
    known = issued
    for payable in facts:
        before, after = (PeriodMoney("2026-03", "CNY", {"a": units}) for units in (known, payable))
        stands = replace(stands, units=stands.units + adjustment(before, after, stands).amount)
        known = payable
    assert stands.units == stands.for_(known)


def test_a_claim_closes_nothing_and_what_is_collected_does() -> None:
    credit = Entry("credit", 1_000)
    events = [Event("claimed", 1_000), Event("credit_note", 1_000), Event("collected", 400)]
    assert outstanding(credit, events) == 600
    assert outstanding(credit, [*events, Event("collected", -400)]) == 1_000
    assert outstanding(Entry("carried_forward", 5), []) == 0


@pytest.mark.parametrize("amount", [1_000, -1_000])
def test_no_more_is_closed_than_is_outstanding(amount: int) -> None:
    entry = Entry("adjustment", amount)
    part = event_for(entry, [], "set_off", 600)
    assert part == Event("set_off", amount * 6 // 10)
    assert event_for(entry, [part], "claimed", 1_000).amount == amount
    with pytest.raises(NotSoMuch):
        event_for(entry, [part], "waived", 401)
    with pytest.raises(NotSoMuch):
        event_for(entry, [part], "invoice", 1_001)
    assert event_for(entry, [part], "waived", 400).amount == amount * 4 // 10


def test_what_is_carried_forward_cannot_be_collected() -> None:
    with pytest.raises(ValueError, match="not payable yet"):
        event_for(Entry("carried_forward", 5), [], "collected", 1)


AMOUNTS = st.integers(-(10**9), 10**9)
KINDS = st.sampled_from(["credit", "bonus", "earn_back", "adjustment", "carried_forward"])
STEPS = st.tuples(st.sampled_from(["claimed", "set_off", "collected", "waived"]), st.integers(1, 10**9))


def closed(entry: Entry, wanted: list[tuple[What, int]]) -> list[Event]:
    """As many of the wanted events as the entry bears."""
    events: list[Event] = []
    for what, amount in wanted:
        left = abs(outstanding(entry, events) if what in CLOSING else entry.amount)
        if left and entry.kind != "carried_forward":
            events.append(event_for(entry, events, what, min(amount, left)))
    return events


@given(
    st.lists(
        st.tuples(st.builds(Entry, KINDS, AMOUNTS.filter(bool)), st.lists(STEPS, max_size=4)), max_size=12
    )
)
def test_judged_is_always_what_was_closed_and_what_is_outstanding(
    wanted: list[tuple[Entry, list[tuple[What, int]]]],
) -> None:
    ledger = [(entry, closed(entry, steps)) for entry, steps in wanted]
    sums = balance(ledger)
    assert sums.judged == sums.collected + sums.set_off + sums.waived + sums.outstanding
    assert sums.judged == sum(entry.amount for entry, _ in ledger if entry.kind != "carried_forward")
    bonuses = sum(outstanding(entry, events) for entry, events in ledger if entry.kind == "bonus")
    assert sums.uncollected + bonuses == sums.outstanding


KEYS = st.tuples(st.sampled_from(["2026-01", "2026-02", "2026-03"]), st.sampled_from(["", "g"]))
ACCOUNT = st.dictionaries(KEYS, st.integers(1, 10**6), max_size=4)


@given(ACCOUNT, ACCOUNT, ACCOUNT, ACCOUNT)
def test_the_account_of_what_is_carried_stands_at_the_balance_of_the_card(
    before: dict[tuple[str, str], int],
    after: dict[tuple[str, str], int],
    carried_in: dict[tuple[str, str], int],
    expired: dict[tuple[str, str], int],
) -> None:
    money = PeriodMoney("2026-03", "CNY", {"a": 5}, carried_in=carried_in, balance=after, expired=expired)
    opening = [Entry("carried_forward", amount, group, source) for (source, group), amount in before.items()]
    entries = entries_of(money, before)
    assert carried_account([*opening, *entries]) == after
    assert payable(entries) == money.payable
