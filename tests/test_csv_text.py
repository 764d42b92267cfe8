"""CSV for people (hostile D01): nothing that a spreadsheet would run, nothing that another reader loses."""

import csv
import io

import pytest

from app.csv_text import BOM, csv_bytes, safe_cell


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "|cmd", "%x", "＝1+1", "＋1", "－x",
        "=cmd|' /C calc'!A0", "-", "--5", "+", "-5;=1", "＠x",
    ],
)  # fmt: skip
def test_what_begins_like_a_formula_is_led_by_an_apostrophe(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell", ["", "5", "-5", "+5", "-1,234.50", "-5%", "-0.5", "a=1", "账单", "2025-01-02"]
)
def test_numbers_and_plain_texts_stay_as_they_are(cell: str) -> None:
    assert safe_cell(cell) == cell


def test_a_file_is_read_back_cell_by_cell() -> None:
    rows = [["a,b", 'say "x"', "two\nlines"], ["账单热线", "", "-5"]]
    content = csv_bytes(["one", "=two", "three"], rows)
    assert content.startswith(BOM)
    assert content.endswith(b"\r\n")
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert read == [["one", "'=two", "three"], *rows]
