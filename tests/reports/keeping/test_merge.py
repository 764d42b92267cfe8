"""Merging: what is stated replaces, the rest lives on, each measure adds up in its own way; overlaps."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.keeping.merge import Known, merge, overlaps, reports_of, says_the_same
from app.sla.measures import measure
from app.sla.sheets import Sheet

FIRST = date(2026, 1, 1)
DAY = 1440


def sheet(
    totals: dict[str, int],
    intervals: dict[str, tuple[int | None, ...]] | None = None,
    *,
    slack: dict[str, int] | None = None,
    first: date = FIRST,
    days: int = 1,
    grain: int | None = None,
    queue: str = "billing",
) -> Sheet:
    last = first + timedelta(days=days - 1)
    grain = grain or (360 if intervals else DAY * days)
    return Sheet(queue, "", "voice", first, last, grain, totals, intervals or {}, slack or {})


def known(one: Sheet, report: str = "r1") -> Known:
    return merge(one, None, report, measure)


def test_a_new_sheet_is_known_as_it_was_stated() -> None:
    found = known(sheet({"offered": 5}, slack={"offered": 1}))
    assert found.sources == {"offered": {"report": "r1", "grain": DAY, "slack": 1}}
    assert reports_of([found]) == {"r1"}


def test_measures_that_are_not_stated_again_keep_their_source() -> None:
    merged = merge(sheet({"surveys_sent": 9}), known(sheet({"offered": 5, "answered": 4})), "r2", measure)
    assert merged.sheet.totals == {"offered": 5, "answered": 4, "surveys_sent": 9}
    assert {name: source["report"] for name, source in merged.sources.items()} == {
        "offered": "r1",
        "answered": "r1",
        "surveys_sent": "r2",
    }


@pytest.mark.parametrize(
    ("name", "total"),
    [("offered", 30 + 20 + 5 + 40), ("longest_wait_seconds", 40), ("headcount", 24)],
)
def test_a_part_of_a_day_is_added_up_in_the_way_of_its_measure(name: str, total: int) -> None:
    """Sums add, a maximum is the largest, a mean by day that of its intervals (95 / 4, half-even)."""
    old = known(sheet({name: 0}, {name: (10, 20, 30, 40)}))
    part = sheet({name: 35}, {name: (30, None, 5, None)})
    merged = merge(part, old, "r2", measure)
    assert merged.sheet.intervals[name] == (30, 20, 5, 40)
    assert merged.sheet.totals[name] == total
    assert merged.sources[name]["also"] == ["r1"]
    assert reports_of([merged]) == {"r1", "r2"}


def test_a_whole_day_restated_forgets_the_report_before() -> None:
    old = merge(
        sheet({"offered": 30}, {"offered": (30, None)}),
        known(sheet({"offered": 3}, {"offered": (1, 2)})),
        "r2",
        measure,
    )
    assert old.sources["offered"]["also"] == ["r1"]
    merged = merge(sheet({"offered": 9}, {"offered": (4, 5)}), old, "r3", measure)
    assert (merged.sheet.totals["offered"], merged.sources["offered"]) == (9, {"report": "r3", "grain": 360})


def test_room_for_rounding_adds_up_where_parts_stand_side_by_side() -> None:
    old = known(sheet({"offered": 3}, {"offered": (1, 2)}, slack={"offered": 7}))
    part = merge(sheet({"offered": 5}, {"offered": (5, None)}, slack={"offered": 2}), old, "r2", measure)
    assert part.sheet.slack == {"offered": 9}
    whole = merge(sheet({"offered": 5}, {"offered": (5, 6)}), part, "r3", measure)
    assert whole.sheet.slack == {}


def test_the_same_figures_say_the_same_whoever_states_them() -> None:
    one, other = sheet({"offered": 5}), sheet({"offered": 5})
    assert says_the_same(one, other)
    assert not says_the_same(one, sheet({"offered": 6}))
    assert not says_the_same(one, sheet({"offered": 5}, slack={"offered": 1}))


def grains(stated: list[Sheet], kept: list[Sheet]) -> list[tuple[date, str, date, int]]:
    found = overlaps(stated, [known(one) for one in kept])
    return [(one.sheet.first_day, one.measure, one.known.first_day, one.known_grain) for one in found]


def test_a_month_over_its_days_overlaps_with_each_of_them_once() -> None:
    days = [sheet({"offered": 1}, first=FIRST + timedelta(days=n)) for n in range(3)]
    month = sheet({"offered": 9, "leavers": 1}, days=31)
    assert grains([month], days) == [(FIRST, "offered", day.first_day, DAY) for day in days]
    assert grains(days, [month]) == [(day.first_day, "offered", FIRST, 31 * DAY) for day in days]
    assert grains([month], [month]) == []


def test_other_measures_queues_and_days_do_not_overlap() -> None:
    day = sheet({"offered": 1})
    assert grains([sheet({"leavers": 1}, days=31)], [day]) == []
    assert grains([sheet({"offered": 1}, days=31, queue="other")], [day]) == []
    assert grains([sheet({"offered": 1}, first=FIRST + timedelta(days=1), days=7)], [day]) == []
    assert grains([sheet({"offered": 3}, {"offered": (1, 2)})], [day]) == [(FIRST, "offered", FIRST, DAY)]
    assert (
        grains(
            [sheet({"offered": 3}, {"offered": (1, 2)}, grain=30)],
            [sheet({"offered": 3}, {"offered": (1,)}, grain=60)],
        )
        != []
    )


def test_two_weeks_that_begin_on_other_days_overlap() -> None:
    week, shifted = (
        sheet({"offered": 7}, days=7),
        sheet({"offered": 7}, first=FIRST + timedelta(days=3), days=7),
    )
    assert grains([shifted], [week]) == [(shifted.first_day, "offered", FIRST, 7 * DAY)]


cells = st.lists(st.one_of(st.none(), st.integers(0, 50)), min_size=3, max_size=3).filter(any)


@given(st.lists(cells, min_size=1, max_size=6))
def test_the_newest_statement_of_each_interval_stands(statements: list[list[int | None]]) -> None:
    """A cell is what was stated last; the total is the sum of the cells, in whatever order they came."""
    expected: list[int | None] = [None, None, None]
    found: Any = None
    for number, values in enumerate(statements):
        stated = sheet({"offered": sum(value or 0 for value in values)}, {"offered": tuple(values)})
        found = merge(stated, found, f"r{number}", measure)
        expected = [old if new is None else new for new, old in zip(values, expected, strict=True)]
    assert found.sheet.intervals["offered"] == tuple(expected)
    assert found.sheet.totals["offered"] == sum(value or 0 for value in expected)
