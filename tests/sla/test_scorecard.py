from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.agreed.levels import read_level
from app.sla.document import scorecard_document
from app.sla.measures import Measure
from app.sla.metrics import agree, in_intervals
from app.sla.quantities import MILLION, exact
from app.sla.remedies.bands import Band, BandsRemedy
from app.sla.remedies.limits import NO_CAPS, Caps
from app.sla.remedies.pool import PoolRemedy
from app.sla.remedies.prices import Price
from app.sla.scorecard import Scorecard, assess
from app.sla.sheets import Sheet
from app.sla.terms import Charges, Terms
from app.sla.timeline import Timeline
from tests.sla.world import JANUARY, months, priced, sheet, target, terms

AFTER = date(2026, 2, 1)
POOL = PoolRemedy("pool", Fraction(2, 5))
BANDS = BandsRemedy(
    (
        Band(read_level("> 8%", "ratio"), Fraction(5000)),
        Band(read_level("1% to 8%", "ratio")),
        Band(read_level("< 1%", "ratio"), bonus=Fraction(700)),
    )
)
TWO = priced(
    target(remedy=POOL),
    target(id="u", remedy=BANDS, weight=Fraction(3)),
    target("<= 20s", agree("average_speed_of_answer", None, {}), id="v"),
    caps=Caps(Price(share=Fraction(1, 20))),
)


def assessed(made: Terms, *sheets: Sheet, today: date = AFTER) -> Scorecard:
    return assess(Timeline([made]).labelled("2026-01"), sheets, today)


def test_score_and_money_of_a_month() -> None:
    card = assessed(TWO, sheet(JANUARY, offered=100, abandoned=9, answered=91, wait_seconds=910))
    assert [judged.line.verdict for judged in card.lines] == ["below_minimum", "below_minimum", "met"]
    assert (card.score.value, card.score.judged, card.score.whole) == (Fraction(1, 5), 5, 5)
    assert [judged.exact_credit for judged in card.lines] == [4000, 5000, 0]
    assert [judged.credit for judged in card.lines] == [222_222, 277_778, 0]
    assert (card.money.credit.text(), card.money.cap, card.charges, card.at_risk) == (
        "5000.00",
        5000,
        100_000,
        10_000,
    )
    assert not card.is_provisional


@given(months(), st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_matters(sheets: list[Sheet], random: Random) -> None:
    shuffled = sorted(sheets, key=lambda _: random.random())
    assert scorecard_document(assessed(TWO, *sheets)) == scorecard_document(assessed(TWO, *shuffled))


@given(months(), st.fractions(0, 1, max_denominator=50))
def test_lines_add_up_to_the_total_and_no_cap_is_exceeded(sheets: list[Sheet], share: Fraction) -> None:
    card = assessed(replace(TWO, caps=Caps(Price(share=share))), *sheets)
    assert sum(judged.credit for judged in card.lines) == card.money.credit.minor_units()
    assert sum(judged.bonus for judged in card.lines) == card.money.bonus.minor_units()
    assert card.money.credit.amount <= share * 100_000
    assert card.score.value is None or 0 <= card.score.value <= 1


@given(months(), st.integers(0, 100))
def test_after_the_period_the_day_of_reading_changes_nothing(sheets: list[Sheet], days: int) -> None:
    assert assessed(TWO, *sheets) == assessed(TWO, *sheets, today=AFTER + timedelta(days))


def test_no_data_costs_nothing_and_is_not_scored() -> None:
    card = assessed(TWO)
    assert (card.score.value, card.score.judged, card.score.whole) == (None, 0, 5)
    assert card.money.credit.amount == card.money.bonus.amount == 0


def test_weights_of_zero_are_not_scored() -> None:
    card = assessed(terms(target(weight=Fraction(0))), sheet(JANUARY, offered=1, abandoned=0))
    assert card.score.value is None


def test_a_bonus_is_a_line_of_its_own() -> None:
    card = assessed(TWO, sheet(JANUARY, offered=1000, abandoned=1))
    assert (card.money.bonus.text(), card.lines[1].bonus, card.lines[1].exact_bonus) == (
        "700.00",
        70_000,
        700,
    )
    assert card.lines[1].working[-1].result == "-700"


def test_charges_by_a_measure_are_those_inside_the_period() -> None:
    made = replace(TWO, charges=Charges(measure="charges"))
    inside = [
        sheet(JANUARY, offered=10, abandoned=9, charges=600),
        sheet(JANUARY + timedelta(1), charges=400),
    ]
    card = assessed(made, *inside, sheet(AFTER, charges=999), sheet(JANUARY - timedelta(1), charges=999))
    assert (card.charges, card.lines[0].exact_credit, card.money.cap) == (1000, 40, 50)


def test_unknown_charges_keep_the_card_provisional() -> None:
    card = assessed(replace(TWO, charges=Charges(measure="charges")), sheet(JANUARY, offered=10, abandoned=9))
    assert (card.charges, card.at_risk, card.money.cap, card.is_provisional) == (None, None, None, True)
    assert [step.rule for step in card.lines[0].working][-1] == "charges_unknown"
    assert card.lines[0].exact_credit == 0


def test_charges_below_zero_put_nothing_at_risk() -> None:
    made = replace(TWO, charges=Charges(measure="charges"))
    negative = Sheet("billing", "", "voice", JANUARY, JANUARY, 1440, {"charges": -5 * MILLION})
    card = assessed(made, negative, sheet(JANUARY, offered=10, abandoned=9))
    assert (card.charges, card.lines[0].exact_credit, card.money.cap, card.money.credit.amount) == (
        -5,
        0,
        0,
        0,
    )


def test_a_cap_may_be_an_amount_or_none() -> None:
    bad = sheet(JANUARY, offered=10, abandoned=9)
    assert (
        assessed(replace(TWO, caps=Caps(Price(amount=exact("100.50")))), bad).money.credit.text() == "100.50"
    )
    assert assessed(replace(TWO, caps=NO_CAPS), bad).money.credit.text() == "9000.00"
    assert assessed(replace(TWO, caps=NO_CAPS), bad).cap is None
    assert assessed(terms(), bad).at_risk is None


def test_charges_may_be_a_measure_of_the_contract_s_own() -> None:
    fee = Measure("fee", "monthly fee", "money", "maximum")
    made = replace(TWO, charges=Charges(measure="fee"), measures={"fee": fee})
    card = assessed(made, sheet(JANUARY, fee=300), sheet(JANUARY + timedelta(1), fee=500))
    assert card.charges == 500


def test_a_running_card_is_provisional() -> None:
    assert assessed(TWO, today=JANUARY).is_provisional
    assert assessed(TWO, today=JANUARY).is_running


@pytest.mark.parametrize("minimum", ["<= 8%", "<= 10%"])
def test_a_pool_that_pays_on_the_minimum(minimum: str) -> None:
    part = target(minimum=minimum, remedy=PoolRemedy("pool", Fraction(1), "minimum"))
    card = assessed(priced(part), sheet(JANUARY, offered=100, abandoned=9))
    assert card.money.credit.amount == (10_000 if minimum == "<= 8%" else 0)


def test_a_reason_does_not_depend_on_which_sheet_comes_first() -> None:
    each, rate = read_level("<= 5%", "ratio"), agree("abandonment_rate", None, {})
    due = Timeline([terms(target(">= 95%", in_intervals(rate, each, "half_hour")))]).labelled("2026-01")
    sheets = [sheet(JANUARY + timedelta(n), offered=9, abandoned=1) for n in range(3)]
    first, second = (assess(due, given, AFTER) for given in (sheets, sheets[::-1]))
    assert first == second
    assert first.lines[0].line.reason.endswith("of 2026-01-01 is not stated by intervals")
