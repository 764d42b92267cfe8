"""Flags of days that may be true and hardly are; never refusals."""

from datetime import date, timedelta

import pytest

from tests.reports.written import read, text


def days(*changed: tuple[int, str], count: int = 60) -> bytes:
    """A file of 60 days alike but for those that are changed."""
    lines = [f"{200 + day % 7},{180 + day % 7},20" for day in range(count)]
    for day, line in changed:
        lines[day] = line
    first = date(2025, 1, 1)
    return text(*(f"{first + timedelta(day)},{line}" for day, line in enumerate(lines)))


def flags(content: bytes) -> dict[str, tuple[str, str]]:
    codes = ("all_zero", "zero_unusual", "leap")
    return {one.code: (one.where, one.message) for one in read(content).flags if one.code in codes}


def test_usual_days_are_not_flagged() -> None:
    assert flags(days()) == {}


def test_a_day_of_zeros_may_mean_not_reported() -> None:
    found = flags(days((9, "0,0,0"), (20, "0,0,0")))
    assert list(found) == ["all_zero"]
    where, message = found["all_zero"]
    assert where == "row 11, column offered"
    assert "in 2 rows" in message
    assert len(read(days((9, "0,0,0"))).sheets) == 60  # it counts as it is stated


def test_a_zero_where_there_never_was_one() -> None:
    found = flags(days((30, "200,200,0")))
    assert found == {"zero_unusual": ("row 32, column abandoned", found["zero_unusual"][1])}
    assert "abandoned is 0" in found["zero_unusual"][1]


def test_zeros_that_are_usual_are_not_flagged() -> None:
    assert flags(days(*((day, "200,200,0") for day in range(0, 60, 4)))) == {}


@pytest.mark.parametrize(("offered", "leaps"), [(1015, False), (1016, True)])
def test_a_leap_is_more_than_five_times_the_middle_day(offered: int, leaps: bool) -> None:
    content = days((40, f"{offered},180,{offered - 180}"))
    assert ("leap" in flags(content)) is leaps


def test_a_fortnight_is_too_short_for_anything_to_be_usual() -> None:
    assert flags(days((3, "0,0,0"), count=13)) == {}
