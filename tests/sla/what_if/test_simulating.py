from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.periods import Cadence
from app.sla.remedies.escalation import Repeat
from app.sla.remedies.limits import Caps
from app.sla.remedies.lines import LineRules
from app.sla.remedies.pool import PoolRemedy
from app.sla.remedies.prices import Price
from app.sla.sheets import Sheet
from app.sla.terms import Terms, TermsFault
from app.sla.timeline import Due, Timeline
from app.sla.what_if.documents import simulation_document
from app.sla.what_if.simulating import Figures, Simulation, as_if_agreed, others, simulate
from tests.sla.world import priced, sheet, target

POOL = PoolRemedy("pool", Fraction(1))
TWICE = LineRules(repeat=Repeat(2, Fraction(2)))
AFTER = date(2027, 2, 1)
AGREED = priced(target(remedy=POOL))


def month(number: int, abandoned: int) -> Sheet:
    return sheet(date(2026, number, 1), offered=100, abandoned=abandoned, answered=100 - abandoned)


def run(agreed: Sequence[Terms], other: Terms, sheets: Sequence[Sheet], labels: str = "") -> Simulation:
    timeline = Timeline(agreed)
    dues = [timeline.labelled(label) for label in labels.split()] or list(
        timeline.between(date(2026, 1, 1), date(2026, 5, 1))
    )
    on = Figures(lambda due: inside(sheets, due))
    return simulate(timeline, as_if_agreed(timeline, other), dues, AFTER, on, on)


def inside(sheets: Sequence[Sheet], due: Due) -> list[Sheet]:
    return [s for s in sheets if s.first_day in due.period and s.last_day in due.period]


MONTHS = [month(1, 4), month(2, 6), month(3, 8), month(4, 5)]


def test_a_stricter_level_is_set_beside_the_agreed_one_period_by_period() -> None:
    found = run([AGREED], priced(target("<= 4%", remedy=POOL)), MONTHS)
    rows = [
        (row.cards[0].period.label, [line.line.verdict for card in row.cards for line in card.lines])
        for row in found.rows
    ]
    assert rows == [
        ("2026-01", ["met", "met"]),
        ("2026-02", ["below_minimum", "below_minimum"]),
        ("2026-03", ["below_minimum", "below_minimum"]),
        ("2026-04", ["met", "below_minimum"]),
    ]
    assert [row.difference for row in found.rows] == [0, 0, 0, 1_000_000]
    assert (found.agreed_total, found.other_total, found.difference) == (2_000_000, 3_000_000, 1_000_000)


def test_rows_of_misses_build_up_under_the_other_terms_too() -> None:
    """The other terms double a repeated miss; the period looked at is the second of two misses."""
    other = priced(target(remedy=POOL, rules=TWICE))
    found = run([AGREED], other, MONTHS, "2026-03")
    assert (found.agreed_total, found.other_total) == (1_000_000, 2_000_000)


@given(st.lists(st.integers(0, 12), min_size=4, max_size=4), st.booleans())
def test_terms_against_themselves_differ_in_nothing(abandoned: list[int], look_back: bool) -> None:
    terms = replace(
        AGREED,
        targets=(target(remedy=POOL, rules=TWICE if look_back else LineRules()),),
        caps=Caps(rolling_12=Price(share=Fraction(1, 10))),
        credits_from=date(2026, 2, 1),
    )
    found = run([terms], terms, [month(n, count) for n, count in enumerate(abandoned, 1)])
    assert [row.difference for row in found.rows] == [0, 0, 0, 0]
    for row in found.rows:
        assert row.agreed is not None
        assert row.other is not None
        assert [pair.difference for pair in row.pairs()] == [0]
        assert [one.line.working for one in row.agreed.lines] == [one.line.working for one in row.other.lines]


def test_terms_that_begin_later_are_taken_as_agreed_from_the_first_day_without_their_ramp_up() -> None:
    later = replace(AGREED, effective=date(2027, 1, 1), credits_from=date(2027, 3, 1), cut="split")
    found = run([AGREED], later, MONTHS)
    assert found.difference == 0
    assert (found.terms.effective, found.terms.credits_from) == (date(2026, 1, 1), None)


def test_an_amended_contract_is_judged_by_its_versions_and_the_other_terms_throughout() -> None:
    stricter = replace(AGREED, effective=date(2026, 3, 1), targets=(target("<= 3%", remedy=POOL),))
    found = run([AGREED, stricter], AGREED, MONTHS)
    assert [row.difference for row in found.rows] == [0, 0, 0, -1_000_000]


def test_another_currency_or_time_zone_is_refused_with_its_key() -> None:
    for key, value in (("currency", "EUR"), ("timezone", "Europe/Riga")):
        with pytest.raises(TermsFault, match="keep that") as refusal:
            as_if_agreed(Timeline([AGREED]), replace(AGREED, **{key: value}))
        assert refusal.value.path == (key,)


def test_other_periods_stand_alone_and_add_up_all_the_same() -> None:
    quarterly = replace(AGREED, period=Cadence("quarter"))
    found = run([AGREED], quarterly, MONTHS, "2026-01 2026-02 2026-03")
    assert [[card.period.label for card in row.cards] for row in found.rows] == [
        ["2026-01"],
        ["2026-Q1"],
        ["2026-02"],
        ["2026-03"],
    ]
    assert found.agreed_total == sum(row.difference for row in found.rows) * -1 + found.other_total
    assert found.other_total == 1_000_000


def test_only_whole_periods_of_the_other_terms_are_counted() -> None:
    quarterly = as_if_agreed(Timeline([AGREED]), replace(AGREED, period=Cadence("quarter")))
    due = Timeline([AGREED]).labelled("2026-01")
    assert others(quarterly, [due]) == []


def test_targets_of_only_one_of_the_two_stand_alone() -> None:
    found = run([AGREED], priced(target(remedy=POOL, id="new")), MONTHS, "2026-02")
    pairs = found.rows[0].pairs()
    assert [(pair.target, pair.difference) for pair in pairs] == [("t", -1_000_000), ("new", 1_000_000)]
    assert found.difference == 0
    document: Any = simulation_document(found)
    assert [one["agreed"] is None for one in document["periods"][0]["targets"]] == [False, True]


def test_nothing_to_simulate_is_an_error() -> None:
    timeline, on = Timeline([AGREED]), Figures(lambda _: [])
    with pytest.raises(ValueError, match="no period"):
        simulate(timeline, as_if_agreed(timeline, AGREED), [], AFTER, on, on)


def test_a_bonus_and_a_credit_are_told_apart_and_the_document_adds_up() -> None:
    found = run([AGREED], priced(target("<= 4%", remedy=POOL)), MONTHS)
    document: Any = simulation_document(found)
    assert (document["contract"], document["currency"]) == ("C-1", "CNY")
    totals = document["agreed_total"], document["other_total"], document["difference"]
    assert totals == ("20000.00", "30000.00", "10000.00")
    april = document["periods"][3]
    assert april["difference"] == "10000.00"
    assert april["agreed"] == {
        "terms_version": "2026-01-01",
        "score": "1",
        "provisional": False,
        "credits": "0.00",
        "bonuses": "0.00",
        "total": "0.00",
    }
    assert april["targets"][0]["other"] == {
        "expected": "<= 4%",
        "verdict": "below_minimum",
        "value": "0.05",
        "shown": "5.00%",
        "credit": "10000.00",
        "bonus": "0.00",
    }
    quarterly = run([AGREED], replace(AGREED, period=Cadence("quarter")), MONTHS, "2026-01 2026-02 2026-03")
    sides: Any = simulation_document(quarterly)
    assert [row["other"] is None for row in sides["periods"]] == [True, False, True, True]


def test_a_contract_that_has_ended_ends_under_the_other_terms_too() -> None:
    ended = replace(AGREED, ends=date(2026, 3, 1))
    timeline = Timeline([ended])
    assert as_if_agreed(timeline, AGREED).ends == timeline.ends == date(2026, 3, 1)
    assert others(as_if_agreed(timeline, AGREED), [timeline.on(date(2026, 2, 1) + timedelta(3))])
