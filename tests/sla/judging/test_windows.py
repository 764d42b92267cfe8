from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.agreed.levels import read_level
from app.sla.agreed.targets import Target, unjudged_target
from app.sla.beside import NOTHING_BESIDE, Beside
from app.sla.history import History, Past
from app.sla.judging.in_order import assess_in_order
from app.sla.judging.own_windows import Lefts, Windowed, judge_windows, price_windows
from app.sla.judging.reach import reach
from app.sla.judging.windows import charges_of, days_read, why_not_due, windows
from app.sla.metrics import agree
from app.sla.periods import Cadence, Every, Period
from app.sla.remedies.bands import Band, BandsRemedy
from app.sla.remedies.points import PointsBand, PointsRemedy, PointsStep, PointsTable
from app.sla.remedies.pool import PoolRemedy
from app.sla.remedies.prices import Price
from app.sla.scorecard import Scorecard
from app.sla.sheets import Sheet
from app.sla.terms import Terms
from app.sla.timeline import Due, Timeline
from tests.sla.world import JANUARY, priced, sheet, target, terms

POOL = PoolRemedy("pool", Fraction(1))
WEEKLY = target("<= 5%", measured="week")


def due_of(made: Terms, label: str) -> Due:
    return Timeline([made]).labelled(label)


def spans(made: Terms, label: str) -> list[tuple[str, date, date]]:
    due = due_of(made, label)
    return [(one.label, one.start, one.end) for one in windows(due, made.targets[0])]


def card_of(made: Terms, label: str, *sheets: Sheet, today: date = date(2027, 1, 1)) -> Scorecard:
    timeline = Timeline([made])
    (card,) = assess_in_order(timeline, [timeline.labelled(label)], lambda _: sheets, today)
    return card


def test_a_target_without_a_window_of_its_own_has_the_period_and_its_stubs() -> None:
    monthly = terms(target(measured="month"))
    assert spans(monthly, "2026-02") == [("2026-02", date(2026, 2, 1), date(2026, 3, 1))]
    amended = replace(monthly, effective=date(2026, 2, 11), cut="split")
    due = Timeline([monthly, amended]).labelled("2026-02/1")
    assert [one.label for one in windows(due, monthly.targets[0])] == ["2026-02/1"]


def test_weeks_belong_to_the_month_in_which_they_end() -> None:
    assert [label for label, _, _ in spans(terms(WEEKLY), "2026-01")] == [
        "2026-W01",
        "2026-W02",
        "2026-W03",
        "2026-W04",
    ]
    february = spans(terms(WEEKLY), "2026-02")
    assert february[0] == ("2026-W05", date(2026, 1, 26), date(2026, 2, 2))
    assert len(february) == 4


def test_a_window_is_cut_where_the_contract_begins_and_ends() -> None:
    assert spans(terms(WEEKLY), "2026-01")[0] == ("2026-W01", JANUARY, date(2026, 1, 5))
    ending = terms(target(measured="quarter"), ends=date(2026, 2, 15))
    assert spans(ending, "2026-02") == [("2026-Q1", JANUARY, date(2026, 2, 15))]
    assert spans(ending, "2026-01") == []


def test_what_is_not_due_names_the_window_that_runs() -> None:
    made = terms(target(measured="year"))
    due = due_of(made, "2026-03")
    assert why_not_due(due, made.targets[0]) == "not due in this period: 2026 ends on 2026-12-31"
    line = judge_windows(due, made.targets[0], Lefts(due, [], NOTHING_BESIDE), due.period.end).line
    assert (line.verdict, line.provisional, line.is_judged) == ("no_data", (), False)


@given(st.sampled_from(["day", "week", "month", "quarter", "year"]), st.sampled_from(["month", "quarter"]))
def test_over_a_year_every_window_is_judged_exactly_once(measured: Every, every: Every) -> None:
    made = terms(target(measured=measured), period=Cadence(every), ends=date(2027, 1, 1))
    dues = list(Timeline([made]).between(JANUARY, date(2027, 1, 1)))
    found = [one for due in dues for one in windows(due, made.targets[0])]
    assert found[0].start == JANUARY
    assert found[-1].end == date(2027, 1, 1)
    if Cadence(measured).nests_in(Cadence(every)) or Cadence(every).nests_in(Cadence(measured)):
        assert all(before.end == after.start for before, after in pairwise(found))


def test_the_reach_of_a_period_begins_with_its_windows_and_procedures() -> None:
    made = terms(target(measured="quarter"))
    assert reach(due_of(made, "2026-03")).start == JANUARY
    assert reach(due_of(made, "2026-02")).start == date(2026, 2, 1)
    stable = terms(target("<= 5%", agree("cost_stability", None, {"periods": "2"}), measured="quarter"))
    assert days_read(due_of(stable, "2026-06"), stable.targets[0]).start == JANUARY


PAST = [Past("2026-01", "2026-01", JANUARY, date(2026, 2, 1), Fraction(3100))]


def test_charges_of_a_window_are_its_days_part_of_each_period() -> None:
    due = due_of(terms(WEEKLY), "2026-02")
    week = Period(date(2026, 1, 26), date(2026, 2, 2), "2026-W05")
    assert charges_of(due, week, Fraction(2800), History(tuple(PAST))) == 600 + 100
    assert charges_of(due, week, None, History(tuple(PAST))) is None
    unknown = History((replace(PAST[0], charges=None),))
    assert charges_of(due, week, Fraction(2800), unknown) is None
    later = Period(date(2026, 2, 2), date(2026, 2, 9), "2026-W06")
    assert charges_of(due, later, Fraction(2800), unknown) == 700


def test_a_quarter_costs_a_share_of_its_three_months() -> None:
    made = priced(target(measured="quarter", remedy=POOL))
    assert made.looks_back
    missed = sheet(date(2026, 2, 10), offered=100, abandoned=50)
    assert card_of(made, "2026-01", missed).money.credits == 0
    assert card_of(made, "2026-03", missed).money.credits == 30_000_00


@pytest.mark.parametrize(
    ("measured", "looks_back"), [("day", False), ("week", True), ("month", False), ("quarter", True)]
)
def test_only_windows_that_straddle_ask_for_earlier_charges(measured: Every, looks_back: bool) -> None:
    assert priced(target(measured=measured, remedy=POOL)).looks_back is looks_back
    assert not priced(target(measured=measured)).looks_back
    assert not terms(target(measured=measured)).looks_back


BANDS = BandsRemedy(
    (
        Band(read_level("> 5%", "ratio"), Fraction(500)),
        Band(read_level("<= 5%", "ratio"), Fraction(0), Fraction(20)),
    )
)


def weeks(*abandoned: int) -> list[Sheet]:
    """A sheet of 100 calls in each of the weeks that end in February."""
    return [
        sheet(date(2026, 1, 28) + timedelta(7 * n), offered=100, abandoned=a) for n, a in enumerate(abandoned)
    ]


def test_each_week_is_paid_by_itself_and_achieves_its_part_of_the_weight() -> None:
    card = card_of(terms(replace(WEEKLY, remedy=BANDS)), "2026-02", *weeks(3, 9, 7, 4))
    (judged,) = card.lines
    assert (judged.line.verdict, judged.line.value, judged.line.achieved) == (
        "below_minimum",
        Fraction(9, 100),
        Fraction(1, 2),
    )
    assert (judged.exact_credit, judged.exact_bonus) == (1000, 40)
    assert [step.result for step in judged.working if step.rule == "window"] == [
        "met",
        "below_minimum",
        "below_minimum",
        "met",
    ]
    assert card.score.value == Fraction(1, 2)


def test_weeks_without_figures_leave_the_weight_to_the_others() -> None:
    (judged,) = card_of(terms(WEEKLY), "2026-02", *weeks(3)).lines
    assert (judged.line.verdict, judged.line.achieved) == ("met", 1)
    (nothing,) = card_of(terms(WEEKLY), "2026-02").lines
    assert (nothing.line.verdict, nothing.line.achieved) == ("no_data", 0)
    assert nothing.line.coverage.expected == 28 * 2
    assert len(nothing.line.coverage.missing) == 28 * 2


def test_a_running_week_is_provisional() -> None:
    (judged,) = card_of(terms(WEEKLY), "2026-02", *weeks(3), today=date(2026, 2, 3)).lines
    assert judged.line.provisional == ("period_running",)


def test_a_week_that_begins_in_ramp_up_costs_nothing_beside_those_that_do_not() -> None:
    ramped = terms(replace(WEEKLY, remedy=BANDS), credits_from=date(2026, 2, 9))
    (judged,) = card_of(ramped, "2026-02", *weeks(9, 9, 9, 9)).lines
    assert judged.exact_credit == 1000
    later = replace(ramped, credits_from=date(2026, 3, 1))
    (nothing,) = card_of(later, "2026-02", *weeks(9, 9, 9, 9)).lines
    assert (nothing.exact_credit, nothing.paid.reason) == (0, "ramp_up")


def test_points_of_weeks_add_up() -> None:
    points = PointsRemedy(
        (
            PointsBand(read_level("> 5%", "ratio"), Fraction(3)),
            PointsBand(read_level("<= 5%", "ratio"), Fraction(0)),
        )
    )
    table = PointsTable((PointsStep(Fraction(0), Price(amount=Fraction(0))),))
    made = terms(replace(WEEKLY, remedy=points), points=table)
    (judged,) = card_of(made, "2026-02", *weeks(9, 9, 1, 1)).lines
    assert judged.paid.points == 6


def test_charges_that_are_unknown_leave_the_price_of_every_week_open() -> None:
    made = priced(replace(WEEKLY, remedy=POOL))
    due = due_of(made, "2026-02")
    found = judge_windows(due, made.targets[0], Lefts(due, weeks(9), Beside()), date(2027, 1, 1))
    part = price_windows(due, found, None, History())
    assert (part.priced.unknown, part.priced.charges) == ("charges_unknown", None)


@given(st.lists(st.integers(0, 100), min_size=4, max_size=4))
def test_a_month_of_weeks_costs_what_its_weeks_cost(abandoned: list[int]) -> None:
    (judged,) = card_of(terms(replace(WEEKLY, remedy=BANDS)), "2026-02", *weeks(*abandoned)).lines
    missed = sum(a > 5 for a in abandoned)
    assert (judged.exact_credit, judged.exact_bonus) == (500 * missed, 20 * (4 - missed))
    assert judged.line.achieved == Fraction(4 - missed, 4)


def test_a_look_ahead_is_open_until_its_days_have_passed() -> None:
    made = terms(target(look_ahead=7))
    kept = sheet(JANUARY, offered=100, abandoned=1)
    reasons = [
        card_of(made, "2026-01", kept, today=day).lines[0].line.provisional
        for day in (date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 7), date(2026, 2, 8))
    ]
    assert reasons == [("period_running",), ("look_ahead",), ("look_ahead",), ()]


def test_what_nobody_can_reckon_is_kept_and_has_no_part_in_the_score() -> None:
    rule: Target = unjudged_target("odd", "Schedule 2", "", "the margin is not stated")
    assert (rule.expected_text, rule.minimum_text) == ("", "")
    card = card_of(terms(rule, target()), "2026-01", sheet(JANUARY, offered=100, abandoned=1))
    line = card.lines[0].line
    assert (line.verdict, line.reason, line.provisional) == ("no_data", "the margin is not stated", ())
    assert (card.score.value, card.score.whole, card.money.credits) == (1, 1, 0)


def test_windowed_prices_nothing_where_nothing_is_judged() -> None:
    made = priced(target(measured="quarter", remedy=POOL))
    due = due_of(made, "2026-01")
    found = judge_windows(due, made.targets[0], Lefts(due, [], Beside()), date(2027, 1, 1))
    assert found == Windowed(found.line, ())
    assert price_windows(due, found, Fraction(1), History()).priced.credit == 0


def test_targets_of_one_span_share_what_is_left_out_of_it() -> None:
    forecast = target("<= 20%", agree("forecast_error", None, {"grain": "day"}), id="forecast")
    kept = sheet(JANUARY, offered=110, abandoned=1, forecast_offered=100)
    first, second = card_of(terms(target(), forecast), "2026-01", kept).lines
    assert (first.line.value, second.line.value) == (Fraction(1, 110), Fraction(10, 110))


def test_nothing_is_judged_over_windows_of_which_none_has_ended() -> None:
    made = terms(target(measured="year", look_ahead=7))
    assert card_of(made, "2026-02").lines[0].line.provisional == ()
