"""What holds for the money of any figures, whatever kind of remedy prices them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.judging.in_order import assess_in_order
from app.sla.quantities import Money
from app.sla.scorecard import Scorecard, assess
from app.sla.terms import Terms
from app.sla.timeline import Timeline
from app.terms_files.read import terms_of
from tests.sla.world import sheet

pytestmark = pytest.mark.slow
SMALL: dict[str, Any] = {
    "schema": "1",
    "contract": "C-1",
    "client": "C",
    "provider": "P",
    "currency": "CNY",
    "timezone": "UTC",
    "starts": "2026-01-01",
    "effective": "2026-01-01",
    "period": {"every": "month"},
    "charges": {"fixed": "100000"},
    "at_risk": "10%",
    "pools": {"all": "100%"},
    "points": {"table": [{"from": "0", "amount": "0"}, {"from": "2", "amount": "3%"}]},
}
BANDS = [{"over": "8%", "amount": "777.77"}, {"over": "5%", "at_most": "8%", "amount": "333.33"}]
SHARES = [{"over": "8%", "amount": "3%"}, {"over": "5%", "at_most": "8%", "amount": "1.7%"}]
POINTS = [{"over": "8%", "points": "5"}, {"over": "5%", "at_most": "8%", "points": "2"}]
FREE = {"at_most": "5%", "amount": "0"}
REMEDIES: dict[str, dict[str, Any]] = {
    "pool": {"kind": "pool", "pool": "all", "allocation": "40%"},
    "bands": {"kind": "bands", "bands": [*BANDS, FREE]},
    "shares": {"kind": "bands", "bands": [*SHARES, FREE]},
    "bonus": {"kind": "bands", "bands": [*BANDS, {"at_most": "5%", "bonus": "50"}]},
    "exact": {"kind": "per_point", "amount": "0.3%"},
    "whole": {"kind": "per_point", "amount": "100", "counted": "whole"},
    "started": {"kind": "per_point", "amount": "100", "counted": "started", "cap": "500"},
    "day": {"kind": "per_point", "per": "day", "amount": "100"},
    "unit": {"kind": "per_point", "per": "unit", "count": "abandoned", "amount": "1.01"},
    "points": {"kind": "points", "bands": [*POINTS, {"at_most": "5%", "points": "0"}]},
}


def agreed(*names: str, **more: Any) -> Terms:
    def target(number: int, name: str) -> dict[str, Any]:
        limits = {"metric": "abandonment_rate", "expected": "<= 5%", "minimum": "<= 8%"}
        remedy = {**REMEDIES[name], **({"pays_on": "expected"} if name == "pool" else {})}
        return {"id": f"{name}-{number}", **limits, "remedy": remedy}

    return terms_of({**SMALL, "targets": [target(n, name) for n, name in enumerate(names)], **more})


def judged(made: Terms, abandoned: Sequence[int]) -> Scorecard:
    days = [sheet(date(2026, 1, n), offered=100, abandoned=lost) for n, lost in enumerate(abandoned, 1)]
    return assess(Timeline([made]).labelled("2026-01"), days, date(2026, 2, 1))


LOST = st.lists(st.integers(0, 30), min_size=1, max_size=4)


@pytest.mark.parametrize("name", REMEDIES)
@given(worse=LOST, spared=st.lists(st.integers(0, 30), min_size=4, max_size=4))
def test_a_better_month_never_costs_more(name: str, worse: list[int], spared: list[int]) -> None:
    better = [max(lost - less, 0) for lost, less in zip(worse, spared, strict=False)]
    made = agreed(name)
    dear, cheap = judged(made, worse).money, judged(made, better).money
    assert cheap.credits - cheap.bonuses <= dear.credits - dear.bonuses


SOME = st.lists(st.sampled_from(list(REMEDIES)), min_size=1, max_size=5)


@given(lost=LOST, names=SOME, cap=st.integers(0, 999))
def test_parts_add_up_and_no_cap_is_exceeded(lost: list[int], names: list[str], cap: int) -> None:
    price = f"{cap}.{cap % 100:02}" if cap % 2 and cap > 1 else f"{cap // 10}%"
    card = judged(agreed(*names, caps={"period": price}), lost)
    assert sum(line.credit for line in card.lines) == card.money.own_credits == card.money.credits
    assert sum(line.bonus for line in card.lines) == card.money.bonuses
    assert card.cap is not None
    assert Money.of_minor_units(card.money.credits, "CNY").amount <= card.cap
    assert card.money.raised == card.money.credits + card.money.lost


@given(lost=LOST, names=SOME, random=st.randoms())
def test_the_order_of_targets_decides_nothing(lost: list[int], names: list[str], random: Random) -> None:
    made = agreed(*names, caps={"period": "5%"})
    mixed = list(made.targets)
    random.shuffle(mixed)
    one, other = judged(made, lost), judged(replace(made, targets=tuple(mixed)), lost)
    assert (one.money.credits, one.money.bonuses) == (other.money.credits, other.money.bonuses)
    exact = {line.line.target.id: line.exact_credit for line in one.lines}
    assert exact == {line.line.target.id: line.exact_credit for line in other.lines}


@given(lost=st.lists(st.integers(0, 20), min_size=13, max_size=15), forward=st.booleans())
def test_no_twelve_months_exceed_their_cap_and_every_unit_is_told(lost: list[int], forward: bool) -> None:
    excess: dict[str, Any] = {"excess": {"carried_forward": {}}} if forward else {}
    made = agreed("bands", "started", "points", caps={"period": "900", "rolling_12": "2000", **excess})
    timeline = Timeline([made])
    starts = [timeline.labelled(f"{2026 + n // 12}-{n % 12 + 1:02}") for n in range(len(lost))]
    sheets = [sheet(due.period.start, offered=100, abandoned=n) for due, n in zip(starts, lost, strict=True)]
    cards = list(assess_in_order(timeline, starts, lambda _: sheets, date(2028, 1, 1)))
    paid = [card.money.credits for card in cards]
    assert all(amount <= 900_00 for amount in paid)
    assert all(sum(paid[n : n + 12]) <= 2000_00 for n in range(len(paid)))
    kept = sum(entry.amount for entry in cards[-1].money.balance)
    assert sum(card.money.raised for card in cards) == sum(paid) + kept + sum(
        card.money.lost for card in cards
    )
    assert forward or not kept
