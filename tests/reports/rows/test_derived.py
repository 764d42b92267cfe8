"""Derived measures: the expression's exact value, and by how much the rounding of its columns may move it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.quantities import MILLION, to_millionths
from tests.reports.written import ONE_QUEUE, columns, read, refused, text


def derived(cell: str, answered: int, unit: str | None = None) -> tuple[int, int]:
    """Total and slack of wait_seconds from an average and its count, in millionths."""
    given_unit = {"inputs": {"avg": {"unit": unit}}} if unit else {}
    mapping = {
        "columns": {
            "answered": {"from": "answered"},
            "wait_seconds": {"expression": '"avg" * answered', "unit": "s"},
        },
        **given_unit,
    }
    sheet = read(text(f"2025-03-01,{answered},{cell}", header="date,answered,avg"), mapping).sheets[0]
    return sheet.totals["wait_seconds"], sheet.slack["wait_seconds"]


@pytest.mark.parametrize(
    ("cell", "unit", "value", "slack"),
    [
        ("17", "s", Fraction(17), Fraction(1, 2)),
        ("17.5", "s", Fraction(35, 2), Fraction(1, 20)),
        ("17.50", "s", Fraction(35, 2), Fraction(1, 200)),
        ("0:00:17", None, Fraction(17), Fraction(1, 2)),
        ("0:00:17.2", None, Fraction(86, 5), Fraction(1, 20)),
        ("1500", "ms", Fraction(3, 2), Fraction(1, 2000)),
        ("2.5", "min", Fraction(150), Fraction(3)),
        ("0.76", "ratio", Fraction(19, 25), Fraction(1, 200)),
        ("76.28%", None, Fraction(1907, 2500), Fraction(1, 20000)),
        ("76.28", "percent", Fraction(1907, 2500), Fraction(1, 20000)),
        ("3", "count", Fraction(3), Fraction(0)),
    ],
)
def test_half_a_unit_of_the_last_digit(cell: str, unit: str | None, value: Fraction, slack: Fraction) -> None:
    total, room = derived(cell, 204, unit)
    assert total == value * 204 * MILLION
    assert room == slack * 204 * MILLION


def test_a_stated_share_becomes_a_count_and_stays_fractional() -> None:
    mapping = {
        "columns": {
            "answered": {"from": "answered"},
            "answered_within_20s": {"expression": '"Service Level" * answered'},
        }
    }
    reading = read(text("2025-03-01,204,76.28%", header="date,answered,Service Level"), mapping)
    sheet = reading.sheets[0]
    assert sheet.totals["answered_within_20s"] == 155_611_200  # 204 * 76.28 %
    assert sheet.slack == {"answered_within_20s": 10_200}  # 204 * 0.005 %
    assert [f.code for f in reading.flags] == ["derived"]
    assert reading.mapping["inputs"] == {"Service Level": {"unit": "percent"}}
    assert reading.mapping["columns"]["answered_within_20s"]["unit"] == "count"


def test_missing_parts_give_no_value() -> None:
    mapping = {
        "columns": {"answered": {"from": "answered"}, "wait_seconds": {"expression": '"avg" * answered'}}
    }
    reading = read(
        text("2025-03-01,204,", "2025-03-02,,17", "2025-03-03,2,3", header="date,answered,avg"), mapping
    )
    assert [set(s.totals) for s in reading.sheets] == [{"answered"}, {"answered", "wait_seconds"}]


def test_a_zero_denominator_gives_no_value() -> None:
    mapping = {
        "columns": {"offered": {"expression": '"lost" / "rate"'}},
        "inputs": {"lost": {"unit": "count"}, "rate": {"unit": "percent"}},
    }
    reading = read(text("2025-03-01,0,0%", "2025-03-02,13,5.99%", header="date,lost,rate"), mapping)
    assert len(reading.sheets) == 1
    sheet = reading.sheets[0]
    assert sheet.totals["offered"] == to_millionths(Fraction(13) / Fraction(599, 10_000))
    low, high = Fraction(13) / Fraction(59950, 10**6), Fraction(13) / Fraction(59850, 10**6)
    centre = Fraction(13) / Fraction(599, 10_000)
    assert sheet.slack["offered"] >= max(high - centre, centre - low) * MILLION > sheet.slack["offered"] - 1
    assert {"derived", "rounded"} <= {f.code for f in reading.flags}


def test_two_rounded_columns_move_together() -> None:
    mapping = {
        "columns": {"wait_seconds": {"expression": '"avg" * "calls" * "share"'}},
        "inputs": {"avg": {"unit": "s"}, "calls": {"unit": "count"}, "share": {"unit": "ratio"}},
    }
    sheet = read(text("2025-03-01,17,100,0.76", header="date,avg,calls,share"), mapping).sheets[0]
    assert sheet.totals["wait_seconds"] == 1_292_000_000
    assert (
        sheet.slack["wait_seconds"]
        == (Fraction(175, 10) * Fraction(765, 1000) - 17 * Fraction(76, 100)) * 100 * MILLION
    )


def test_a_derivation_below_zero_is_refused() -> None:
    mapping = {
        "columns": {"abandoned": {"expression": '"a" - "b"'}},
        "inputs": {"a": {"unit": "count"}, "b": {"unit": "count"}},
    }
    found = refused(text("2025-03-01,5,3", "2025-03-02,3,5", header="date,a,b"), mapping)
    assert [p.where for p in found.problems] == ["row 3, column abandoned"]


def test_a_faulty_cell_of_an_expression_is_named() -> None:
    mapping = {
        "columns": {"answered": {"from": "answered"}, "wait_seconds": {"expression": '"avg" * answered'}}
    }
    found = refused(text("2025-03-01,1,2", "2025-03-02,1,NaN", header="date,answered,avg"), mapping)
    assert [p.where for p in found.problems] == ["row 3, column avg"]


def test_half_hours_add_their_slack() -> None:
    rows = [("2025-03-01 09:00", 10, 17), ("2025-03-01 09:30", 20, 3)]
    mapping = {
        "columns": {"answered": {"from": "answered"}, "wait_seconds": {"expression": '"avg" * answered'}},
        "inputs": {"avg": {"unit": "s"}},
    }
    sheet = read(columns(("interval_start", "answered", "avg"), rows), mapping).sheets[0]
    assert (sheet.totals["wait_seconds"], sheet.slack["wait_seconds"]) == (230_000_000, 15_000_000)
    assert sheet.intervals["wait_seconds"][18:20] == (170_000_000, 60_000_000)


def test_rounding_leaves_room_in_the_checks() -> None:
    mapping = {
        "columns": {
            "answered": {"from": "answered"},
            "answered_within_20s": {"expression": '"sl" * answered'},
        }
    }
    found = refused(text("2025-03-01,300,100.4%", header="date,answered,sl"), mapping)
    assert found.problems[0].code == "answered_within_20s_over_answered"
    assert read(text("2025-03-01,300,100%", header="date,answered,sl"), mapping).rows == 1


averages = st.tuples(st.integers(0, 10**5), st.integers(0, 4))
# The largest product stays below what one total may hold.
rows_of = st.lists(st.tuples(averages, st.integers(0, 10**4)), min_size=1, max_size=20)


@given(rows_of, st.sampled_from(["s", "ms", "percent", "ratio", "min"]))
def test_products_and_the_general_way_agree(rows: list[tuple[tuple[int, int], int]], unit: str) -> None:
    cells = [
        (f"{2000 + n}-01-02", f"{average / 10**places:.{places}f}", count)
        for n, ((average, places), count) in enumerate(rows)
    ]
    content = columns(("date", "avg", "answered"), cells)
    context = type(ONE_QUEUE)("UTC", ("q",))

    def sheets(expression: str) -> list[tuple[int, int]]:
        mapping = {
            "columns": {"answered": {"from": "answered"}, "wait_seconds": {"expression": expression}},
            "inputs": {"avg": {"unit": unit}},
            "grain": 1440,
        }
        return [
            (s.totals["wait_seconds"], s.slack["wait_seconds"])
            for s in read(content, mapping, context).sheets
        ]

    factor = {
        "s": Fraction(1),
        "ms": Fraction(1, 1000),
        "percent": Fraction(1, 100),
        "ratio": Fraction(1),
        "min": Fraction(60),
    }[unit]
    expected = []
    for (average, places), count in rows:
        half = Fraction(count, 2 * 10**places) * factor * MILLION
        expected.append(
            (
                to_millionths(Fraction(average, 10**places) * factor * count),
                -(-half.numerator // half.denominator),
            )
        )
    assert sheets('"avg" * answered') == expected
    assert sheets('"avg" * answered + 0') == expected
