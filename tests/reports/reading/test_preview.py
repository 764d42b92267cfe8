"""Previewing: what would be read is shown, faults are listed instead of raised."""

import pytest

from app.reports.reading.preview import preview
from app.reports.reading.read import ReportRefused
from tests.reports.written import OK, ONE_QUEUE, text


def test_faulty_rows_are_shown_beside_the_good_ones() -> None:
    seen = preview(text("2025-03-01,100,90,10", "2025-03-02,x,1,0"), None, ONE_QUEUE)
    assert [p.where for p in seen.problems] == ["row 3, column offered"]
    assert seen.problem_count == 1
    assert seen.examples[0].becomes["offered"] == "100"
    assert "offered" not in seen.examples[1].becomes
    assert seen.examples[1].cells["offered"] == "x"


def test_half_hours_are_shown_with_their_offset() -> None:
    seen = preview(text("2025-03-01 09:30,1.5", header="interval_start,wait_seconds"), None, ONE_QUEUE)
    assert seen.examples[0].becomes["interval_start"] == "2025-03-01T09:30+08:00"
    assert seen.examples[0].becomes["wait_seconds"] == "1.5"


def test_a_guess_is_shown_before_it_is_confirmed() -> None:
    seen = preview(text("2025-03-01,3,x", header="date,Calls offered,Remarks"), None, ONE_QUEUE)
    assert (seen.guessed, seen.proven) == (True, False)
    assert seen.mapping["columns"] == {"offered": {"from": "Calls offered", "unit": "count"}}
    again = preview(text("2025-03-01,3,x", header="date,Calls offered,Remarks"), seen.mapping, ONE_QUEUE)
    assert (again.guessed, again.proven) == (False, True)


def test_control_characters_of_a_cell_are_made_visible() -> None:
    seen = preview(text('2025-03-01,3,"a\u202eb"', header="date,offered,Remarks"), None, ONE_QUEUE)
    assert seen.examples[0].cells["Remarks"] == "a\\x202eb"


def test_what_is_no_table_is_still_refused() -> None:
    with pytest.raises(ReportRefused):
        preview(b"<html>", None, ONE_QUEUE)
    assert len(preview(OK, None, ONE_QUEUE).examples) == 3
