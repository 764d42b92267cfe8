"""A mapping corrected by what somebody says of each column; the columns of a file that cannot be read yet."""

import pytest

from app.errors import Refused
from app.reports.drafts.correct import Said, Whole, corrected
from app.reports.drafts.see_columns import columns_seen

BEFORE = {
    "schema": 1,
    "format": "csv",
    "grain": 1440,
    "table": {"delimiter": ",", "header_row": 1},
    "key": {"date": {"from": "Day", "order": "ymd"}, "queue": {"value": "billing"}},
    "columns": {
        "offered": {"from": "Calls", "unit": "count"},
        "wait_seconds": {"expression": '"Avg" * answered', "unit": "s"},
    },
    "inputs": {"Avg": {"unit": "s"}},
}


def test_what_is_said_of_a_column_takes_its_place_and_the_rest_stays() -> None:
    said = [Said("Day", "date"), Said("Calls", "answered", "count"), Said("Team", "segment")]
    found = corrected(BEFORE, said, Whole(order="dmy", table={"decimal": ",", "delimiter": ""}))
    assert found["columns"] == {
        "wait_seconds": BEFORE["columns"]["wait_seconds"],
        "answered": {"from": "Calls", "unit": "count"},
    }
    assert found["key"] == {
        "queue": {"value": "billing"},
        "date": {"from": "Day", "order": "dmy"},
        "segment": {"from": "Team"},
    }
    assert found["table"] == {"delimiter": ",", "header_row": 1, "decimal": ","}
    assert "grain" not in found  # it was found in other rows than those that count now
    assert "grain" in BEFORE


def test_a_column_that_is_said_to_be_nothing_is_not_read() -> None:
    found = corrected(BEFORE, [Said("Day"), Said("Calls", "offered")], Whole(day="2026-09-01"))
    assert found["key"]["date"] == {"value": "2026-09-01"}
    assert found["columns"]["offered"] == {"from": "Calls"}  # its unit is found anew


def test_a_moment_takes_the_place_of_a_day_and_back() -> None:
    moment = corrected(BEFORE, [Said("Day", "interval_start")], Whole())
    assert moment["key"] == {"queue": {"value": "billing"}, "interval_start": {"from": "Day"}}
    assert corrected(moment, [Said("Day", "date")], Whole())["key"]["date"] == {"from": "Day"}


def test_two_columns_are_not_one_thing() -> None:
    with pytest.raises(Refused, match="One thing is read from one column") as refused:
        corrected(BEFORE, [Said("Calls", "offered"), Said("All", "offered")], Whole())
    assert refused.value.problems[0].where == "column All"


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        (b"Weekly report\n\nTag;Anrufe;Team\n1;2;3\n", ("Tag", "Anrufe", "Team")),
        ("星期\t电话\n1\t2\n".encode(), ("星期", "电话")),
        (b"just words\n", ()),
        (b"\x89PNG", ()),
    ],
)
def test_the_columns_of_a_file_that_nobody_can_read_yet(content: bytes, columns: tuple[str, ...]) -> None:
    assert columns_seen(content) == columns
