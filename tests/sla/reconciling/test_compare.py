"""The two sides of one measure: what is compared, what is exchanged, what stays."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.sla.measures import measure
from app.sla.quantities import MILLION
from app.sla.reconciling.compare import Compared, compare, in_common, laid_over
from app.sla.sheets import Sheet, add_up, day_sheet

FIRST = date(2026, 1, 1)
TOLERANCE = Fraction(1, 100)


def day(number: int, queue: str = "calls", **totals: int) -> Sheet:
    return day_sheet(queue, FIRST + timedelta(number - 1), {n: v * MILLION for n, v in totals.items()})


def days(first: int, last: int, **totals: int) -> Sheet:
    return replace(day(first, "calls", **totals), last_day=FIRST + timedelta(last - 1))


def found(provider: list[Sheet], client: list[Sheet]) -> Compared:
    return compare("offered", provider, client, TOLERANCE, measure)


def test_the_difference_is_a_share_of_the_larger_figure() -> None:
    one = found([day(1, offered=815)], [day(1, offered=790)])
    other = found([day(1, offered=790)], [day(1, offered=815)])
    assert (one.difference, other.difference, one.cells) == (Fraction(25), Fraction(-25), 1)
    assert one.share == other.share == Fraction(25, 815)
    assert one.is_beyond
    assert other.is_beyond


def test_exactly_the_tolerance_is_within_and_nothing_against_something_is_all() -> None:
    assert not found([day(1, offered=100)], [day(1, offered=99)]).is_beyond
    assert found([day(1, offered=0)], [day(1, offered=1)]).share == 1
    assert found([day(1, offered=0)], [day(1, offered=0)]).share == 0


def test_where_only_one_side_speaks_there_is_nothing_to_compare() -> None:
    for client in ([], [day(2, offered=5)], [day(1, "sales", offered=5)], [day(1, answered=5)]):
        one = found([day(1, offered=100)], client)
        assert (one.provider, one.client, one.difference, one.share, one.is_beyond, one.cells) == (
            None,
            None,
            None,
            None,
            False,
            0,
        )


def test_days_that_one_side_has_not_stated_yet_are_no_difference() -> None:
    provider = [day(1, offered=100), day(2, offered=100), day(3, offered=100)]
    one = found(provider, [day(2, offered=100)])
    assert (one.provider, one.client, one.cells) == (Fraction(100), Fraction(100), 1)


def test_a_coarse_sheet_is_compared_when_the_other_side_states_each_of_its_days() -> None:
    provider = [day(1, offered=50), day(2, offered=50), day(3, offered=50)]
    assert found(provider, [days(1, 2, offered=101)]).difference == -1
    assert found(provider, [days(3, 4, offered=101)]).cells == 0


def test_sheets_fall_away_until_both_sides_state_the_same_days() -> None:
    """The client's three days need the fourth, which the provider states only together with a fifth."""
    provider = [day(1, offered=1), day(2, offered=1), day(3, offered=1), days(4, 5, offered=2)]
    client = [day(1, offered=1), days(2, 4, offered=3)]
    mine, theirs = in_common("offered", provider, client)
    assert [sheet.first_day.day for sheet in mine] == [1]
    assert [sheet.first_day.day for sheet in theirs] == [1]


def test_segments_and_channels_of_one_side_add_up_against_the_whole_of_the_other() -> None:
    parts = [replace(day(1, offered=60), segment="gold"), replace(day(1, offered=40), channel="chat")]
    assert found(parts, [day(1, offered=100)]).difference == 0


def test_only_what_both_sides_state_is_exchanged() -> None:
    own = [day(1, offered=100, abandoned=4, wait_seconds=900), day(2, offered=100, abandoned=4)]
    laid = laid_over(own, [day(1, offered=101, abandoned=9, blocked=1)], ["abandoned", "offered"])
    totals = {
        name: total.value
        for name, total in add_up(laid, ["offered", "abandoned", "blocked", "wait_seconds"]).items()
    }
    assert totals == {"offered": 201, "abandoned": 13, "wait_seconds": 900}


def test_a_sheet_that_gave_everything_away_is_gone_with_its_intervals_and_slack() -> None:
    columns = {"offered": (100 * MILLION, None), "abandoned": (4 * MILLION, None)}
    whole = replace(day(1, offered=100, abandoned=4), intervals=columns, slack={"abandoned": 5})
    (kept, taken) = laid_over([whole], [day(1, abandoned=9)], ["abandoned"])
    assert (dict(kept.totals), dict(kept.intervals), dict(kept.slack)) == (
        {"offered": 100 * MILLION},
        {"offered": (100 * MILLION, None)},
        {},
    )
    assert taken.totals == {"abandoned": 9 * MILLION}
    assert laid_over([day(1, offered=1)], [day(1, offered=2)], ["offered"]) == [day(1, offered=2)]


SHEETS = st.lists(
    st.builds(
        lambda number, queue, length, value: replace(
            day(number, queue, offered=value), last_day=FIRST + timedelta(number + length - 2)
        ),
        st.integers(1, 12),
        st.sampled_from(["calls", "sales"]),
        st.integers(1, 3),
        st.integers(0, 1000),
    ),
    max_size=12,
)


@given(SHEETS, SHEETS)
def test_swapping_the_sides_turns_the_difference_round(one: list[Sheet], other: list[Sheet]) -> None:
    here, there = found(one, other), found(other, one)
    assert (here.share, here.is_beyond, here.cells) == (there.share, there.is_beyond, there.cells)
    assert here.difference == (None if there.difference is None else -there.difference)


@given(SHEETS, SHEETS)
def test_laid_over_states_the_others_figure_where_both_do_and_the_own_elsewhere(
    own: list[Sheet], other: list[Sheet]
) -> None:
    mine, theirs = in_common("offered", own, other)

    def total(sheets: list[Sheet]) -> int:
        return sum(sheet.totals["offered"] for sheet in sheets)

    assert total(laid_over(own, other, ["offered"])) == total(own) - total(mine) + total(theirs)


@given(SHEETS, st.randoms())
def test_the_order_of_sheets_does_not_matter(sheets: list[Sheet], random: object) -> None:
    shuffled = sorted(sheets, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert found(sheets, sheets) == found(shuffled, sheets)
