"""Hostile input A: the shape of a table; and title lines, total lines, separators."""

import pytest

from tests.reports.written import HEADER, OK, ROWS, columns, read, refused, stated, text, whole


def test_tab_and_semicolon_are_found_by_the_header() -> None:
    expected = stated(read(OK).sheets)
    for separator in ("\t", ";"):
        reading = read(OK.replace(b",", separator.encode()))
        assert stated(reading.sheets) == expected
        assert reading.mapping["table"]["delimiter"] == separator


def test_a_decimal_comma_must_be_declared() -> None:
    content = text("2025-03-01;10;12,5", "2025-03-02;10;7", header="date;offered;wait_seconds")
    found = refused(content)
    assert "separator is a semicolon" in str(found)
    assert "row 2, column wait_seconds" in str(found)
    declared = {"table": {"delimiter": ";", "decimal": ","}}
    assert [s.totals["wait_seconds"] for s in read(content, declared).sheets] == [12_500_000, 7_000_000]


def test_an_unknown_semicolon_table_names_the_separator() -> None:
    found = refused(text("2025-03-01;10;x", header="date;offered;Bemerkung"))
    assert "separator found is a semicolon" in str(found)
    assert "separator found is a semicolon" in str(refused(b"a;b;c\n1;2;3\n"))


def test_a_wrongly_declared_separator_is_named() -> None:
    assert "separator found is a comma" in str(refused(OK, {"table": {"delimiter": ";"}}))


@pytest.mark.parametrize("second", ["offered", "Offered", "OFFERED ", "ｏffered"])
def test_a_column_that_stands_twice_is_refused(second: str) -> None:
    found = refused(text("2025-03-01,100,999", header=f"date,offered,{second}"))
    assert found.problems[0].code == "column_twice"
    assert "twice" in str(found)


def test_two_names_of_one_measure_are_asked_for() -> None:
    content = text("2025-03-01,100,90", header="date,Calls offered,Incoming calls")
    assert "say in a mapping which one" in str(refused(content))
    assert whole(read(content, {"columns": {"offered": {"from": "Incoming calls"}}}), "offered") == 90


def test_a_missing_column_is_named() -> None:
    mapping = {"columns": {"offered": {"from": "offered"}, "blocked": {"from": "Gesperrte Anrufe"}}}
    assert "Gesperrte Anrufe" in str(refused(OK, mapping))
    assert "which day" in str(refused(text("100,90", header="offered,answered")))
    assert refused(text("2025-03-01,x", header="date,Remarks")).problems[0].code == "no_measures"


def test_an_extra_column_is_listed_and_shifts_nothing() -> None:
    content = text("2025-03-01,hello,100,90,10", header="date,Remarks,offered,answered,abandoned")
    reading = read(content)
    assert whole(reading, "offered") == 100
    assert [(flag.where, flag.code) for flag in reading.flags] == [("column Remarks", "ignored")]
    silent = read(content, {"skip": {"columns": ["Remarks"]}})
    assert silent.flags == ()


def test_an_empty_column_without_a_name_needs_no_word() -> None:
    reading = read(text("2025-03-01,100,", "2025-03-02,7,", header="date,offered,"))
    assert (reading.flags, whole(reading, "offered")) == ((), 107)
    filled = read(text("2025-03-01,100,x", header="date,offered,"))
    assert [flag.code for flag in filled.flags] == ["ignored"]


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize("row", ["2025-03-02,120,120", "2025-03-02,120,120,0,7"])
def test_ragged_rows_are_named_by_line(quote: str, row: str) -> None:
    found = refused(text(ROWS[0], row, f"{quote}2025-03-03{quote},80,60,20"))
    assert [(p.where, p.code) for p in found.problems] == [("row 3", "ragged")]
    assert "row 3 has" in str(found)


def test_blank_lines_are_no_rows_but_count_as_lines() -> None:
    assert stated(read(text(ROWS[0], "", ",,,", ROWS[1], ROWS[2], "", "")).sheets) == stated(read(OK).sheets)
    assert refused(text(ROWS[0], "", "2025-03-02,x,1,1")).problems[0].where == "row 4, column offered"


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        ((ROWS[0], '2025-03-02,"120,120,0', ROWS[2]), 3, "never closed"),
        (('2025-03-01,"100,90,10', '2025-03-02,"120",120,0'), 2, "more text behind it"),
        ((ROWS[0], '2025-03-02,1"20,120,0'), 3, "a quote inside a cell"),
        ((ROWS[0], '2025-03-02,"120"x,120,0'), 3, "more text behind it"),
    ],
)
def test_a_broken_quote_is_named_by_the_line_where_it_opens(
    rows: tuple[str, ...], line: int, words: str
) -> None:
    found = refused(text(*rows))
    assert found.problems[0].where == f"row {line}"
    assert words in str(found)


def test_quoted_cells_are_read_exactly() -> None:
    content = text(
        '"2025-03-01","100",90,10',
        '"2025-03-02",120,"120","0"',
        ROWS[2],
        header='"date",offered,"answered",abandoned',
    )
    assert stated(read(content).sheets) == stated(read(OK).sheets)
    segment = read(text('2025-03-01,1,"a ""b"", c"', header="date,offered,segment"))
    assert segment.sheets[0].segment == 'a "b", c'


def test_lines_are_counted_through_cells_with_line_breaks() -> None:
    content = text('2025-03-01,1,"two\nlines"', "2025-03-02,x,plain", header="date,offered,Remarks")
    assert refused(content).problems[0].where == "row 4, column offered"


@pytest.mark.parametrize(
    "content",
    [
        HEADER.encode() + b"\n" + b'"' * 2_000_001,
        HEADER.encode() + b"\n" + b"," * 3_000_000 + b"\n",
        b"a" * 8_000_000,
        HEADER.encode() + b"\n2025-03-01," + b"9" * 4_000_000,
        b"," * 3_000_000,
        HEADER.encode() + b"\n" + b'"a""' * 500_000,
        HEADER.encode() + b'\n2025-03-01,"' + b"1" * 1_000_000 + b'",1,1\n',
    ],
    ids=[
        "quotes",
        "commas",
        "no newline",
        "one huge cell",
        "comma header",
        "quote pairs",
        "quoted huge cell",
    ],
)
@pytest.mark.timeout(60)
def test_monsters_are_refused_quickly(content: bytes) -> None:
    assert refused(content).problems


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_has_a_limit(quote: str) -> None:
    cell = "x" * 32_768
    found = refused(text(f"2025-03-01,1,{quote}{cell}{quote}", header="date,offered,Remarks"))
    assert found.problems[0].code == "cell_limit"
    assert "row 2, column Remarks" in str(found)
    longest = f"2025-03-01,1,{quote}{cell[:-1]}{quote}"
    assert whole(read(text(longest, header="date,offered,Remarks")), "offered") == 1


def test_a_hundred_thousand_bad_rows_are_counted_and_a_hundred_shown() -> None:
    content = columns(HEADER.split(","), [("2025-03-01", "x", 1, 1)] * 100_000)
    found = refused(content)
    assert (found.count, found.rows, len(found.problems)) == (100_000, 100_000, 100)
    assert found.problems[-1].where == "row 101, column offered"
    assert len(str(found)) < 500


def test_one_bad_row_among_many_refuses_the_file() -> None:
    rows = [(f"2025-03-{1 + n % 28:02d}", n, n, 0) for n in range(50_000)]
    rows[40_000] = ("2025-03-01", "1e3", 1, 0)
    found = refused(columns(HEADER.split(","), rows))
    assert [p.where for p in found.problems if p.code == "exponent"] == ["row 40002, column offered"]


def test_title_lines_above_the_header_are_passed_over() -> None:
    reading = read(b"Call report\nPeriod: March, 2025\n\n" + OK)
    assert stated(reading.sheets) == stated(read(OK).sheets)
    bad = b"Call report\n\n" + text("2025-03-01,x,1,1")
    assert refused(bad).problems[0].where == "row 4, column offered"


def test_a_declared_header_row_must_hold_the_header() -> None:
    content = b"Call report\n" + OK
    mapping = {"table": {"header_row": 2}, "columns": {"offered": {"from": "offered"}}}
    assert whole(read(content, mapping), "offered") == 300
    wrong = {**mapping, "table": {"header_row": 1}}
    assert "row 2, not in row 1" in str(refused(content, wrong))


@pytest.mark.parametrize(
    "word", ["合计", "Total", "TOTALS", "Summe", "Gran total", "小计", "Total:", " total "]
)
def test_total_lines_are_no_data(word: str) -> None:
    reading = read(OK + f"{word},300,270,30\n".encode())
    assert whole(reading, "offered") == 300
    assert [flag.code for flag in reading.flags] == ["total_line"]


def test_a_total_that_differs_is_flagged() -> None:
    reading = read(OK + '合计,"1,301",270,\n'.encode())
    differs = [flag for flag in reading.flags if flag.code == "total_differs"]
    assert [(flag.where, flag.value) for flag in differs] == [("row 5, column offered", "1,301")]
    assert "300" in differs[0].message


def test_a_declared_word_opens_a_total_line() -> None:
    content = OK + b"Zusammen,300,270,30\n"
    assert refused(content).problems[0].code == "date"
    assert whole(read(content, {"table": {"total_rows": ["Zusammen"]}}), "offered") == 300


def test_a_queue_called_total_is_no_total_line() -> None:
    from app.reports.reading.read import Context

    context = Context("Asia/Shanghai", ("billing", "Total"))
    content = text("billing,2025-03-01,5", "Total,2025-03-01,7", header="queue,date,offered")
    assert whole(read(content, None, context), "offered") == 12


def test_declared_last_lines_are_dropped() -> None:
    content = OK + b"generated on 1 April\n(c) provider\n"
    assert refused(content).problems[0].code == "ragged"
    assert whole(read(content, {"skip": {"last_lines": 2}}), "offered") == 300


def test_a_total_line_alone_is_no_data() -> None:
    assert "no data rows" in str(refused(text("Total,300,270,30")))
