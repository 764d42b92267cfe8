from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.measures import Measure
from app.sla.quantities import MILLION
from app.sla.sheets import BOUND, Sheet, Total, add_up, day_sheet, stated_as, with_handled
from tests.sla.world import JANUARY, MEASURES, months, sheet


@given(months(), st.randoms(use_true_random=False))
def test_the_order_of_sheets_does_not_matter(sheets: list[Sheet], random: Random) -> None:
    shuffled = sorted(sheets, key=lambda _: random.random())
    assert add_up(sheets, MEASURES) == add_up(shuffled, MEASURES)


@given(months(), st.integers(1, 30))
def test_the_parts_of_a_month_add_up_to_the_month(sheets: list[Sheet], cut: int) -> None:
    middle = JANUARY + timedelta(cut)
    first = add_up([part for part in sheets if part.first_day < middle], MEASURES)
    second = add_up([part for part in sheets if part.first_day >= middle], MEASURES)
    whole = add_up(sheets, MEASURES)
    none = Total(Fraction(0))
    assert {name: first.get(name, none).value + second.get(name, none).value for name in whole} == {
        name: total.value for name, total in whole.items()
    }


def test_what_nobody_states_is_left_out() -> None:
    assert add_up([sheet(JANUARY, offered=3)], ["offered", "abandoned"]) == {"offered": Total(Fraction(3))}
    assert add_up([], ["offered"]) == {}
    assert add_up([sheet(JANUARY, offered=0)], ["offered"]) == {"offered": Total(Fraction(0))}


def test_slack_adds_up_and_a_maximum_has_the_largest() -> None:
    totals = {"offered": 2 * MILLION, "longest_wait_seconds": 90 * MILLION}
    sheets = [
        Sheet("q", "", "voice", JANUARY, JANUARY, 1440, totals, slack={"offered": MILLION // 2}),
        Sheet("q", "", "voice", JANUARY, JANUARY, 1440, totals, slack={"longest_wait_seconds": MILLION}),
    ]
    assert add_up(sheets, ["offered", "longest_wait_seconds"]) == {
        "offered": Total(Fraction(4), Fraction(1, 2)),
        "longest_wait_seconds": Total(Fraction(90), Fraction(1)),
    }


def test_a_mean_by_day_is_added_over_queues_and_averaged_over_days() -> None:
    next_day = JANUARY + timedelta(1)
    sheets = [
        sheet(JANUARY, headcount=10),
        sheet(JANUARY, "complaints", headcount=20),
        sheet(next_day, headcount=33),
    ]
    assert add_up(sheets, ["headcount"]) == {"headcount": Total(Fraction(63, 2))}
    week = sheet(JANUARY, days=7, headcount=70)  # a coarse report states unit-days
    assert add_up([week], ["headcount"]) == {"headcount": Total(Fraction(10))}


def test_a_contract_may_say_how_its_own_measures_add() -> None:
    sheets = [sheet(JANUARY, queue_length=4), sheet(JANUARY + timedelta(1), queue_length=9)]
    longest = Measure("queue_length", "queue length", adds="maximum")
    assert add_up(sheets, ["queue_length"], lambda _: longest) == {"queue_length": Total(Fraction(9))}


def test_handled_is_stated_or_else_answered() -> None:
    answered, stated = sheet(JANUARY, answered=7), sheet(JANUARY, handled=7)
    names = frozenset({"handled", "talk_seconds"})
    assert stated_as([answered], names) == {"answered", "talk_seconds"}
    assert stated_as([answered, stated], names) == names
    assert stated_as([answered], frozenset({"offered"})) == {"offered"}


def test_handled_is_filled_in_from_answered() -> None:
    answered = Sheet("q", "", "voice", JANUARY, JANUARY, 1440, {"answered": MILLION}, slack={"answered": 5})
    stated = sheet(JANUARY, handled=7)
    (filled,) = with_handled([answered])
    assert (filled.totals["handled"], filled.slack["handled"]) == (MILLION, 5)
    assert with_handled([answered, stated]) == [answered, stated]
    assert with_handled([sheet(JANUARY, offered=1)]) == [sheet(JANUARY, offered=1)]
    assert with_handled([sheet(JANUARY, answered=1)])[0].slack == {}


def test_a_sheet_covers_its_days() -> None:
    week = sheet(JANUARY, days=7)
    assert week.days == 7
    assert [week.covers(JANUARY + timedelta(n)) for n in (-1, 0, 6, 7)] == [False, True, True, False]
    assert day_sheet("q", JANUARY, {"offered": 1}).days == 1


def test_sheets_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        Sheet("q", "", "voice", JANUARY, date(2025, 12, 31), 1440, {})
    for total in (BOUND, -BOUND):
        with pytest.raises(ValueError, match="too large"):
            day_sheet("q", JANUARY, {"offered": total})
