"""A queue of half-hours: 2 offered and 1 abandoned in each of the 48 of a day."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.beside import NOTHING_BESIDE, Beside, CalendarYear
from app.sla.calendars import Holidays, ServiceHours
from app.sla.hours import Weekly
from app.sla.judge import NOTHING_LEFT, Line, judge
from app.sla.leaving_out.leave_out import leave_out, nothing_left_out
from app.sla.periods import Cadence, Period
from app.sla.remedies.pool import PoolRemedy
from app.sla.scorecard import assess
from app.sla.sheets import Sheet
from app.sla.terms import Queue
from app.sla.timeline import Timeline
from tests.sla.leaving_out.world import (
    CLOSED_ON_MONDAY,
    MONDAY,
    MONTH,
    OFFICE,
    agreed,
    half_hours,
    judged,
    one_queue,
)
from tests.sla.world import JANUARY, months, priced, sheet, target, terms

CALLS = {"offered": 2, "abandoned": 1}
SATURDAY = MONDAY + timedelta(5)
DAY_ROW = sheet(MONDAY, "calls", offered=100, abandoned=3)
MORNING = ("2026-01-05T01:00", "2026-01-05T03:00")  # 09:00 to 11:00 in Shanghai
WHOLE_MONDAY = ("2026-01-04T16:00", "2026-01-05T16:00")


def test_only_half_hours_within_service_hours_count() -> None:
    line = judged(one_queue(service_hours=OFFICE), half_hours(MONDAY, **CALLS))
    assert line.totals["offered"].value == 48
    assert line.denominator == 48
    (outside,) = line.left_out
    assert outside.kind == "outside_service_hours"
    assert outside.measures == {"offered": 48, "abandoned": 24}
    assert (outside.start, outside.end) == ("2026-01-05", "2026-01-05")


def test_a_row_of_a_day_partly_inside_stays_whole() -> None:
    line = judged(one_queue(service_hours=OFFICE), DAY_ROW)
    assert line.totals["offered"].value == 100
    assert line.left_out == ()


def test_days_without_service_are_left_out_and_not_expected() -> None:
    line = judged(
        one_queue(service_hours=OFFICE), DAY_ROW, replace(DAY_ROW, first_day=SATURDAY, last_day=SATURDAY)
    )
    assert line.totals["offered"].value == 100
    assert line.coverage.expected == 22
    assert all(day.weekday() < 5 for _, day in line.coverage.missing)


def test_a_row_of_a_week_with_any_service_stays() -> None:
    week = sheet(MONDAY, "calls", 7, offered=100, abandoned=3)
    assert judged(one_queue(service_hours=OFFICE), week).totals["offered"].value == 100


def test_holidays_are_listed_each_by_itself() -> None:
    line = judged(
        one_queue(service_hours=CLOSED_ON_MONDAY),
        half_hours(MONDAY, **CALLS),
        half_hours(MONDAY + timedelta(1), **CALLS),
    )
    holiday, outside = line.left_out
    assert (holiday.kind, holiday.start) == ("holiday", "2026-01-05")
    assert (outside.kind, outside.start) == ("outside_service_hours", "2026-01-06")
    assert [one.measures["offered"] for one in line.left_out] == [96, 48]
    assert line.coverage.expected == 21


def test_holidays_of_the_calendar_count_where_the_terms_name_a_country() -> None:
    made = one_queue(service_hours=ServiceHours(OFFICE.weekly, Holidays("CN")))
    year = CalendarYear(2026, frozenset({MONDAY}), frozenset({SATURDAY}), "confirmed")
    line = judge(made, made.targets[0], MONTH, [DAY_ROW], MONTH.end, Beside(calendar=(year,)))
    assert line.verdict == "no_data"
    assert line.coverage.expected == 22  # the Monday less, the Saturday more


def test_an_agreed_exclusion_takes_its_half_hours_out() -> None:
    line = judged(one_queue(), half_hours(MONDAY, **CALLS), exclusions=(agreed(*MORNING),))
    assert line.totals["offered"].value == 88
    (outage,) = line.left_out
    assert (outage.name, outage.reason, outage.client) == ("outage", "power cut", "somebody")
    assert (outage.start, outage.end) == ("2026-01-05T09:00+08:00", "2026-01-05T11:00+08:00")
    assert outage.measures == {"offered": 8, "abandoned": 4}


@pytest.mark.parametrize("missing", ["client", "provider"])
def test_one_that_only_one_party_wants_is_shown_and_changes_nothing(missing: str) -> None:
    line = judged(one_queue(), half_hours(MONDAY, **CALLS), exclusions=(agreed(*MORNING, **{missing: None}),))
    assert line.totals["offered"].value == 96
    (proposed,) = line.left_out
    assert not proposed.is_applied


def test_a_row_of_a_day_partly_inside_is_dropped_only_where_both_said_whole_days() -> None:
    assert judged(one_queue(), DAY_ROW, exclusions=(agreed(*MORNING),)).totals["offered"].value == 100
    line = judged(one_queue(), DAY_ROW, exclusions=(agreed(*MORNING, whole_days=True),))
    assert (line.verdict, line.coverage.expected) == ("no_data", 30)


def test_a_row_of_a_day_wholly_inside_is_left_out() -> None:
    line = judged(
        one_queue(), DAY_ROW, sheet(JANUARY, "calls", offered=10), exclusions=(agreed(*WHOLE_MONDAY),)
    )
    assert line.totals["offered"].value == 10
    assert line.coverage.expected == 30


def test_a_row_of_a_day_is_inside_when_all_its_service_is() -> None:
    service = ("2026-01-05T00:00", "2026-01-05T12:00")  # 08:00 to 20:00 in Shanghai
    line = judged(one_queue(service_hours=OFFICE), DAY_ROW, exclusions=(agreed(*service),))
    assert line.coverage.expected == 21
    assert "offered" not in line.totals


def test_a_row_of_a_month_stays_beside_whole_days() -> None:
    month = sheet(JANUARY, "calls", 31, offered=100, abandoned=3)
    excluded = agreed(*MORNING, whole_days=True)
    assert judged(one_queue(), month, exclusions=(excluded,)).totals["offered"].value == 100


@pytest.mark.parametrize(
    ("scope", "offered"),
    [
        ({"queues": ("other",)}, 96),
        ({"channels": ("chat",)}, 96),
        ({"queues": ("calls",), "channels": ("voice",)}, 88),
    ],
)
def test_an_exclusion_is_of_its_queues_and_channels(scope: dict[str, tuple[str, ...]], offered: int) -> None:
    line = judged(one_queue(), half_hours(MONDAY, **CALLS), exclusions=(agreed(*MORNING, **scope),))
    assert line.totals["offered"].value == offered


@pytest.mark.parametrize(
    ("channels", "of_target", "expected"),
    [
        (("chat",), (), 31),
        (("chat",), ("chat",), 30),
        (("chat",), ("chat", "voice"), 31),
        ((), ("chat",), 30),
    ],
)
def test_a_day_is_not_expected_only_where_all_channels_of_the_target_are_excluded(
    channels: tuple[str, ...], of_target: tuple[str, ...], expected: int
) -> None:
    made = one_queue(targets=(target(channels=of_target),))
    line = judged(made, exclusions=(agreed(*WHOLE_MONDAY, channels=channels),))
    assert line.coverage.expected == expected


def test_a_period_of_which_nothing_is_left_is_excluded() -> None:
    january = agreed("2025-12-31T16:00", "2026-01-31T16:00")
    for sheets in ([], [half_hours(MONDAY, **CALLS)]):
        line = judged(one_queue(), *sheets, exclusions=(january,))
        assert (line.verdict, line.reason, line.is_judged) == ("excluded", NOTHING_LEFT, False)


def test_a_day_whose_reported_half_hours_are_all_excluded_leaves_nothing() -> None:
    day = Cadence("day").containing(MONDAY)
    morning = replace(
        half_hours(MONDAY, **CALLS),
        intervals={
            "offered": (None,) * 18 + (2,) * 4 + (None,) * 26,
            "abandoned": (None,) * 18 + (1,) * 4 + (None,) * 26,
        },
    )
    line = judged(one_queue(), morning, exclusions=(agreed(*MORNING),), period=day)
    assert line.verdict == "excluded"
    line = judged(one_queue(), morning, exclusions=(agreed(*MORNING),))
    assert (line.verdict, len(line.coverage.missing)) == ("no_data", 30)


def test_an_exclusion_of_another_month_is_nothing_to_this_one() -> None:
    line = judged(one_queue(), exclusions=(agreed("2026-02-05T01:00", "2026-02-06T01:00"),))
    assert (line.verdict, line.left_out) == ("no_data", ())


def test_raw_and_adjusted_stand_side_by_side_with_value_verdict_and_credit() -> None:
    remedy = PoolRemedy("pool", Fraction(1))
    made = replace(priced(target("<= 5%", remedy=remedy)), queues=(Queue("calls", "calls"),))
    intervals = {"offered": (2,) * 48, "abandoned": (0,) * 18 + (2,) * 4 + (0,) * 26}
    outage = replace(half_hours(MONDAY), totals={"offered": 96, "abandoned": 8}, intervals=intervals)
    due = Timeline([made]).on(JANUARY)
    card = assess(due, [outage], MONTH.end, beside=Beside(exclusions=(agreed(*MORNING),)))
    (judged,) = card.lines
    assert (judged.raw.verdict, judged.line.verdict) == ("below_minimum", "met")
    assert judged.raw.value == Fraction(8, 96)
    assert judged.line.value == 0
    assert (judged.raw_paid.credit, judged.credit) == (10_000_00, 0)
    assert (card.raw_money.credits, card.money.credits) == (10_000_00, 0)


@given(months())
def test_raw_equals_adjusted_where_nothing_is_left_out(sheets: list[Sheet]) -> None:
    due = Timeline([terms()]).on(JANUARY)
    card = assess(due, sheets, MONTH.end)
    assert card.money == card.raw_money
    assert all(judged.line == judged.raw for judged in card.lines)


@given(months())
def test_leaving_nothing_out_changes_nothing(sheets: list[Sheet]) -> None:
    always = ServiceHours(Weekly.read({"mon-sun": "00:00-24:00"}))
    made = terms(service_hours=always)
    elsewhere = agreed(*MORNING, queues=("other",), whole_days=True)
    plain = judge(terms(), made.targets[0], MONTH, sheets, MONTH.end)
    line = judge(made, made.targets[0], MONTH, sheets, MONTH.end, Beside(exclusions=(elsewhere,)))
    assert replace(line, left_out=()) == plain


@given(st.lists(st.integers(0, 9), min_size=48, max_size=48), st.integers(0, 47), st.integers(1, 10))
def test_what_is_left_and_what_is_left_out_are_what_was_reported(
    counts: list[int], first: int, hours: int
) -> None:
    day = replace(
        half_hours(MONDAY, offered=1), totals={"offered": sum(counts)}, intervals={"offered": tuple(counts)}
    )
    start = agreed("2026-01-04T16:00", "2026-01-05T16:00").start + timedelta(minutes=30 * first)
    exclusion = replace(agreed(*MORNING), start=start, end=start + timedelta(hours=hours))
    left = leave_out(one_queue(service_hours=OFFICE), [day], Beside(exclusions=(exclusion,)), MONTH)
    parts = [*left.sheets, *(part for _, sheets in left.removed for part in sheets)]
    assert sum(part.totals["offered"] for part in parts) == sum(counts)


def test_raw_sheets_are_all_sheets() -> None:
    sheets = [half_hours(MONDAY, **CALLS)]
    left = nothing_left_out(one_queue(service_hours=OFFICE), sheets, NOTHING_BESIDE)
    assert left.sheets == sheets
    assert not left.takes_away


@given(months(), st.integers(1, 30))
def test_two_parts_of_a_month_hold_and_leave_out_what_the_month_does(sheets: list[Sheet], cut: int) -> None:
    made = terms(service_hours=OFFICE)
    middle = JANUARY + timedelta(cut)
    spans = [MONTH, Period(JANUARY, middle, "1"), Period(middle, MONTH.end, "2")]
    whole, *parts = [judge(made, made.targets[0], span, sheets, MONTH.end) for span in spans]
    for name in ("offered", "abandoned"):
        assert held(whole, name) == sum(held(part, name) for part in parts)
        assert gone(whole, name) == sum(gone(part, name) for part in parts)
    assert whole.coverage.expected == sum(part.coverage.expected for part in parts)


def held(line: Line, name: str) -> Fraction:
    return line.totals[name].value if name in line.totals else Fraction(0)


def gone(line: Line, name: str) -> Fraction:
    return sum((one.measures.get(name, Fraction(0)) for one in line.left_out), Fraction(0))


@given(months(), st.randoms(use_true_random=False))
def test_the_order_of_sheets_does_not_matter_to_what_is_left_out(sheets: list[Sheet], random: Random) -> None:
    due = Timeline([terms(service_hours=OFFICE)]).on(JANUARY)
    shuffled = sorted(sheets, key=lambda _: random.random())
    assert assess(due, sheets, MONTH.end).lines == assess(due, shuffled, MONTH.end).lines
