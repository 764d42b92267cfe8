from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.periods import Cadence, Period
from app.sla.quantities import exact
from app.sla.terms import Terms
from app.sla.timeline import Due, NoSuchPeriod, Timeline
from tests.sla.world import JANUARY, terms

FIRST = terms()


def later(day: str, **more: object) -> Terms:
    return terms(effective=date.fromisoformat(day), **more)


def spans(timeline: Timeline, start: date = JANUARY, days: int = 120) -> list[tuple[str, str, str]]:
    found = timeline.between(start, start + timedelta(days))
    return [
        (due.period.label, due.period.start.isoformat(), due.terms.effective.isoformat()) for due in found
    ]


def test_one_version() -> None:
    due = Timeline([FIRST]).labelled("2026-02")
    assert due.period == due.whole == Period(date(2026, 2, 1), date(2026, 3, 1), "2026-02")
    assert due.share_of(exact("250000.005")) == exact("250000.01")  # to the last minor unit
    assert Timeline([FIRST]).starts == JANUARY
    assert Timeline([FIRST]).ends is None


def test_an_amendment_that_splits_makes_stubs() -> None:
    timeline = Timeline([later("2026-01-11", cut="split"), FIRST])
    assert spans(timeline, days=40) == [
        ("2026-01/1", "2026-01-01", "2026-01-01"),
        ("2026-01/2", "2026-01-11", "2026-01-11"),
        ("2026-02", "2026-02-01", "2026-01-11"),
    ]
    stubs = [timeline.labelled(label) for label in ("2026-01/1", "2026-01/2")]
    assert [due.share_of(Fraction(250_000)) for due in stubs] == [exact("80645.16"), exact("169354.84")]
    assert [due.whole.label for due in stubs] == ["2026-01", "2026-01"]


def test_two_amendments_in_one_month_make_three_stubs() -> None:
    timeline = Timeline([FIRST, later("2026-01-11", cut="split"), later("2026-01-21", cut="split")])
    labels = ["2026-01/1", "2026-01/2", "2026-01/3"]
    assert [label for label, _, _ in spans(timeline, days=31)] == labels
    assert sum(timeline.labelled(label).share_of(Fraction(100)) for label in labels) == 100


def test_an_amendment_without_split_waits_for_the_next_period() -> None:
    timeline = Timeline([FIRST, later("2026-02-10")])
    assert spans(timeline, days=80) == [
        ("2026-01", "2026-01-01", "2026-01-01"),
        ("2026-02", "2026-02-01", "2026-01-01"),
        ("2026-03", "2026-03-01", "2026-02-10"),
    ]
    on_the_first = Timeline([FIRST, later("2026-02-01")])
    assert spans(on_the_first, days=40)[1] == ("2026-02", "2026-02-01", "2026-02-01")


def test_a_later_amendment_that_splits_overtakes_one_that_waits() -> None:
    timeline = Timeline([FIRST, later("2026-01-15"), later("2026-01-20", cut="split")])
    assert spans(timeline, days=40) == [
        ("2026-01/1", "2026-01-01", "2026-01-01"),
        ("2026-01/2", "2026-01-20", "2026-01-20"),
        ("2026-02", "2026-02-01", "2026-01-20"),
    ]


def test_where_the_cadence_changes_each_version_keeps_its_own_periods() -> None:
    quarters = later("2026-02-01", period=Cadence("quarter"))
    timeline = Timeline([FIRST, quarters])
    assert spans(timeline) == [
        ("2026-01", "2026-01-01", "2026-01-01"),
        ("2026-Q1", "2026-02-01", "2026-02-01"),
        ("2026-Q2", "2026-04-01", "2026-02-01"),
    ]
    assert timeline.labelled("2026-Q1").share_of(Fraction(900)) == exact("590.00")  # 59 of 90 days
    weeks = Timeline([FIRST, later("2026-01-14", cut="split", period=Cadence("week"))])
    assert spans(weeks, days=25) == [
        ("2026-01", "2026-01-01", "2026-01-01"),
        ("2026-W03", "2026-01-14", "2026-01-14"),
        ("2026-W04", "2026-01-19", "2026-01-14"),
    ]


def test_a_contract_that_starts_and_ends_inside_periods() -> None:
    short = terms(starts=date(2026, 1, 11), effective=date(2026, 1, 11), ends=date(2026, 3, 5))
    timeline = Timeline([short])
    assert spans(timeline, date(2025, 1, 1), 700) == [
        ("2026-01", "2026-01-11", "2026-01-11"),
        ("2026-02", "2026-02-01", "2026-01-11"),
        ("2026-03", "2026-03-01", "2026-01-11"),
    ]
    assert [timeline.labelled(label).share_of(Fraction(3100)) for label in ("2026-01", "2026-03")] == [
        2100,
        400,
    ]
    assert timeline.labelled("2026-03").period.days == 4
    assert timeline.ends == date(2026, 3, 5)


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2026, 7, 1), date.max, date.min])
def test_a_day_outside_the_contract_is_refused(day: date) -> None:
    with pytest.raises(
        NoSuchPeriod, match="outside the contract, which runs from 2026-01-01 until 2026-07-01"
    ):
        Timeline([replace(FIRST, ends=date(2026, 7, 1))]).on(day)


def test_an_open_contract_ends_with_the_calendar_that_we_keep() -> None:
    with pytest.raises(NoSuchPeriod, match=r"runs from 2026-01-01$"):
        Timeline([FIRST]).on(date.max)


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("2025-12", "is not a part of a period|is not a period of this contract"),
        ("2026-W04", "labels look like 2026-04"),
        ("April", "labels look like 2026-04"),
        ("", "labels look like 2026-04"),
        ("2026-01/3", "“2026-01/3” is not a part of a period of this contract"),
        ("2026-01/", "is not a part of a period"),
        ("2026-01", "is not a period of this contract"),
        ("2026-02/1", "is not a part of a period"),
        ("9999-12", "labels look like"),
        ("x" * 500, "“x{40}” is not a period"),
    ],
)
def test_a_label_of_no_period_is_refused(label: str, message: str) -> None:
    timeline = Timeline([FIRST, later("2026-01-11", cut="split")])
    with pytest.raises(NoSuchPeriod, match=message):
        timeline.labelled(label)


def test_no_terms_no_periods() -> None:
    with pytest.raises(NoSuchPeriod, match="no terms yet"):
        Timeline([])


def test_a_due_period_by_itself_is_whole() -> None:
    january = Cadence().containing(JANUARY)
    assert Due(january, january, FIRST).share_of(Fraction(7)) == 7


AMENDMENTS = st.lists(
    st.builds(
        lambda days, cut, cadence: terms(effective=JANUARY + timedelta(days), cut=cut, period=cadence),
        st.integers(1, 300),
        st.sampled_from(("", "split")),
        st.sampled_from((Cadence(), Cadence("quarter"), Cadence("week"), Cadence("month", 16))),
    ),
    max_size=4,
)


@given(AMENDMENTS, st.sampled_from((Cadence(), Cadence("month", 16), Cadence("year"))))
def test_every_day_lies_in_one_period_whose_label_leads_back_to_it(
    later: list[Terms], cadence: Cadence
) -> None:
    timeline = Timeline([terms(period=cadence), *later])
    found = list(timeline.between(JANUARY, JANUARY + timedelta(400)))
    assert found[0].period.start == JANUARY
    assert all(one.period.end == next_.period.start for one, next_ in pairwise(found))
    labels = [due.period.label for due in found]
    assert len(set(labels)) == len(labels)
    assert [timeline.labelled(label) for label in labels] == found
    assert all(timeline.on(due.period.last_day) == due for due in found)


@given(AMENDMENTS, st.integers(0, 10**9))
def test_the_charges_of_all_parts_add_up_to_the_whole(later: list[Terms], cents: int) -> None:
    amount = Fraction(cents, 100)
    timeline = Timeline([terms(), *(replace(version, period=Cadence()) for version in later)])
    by_month: dict[str, Fraction] = {}
    for due in timeline.between(JANUARY, date(2026, 12, 31)):
        by_month[due.whole.label] = by_month.get(due.whole.label, Fraction(0)) + due.share_of(amount)
    assert set(by_month.values()) == {amount}
