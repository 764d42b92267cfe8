from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from app.sla.formula import parse
from app.sla.judging.counting import Counted, count_affected
from app.sla.quantities import MILLION
from app.sla.remedies.per_point import PerPointRemedy
from app.sla.remedies.prices import Price
from app.sla.scorecard import Scorecard, assess
from app.sla.sheets import Sheet
from app.sla.terms import Charges, TermsFault
from app.sla.timeline import Timeline
from tests.sla.world import JANUARY, sheet, target, terms

HUNDRED = Price(amount=Fraction(100))
SECOND = date(2026, 1, 2)


def each(per: Any, count: str | None = None, price: Price = HUNDRED, **more: Any) -> PerPointRemedy:
    return PerPointRemedy(price, per, counts=parse(count) if count else None, **more)


def counted(remedy: PerPointRemedy | None, *sheets: Sheet) -> Counted | None:
    agreed = target(remedy=remedy)
    return count_affected(terms(agreed), agreed, sheets)


def derived(day: date, slack: Mapping[str, int], **counts: int) -> Sheet:
    totals = {name: count * MILLION for name, count in counts.items()}
    return Sheet("billing", "", "voice", day, day, 1440, totals, slack=slack)


def card(remedy: PerPointRemedy, *sheets: Sheet, charges: Charges | None = None) -> Scorecard:
    made = terms(target(remedy=remedy), charges=charges)
    return assess(Timeline([made]).labelled("2026-01"), sheets, date(2026, 2, 1))


def test_nothing_is_counted_without_a_price_for_each() -> None:
    assert counted(None, sheet(JANUARY, offered=1)) is None
    assert counted(each("point"), sheet(JANUARY, offered=1)) is None


def test_days_that_miss_the_level_by_themselves() -> None:
    found = counted(
        each("day"),
        sheet(JANUARY, offered=100, abandoned=6),
        sheet(SECOND, offered=100, abandoned=5),
        sheet(date(2026, 1, 3), offered=0, abandoned=0),
    )
    assert found is not None
    assert (found.number, found.could_differ) == (1, False)
    assert found.working[0].inputs == {"days": "2", "level": "<= 5%"}


def test_days_that_a_rounded_rate_may_have_missed() -> None:
    surely = counted(each("day"), derived(JANUARY, {"abandoned": MILLION}, offered=100, abandoned=50))
    perhaps = counted(each("day"), derived(JANUARY, {"abandoned": MILLION}, offered=100, abandoned=5))
    assert surely is not None
    assert perhaps is not None
    assert (surely.could_differ, perhaps.could_differ) == (False, True)


def test_a_number_derived_from_a_rounded_rate_keeps_the_line_provisional() -> None:
    slack = {"abandoned": MILLION}
    found = card(each("unit", "abandoned"), derived(JANUARY, slack, offered=100, abandoned=50))
    assert found.lines[0].line.provisional == ("derived_from_rounded_rate",)
    near = card(each("unit", "abandoned"), derived(JANUARY, slack, offered=100, abandoned=5))
    assert near.lines[0].line.provisional == ("derived_from_rounded_rate",)
    sure = card(each("unit", "abandoned"), sheet(JANUARY, offered=100, abandoned=50))
    assert sure.lines[0].line.provisional == ()


def test_a_number_below_zero_is_nothing() -> None:
    found = counted(each("unit", "abandoned - offered"), sheet(JANUARY, offered=9, abandoned=2))
    assert found is not None
    assert found.number == 0
    assert (
        card(each("unit", "abandoned - offered"), sheet(JANUARY, offered=9, abandoned=2)).money.credits == 0
    )


def test_handled_calls_are_the_answered_ones_unless_stated() -> None:
    found = counted(each("unit", "handled"), sheet(JANUARY, answered=7))
    assert found is not None
    assert found.number == 7


def test_a_number_that_no_report_states_is_not_known() -> None:
    found = card(each("occurrence", "hours_breaches"), sheet(JANUARY, offered=100, abandoned=6))
    assert (found.money.credits, found.is_provisional) == (0, True)
    assert found.lines[0].paid.reason == "count_unknown"
    assert found.lines[0].working[-1].inputs == {"reason": "no figures for hours_breaches"}


def test_what_was_counted_stands_among_the_measures() -> None:
    found = card(
        each("occurrence", "hours_breaches"), sheet(JANUARY, offered=9, abandoned=1, hours_breaches=3)
    )
    assert found.lines[0].line.totals["hours_breaches"].value == 3
    assert found.money.credits == 300_00


def test_a_share_of_unknown_charges_for_each_is_not_known() -> None:
    remedy = each("occurrence", "hours_breaches", Price(share=Fraction(1, 100)))
    sheets = sheet(JANUARY, offered=9, abandoned=1, hours_breaches=3)
    found = card(remedy, sheets, charges=Charges(measure="charges"))
    assert (found.money.credits, found.lines[0].paid.reason) == (0, "charges_unknown")


def test_what_is_counted_must_be_a_measure() -> None:
    with pytest.raises(TermsFault, match="not a known measure") as fault:
        terms(target(remedy=each("unit", "orders")))
    assert fault.value.path == ("targets", 0, "remedy", "count")
