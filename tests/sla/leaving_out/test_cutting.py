from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.sla.leaving_out.cutting import cut
from app.sla.measures import measure
from app.sla.sheets import Sheet

DAY = date(2026, 1, 5)


def sheet() -> Sheet:
    intervals = {
        "offered": (1, 2, 4, 8),
        "longest_wait_seconds": (5, None, 9, 3),
        "headcount": (10, 20, None, 40),
    }
    totals = {"offered": 15, "longest_wait_seconds": 9, "headcount": 23, "complaints": 7}
    return Sheet("calls", "", "voice", DAY, DAY, 30, totals, intervals)


def first_two(count: int) -> tuple[bool, ...]:
    return tuple(number < 2 for number in range(count))


def test_what_stays_is_added_up_in_the_way_of_each_measure() -> None:
    kept, removed = cut(sheet(), first_two, True, measure)
    assert kept is not None
    assert removed is not None
    assert kept.totals == {"offered": 3, "longest_wait_seconds": 5, "headcount": 15, "complaints": 7}
    assert kept.intervals["offered"] == (1, 2, None, None)
    assert removed.totals == {"offered": 12, "longest_wait_seconds": 9, "headcount": 40}


def test_a_figure_without_intervals_stays_or_goes_as_a_whole() -> None:
    kept, removed = cut(sheet(), first_two, False, measure)
    assert kept is not None
    assert removed is not None
    assert "complaints" not in kept.totals
    assert removed.totals["complaints"] == 7


def test_nothing_left_out_is_the_same_sheet() -> None:
    whole = sheet()
    assert cut(whole, lambda count: (True,) * count, True, measure) == (whole, None)


def test_everything_left_out_leaves_no_sheet() -> None:
    whole = sheet()
    kept, removed = cut(whole, lambda count: (False,) * count, False, measure)
    assert kept is None
    assert removed == whole


def test_intervals_that_nobody_stated_leave_nothing() -> None:
    kept, _ = cut(sheet(), lambda _: (False, True, False, False), True, measure)
    assert kept is not None
    assert "longest_wait_seconds" not in kept.totals


def test_what_was_derived_may_still_be_off_as_much() -> None:
    derived = replace(sheet(), slack={"offered": 2, "complaints": 1})
    kept, removed = cut(derived, first_two, True, measure)
    assert kept is not None
    assert removed is not None
    assert (kept.slack, removed.slack) == ({"offered": 2, "complaints": 1}, {"offered": 2})


@given(st.lists(st.tuples(st.none() | st.integers(0, 100), st.booleans()), min_size=1, max_size=50))
def test_both_parts_add_up_to_the_whole(slots: list[tuple[int | None, bool]]) -> None:
    values, flags = tuple(value for value, _ in slots), tuple(flag for _, flag in slots)
    total = sum(value or 0 for value in values)
    whole = Sheet("calls", "", "voice", DAY, DAY, 30, {"offered": total}, {"offered": values})
    parts = [part for part in cut(whole, lambda _: flags, True, measure) if part is not None]
    assert sum(part.totals["offered"] for part in parts) == total
