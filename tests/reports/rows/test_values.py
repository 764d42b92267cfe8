"""Hostile input B: numbers; and every unit read exactly."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.quantities import to_millionths
from tests.reports.written import ONE_QUEUE, columns, read, refused, text


def one(cell: str, measure: str = "offered", unit: str | None = None, **table: str) -> int | None:
    """The millionths that a cell becomes; None when it is missing."""
    entry = {"from": "figure"} | ({"unit": unit} if unit else {})
    mapping = {"columns": {measure: entry, "blocked": {"from": "other"}}, "table": table}
    content = text(f'2025-03-01,"{cell}",1', header="date,figure,other")
    return read(content, mapping).sheets[0].totals.get(measure)


def why(cell: str, measure: str = "offered", unit: str | None = None) -> str:
    """The code with which a cell is refused, after looking at where."""
    entry = {"from": "figure"} | ({"unit": unit} if unit else {})
    content = text("2025-03-01,1,1", f'2025-03-02,"{cell}",1', header="date,figure,other")
    found = refused(content, {"columns": {measure: entry, "blocked": {"from": "other"}}})
    assert [problem.where for problem in found.problems] == ["row 3, column figure"]
    assert found.problems[0].value == cell[:80] + ("…" if len(cell) > 80 else "") or not cell.isprintable()
    return found.problems[0].code


@pytest.mark.parametrize("measure", ["offered", "wait_seconds", "cost"])
@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("NaN", "not_finite"),
        ("nan", "not_finite"),
        ("inf", "not_finite"),
        ("-Infinity", "not_finite"),
        ("1e5", "exponent"),
        ("1E+999", "exponent"),
        ("-5", "negative"),
        ("-0", "negative"),
        ("−5", "negative"),
        ("+5", "sign"),
        ("１００", "digits"),
        ("٣٤", "digits"),
        ("100\u00a0", "digits"),
        ("1\u202f000", "digits"),
        ("1,000", "separator"),
        ("1 000", "separator"),
        ("95%", "percent"),
        ("0:00:17", "duration"),
        ("1_000", "not_a_number"),
        ("0x10", "not_a_number"),
        ("9" * 5000, "too_large"),
        ("abc", "not_a_number"),
        ("1.2.3", "not_a_number"),
        (".5", "not_a_number"),
        ("true", "not_a_number"),
    ],
)
def test_what_is_plainly_no_number_is_refused(measure: str, cell: str, code: str) -> None:
    if cell == "0:00:17" and measure == "wait_seconds":
        assert why(cell, measure, "s") == code
    else:
        assert why(cell, measure) == code


def test_counts_are_whole_numbers_up_to_a_billion() -> None:
    assert one("1000000000") == 10**15
    assert why("1000000001") == "too_large"
    assert why("9223372036854775808") == "too_large"
    assert why("12.0") == "fraction"
    assert one("007") == 7_000_000


@pytest.mark.parametrize(
    "cell", ["", "-", "--", "–", "—", "N/A", "n/a", "NA", "NULL", "null", "None", "#DIV/0!", "  ", "无"]
)
@pytest.mark.parametrize("measure", ["offered", "wait_seconds"])
def test_missing_is_missing_and_never_zero(cell: str, measure: str) -> None:
    assert one(cell, measure) is None


def test_a_row_of_missing_figures_gives_no_sheet() -> None:
    reading = read(text("2025-03-01,-,", "2025-03-02,1,1", header="date,offered,answered"))
    assert [str(sheet.first_day) for sheet in reading.sheets] == ["2025-03-02"]
    assert refused(text("2025-03-01,-,", header="date,offered,answered")).problems[0].code == "no_rows"


def test_zero_is_a_figure() -> None:
    assert one("0") == 0
    reading = read(text("2025-03-01,0,0,0"))
    assert reading.sheets[0].totals == {"offered": 0, "answered": 0, "abandoned": 0}


@pytest.mark.parametrize(
    ("cell", "unit", "millionths"),
    [
        ("17", "s", 17_000_000),
        ("17.5", "s", 17_500_000),
        ("1500", "ms", 1_500_000),
        ("2.5", "min", 150_000_000),
        ("1.25", "h", 4_500_000_000),
        ("0:00:17", "h:mm:ss", 17_000_000),
        ("100:00:01", "h:mm:ss", 360_001_000_000),
        ("2:14", "h:mm:ss", 134_000_000),
        ("0:00:17.25", "h:mm:ss", 17_250_000),
    ],
)
def test_seconds_in_every_unit(cell: str, unit: str, millionths: int) -> None:
    assert one(cell, "wait_seconds", unit) == millionths


@pytest.mark.parametrize("cell", ["0:60:00", "0:00:60", "1:2:3:4", "17", "0:0:5"])
def test_what_is_no_duration(cell: str) -> None:
    assert why_duration(cell)


def why_duration(cell: str) -> str:
    content = text("2025-03-01,0:00:01", f"2025-03-02,{cell}", header="date,figure")
    found = refused(content, {"columns": {"wait_seconds": {"from": "figure", "unit": "h:mm:ss"}}})
    assert found.problems[0].where == "row 3, column figure"
    return found.problems[0].code


def test_hours_are_kept_as_hours() -> None:
    assert one("7.5", "trained_hours", "h") == 7_500_000
    assert one("0:30:00", "trained_hours", "h:mm:ss") == 500_000
    assert one("90", "trained_hours", "min") == 1_500_000


def test_money_keeps_every_digit() -> None:
    assert one("250000.01", "cost") == 250_000_010_000


def test_marks_between_thousands_must_be_declared() -> None:
    assert one("1,234,567", thousands=",") == 1_234_567_000_000
    assert one("1.234,5", "cost", decimal=",", thousands=".") == 1_234_500_000
    assert one("12,345.678", "cost", thousands=",") == 12_345_678_000
    found = refused(text('2025-03-01,"1,23"', header="date,offered"), {"table": {"thousands": ","}})
    assert found.problems[0].code == "separator"


def test_finer_than_a_millionth_is_rounded_half_even_and_flagged() -> None:
    for cell, expected in (("0.0000005", 0), ("0.0000015", 2), ("1.00000051", 1_000_001)):
        content = text(f"2025-03-01,{cell}", header="date,cost")
        reading = read(content)
        assert reading.sheets[0].totals["cost"] == expected
        assert "rounded" in [flag.code for flag in reading.flags]
    assert "rounded" not in [
        flag.code for flag in read(text("2025-03-01,0.000001", header="date,cost")).flags
    ]


def test_a_third_of_an_hour_is_rounded_once() -> None:
    assert one("0.3333333333", "wait_seconds", "h") == 1_199_999_999 + 1  # 1199.99999988 s
    assert one("0.5", "wait_seconds", "ms") == 500
    assert one("0.0005", "wait_seconds", "ms") == 0  # half a millionth, to even
    assert one("0.0015", "wait_seconds", "ms") == 2


decimals = st.decimals(min_value=0, max_value=10**9, allow_nan=False, allow_infinity=False, places=8).map(
    lambda value: f"{value:f}"
)


@given(st.lists(decimals, min_size=1, max_size=30), st.sampled_from(["s", "ms", "min"]))
def test_every_decimal_becomes_the_nearest_millionth(cells: list[str], unit: str) -> None:
    factor = {"s": Fraction(1), "ms": Fraction(1, 1000), "min": Fraction(60)}[unit]
    cells = [cell if unit != "min" else cell[-9:].lstrip(".") or "0" for cell in cells]
    rows = [(f"{2000 + n}-01-02", cell) for n, cell in enumerate(cells)]
    mapping = {"columns": {"wait_seconds": {"from": "w", "unit": unit}}, "grain": 1440}
    open_context = type(ONE_QUEUE)("UTC", ("billing",))
    reading = read(columns(("date", "w"), rows), mapping, open_context)
    expected = [to_millionths(Fraction(cell) * factor) for cell in cells]
    assert [sheet.totals["wait_seconds"] for sheet in reading.sheets] == expected


@given(st.text(alphabet="0123456789+-.,%eE:_ xNa\u0661１", max_size=12))
def test_no_text_becomes_a_count_but_plain_digits(cell: str) -> None:
    content = text(f'2025-03-01,"{cell}",1', header="date,offered,answered")
    context = type(ONE_QUEUE)("UTC", ("billing",))
    plain = cell.strip(" ")
    digits = plain.isascii() and plain.isdigit() and int(plain) <= 10**9
    if digits:
        total = int(plain) * 10**6
        if total >= 10**6:
            assert read(content, None, context).sheets[0].totals["offered"] == total
    elif plain.lower() in ("", "-", "--", "na", "n/a", "n.a."):
        assert "offered" not in read(content, None, context).sheets[0].totals
    else:
        assert refused(content, None, context).problems[0].where == "row 2, column offered"
