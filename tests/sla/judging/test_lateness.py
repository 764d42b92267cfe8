from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.agreed.conditions import LateRemedy
from app.sla.agreed.late_target import LATE
from app.sla.agreed.targets import Reports, TermsFault
from app.sla.beside import NOTHING_BESIDE, Beside
from app.sla.calendars import DueIn
from app.sla.judge import Line
from app.sla.judging.lateness import NOT_COME, judge_lateness
from app.sla.remedies.prices import Price
from app.sla.scorecard import assess
from app.sla.terms import Terms
from app.sla.timeline import Timeline
from tests.sla.world import JANUARY, priced, sheet, target, terms

DUE = date(2026, 2, 13)  # a Friday
EACH = LateRemedy(Price(amount=Fraction(500)))


def agreed(late: LateRemedy | None = EACH, **more: object) -> Terms:
    return priced(reports=Reports(due=DueIn(10), late=late), **more)


def judged(late: LateRemedy, arrived: date | None, today: date = date(2026, 6, 1)) -> Line:
    due = Timeline([agreed(late)]).on(JANUARY)
    (found,) = judge_lateness(due, Beside(arrived=arrived), today)
    return found.line


@pytest.mark.parametrize(("per", "days"), [("day", 5), ("business_day", 3), ("report", 1)])
def test_lateness_counts_in_days_business_days_or_once(per: str, days: int) -> None:
    late = replace(EACH, per=per)  # type: ignore[arg-type]
    assert judged(late, date(2026, 2, 18)).value == days
    assert judged(late, DUE).value == 0
    assert judged(late, JANUARY).verdict == "met"


def test_what_nobody_knows_is_no_data() -> None:
    line = judged(EACH, None)
    assert (line.verdict, line.reason, line.provisional) == ("no_data", NOT_COME, ())
    assert judged(EACH, None, DUE).provisional == ("report_not_due",)
    assert judged(EACH, JANUARY, JANUARY).provisional == ("period_running",)


def test_a_late_report_costs_and_has_no_weight() -> None:
    due = Timeline([agreed(replace(EACH, cap=Price(amount=Fraction(700))))]).on(JANUARY)
    counts = [sheet(JANUARY, offered=100, abandoned=0)]
    card = assess(due, counts, date(2026, 6, 1), beside=Beside(arrived=DUE + timedelta(3)))
    _, late = card.lines
    assert (late.line.target.id, late.credit) == (LATE, 700_00)
    assert late.exact_credit == 700
    assert late.line.value == 3
    assert card.score.whole == 1
    assert card.money.credits == card.raw_money.credits == 700_00


def test_terms_that_say_nothing_have_no_such_line() -> None:
    assert judge_lateness(Timeline([terms()]).on(JANUARY), NOTHING_BESIDE, JANUARY) == ()
    assert [one.id for one in terms().judged] == ["t"]
    assert [one.id for one in agreed().judged] == ["t", LATE]


@pytest.mark.parametrize(
    ("late", "more", "fault"),
    [
        (LateRemedy(Price(share=Fraction(2))), {}, "at most 100%"),
        (LateRemedy(Price(amount=Fraction(1)), cap=Price(share=Fraction(2))), {}, "at most 100%"),
        (EACH, {"targets": (target(id=LATE),)}, "is the line of a late report"),
    ],
)
def test_late_remedies_that_contradict_themselves_are_refused(
    late: LateRemedy, more: dict[str, object], fault: str
) -> None:
    with pytest.raises(TermsFault, match=fault):
        agreed(late, **more)


@given(st.integers(0, 60), st.sampled_from(("day", "business_day", "report")))
def test_a_day_later_never_costs_less(after: int, per: str) -> None:
    late = replace(EACH, per=per)  # type: ignore[arg-type]
    now, later = (judged(late, DUE + timedelta(n)).value for n in (after, after + 1))
    assert now is not None
    assert later is not None
    assert now <= later
