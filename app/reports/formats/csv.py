"""The rows of a CSV table as text columns, strictly: every cell where its header says, every fault with
its line.

Two ways to the same table. Without quotes, or with needless ones, lines are cut and counted by polars.
Else one possessive pattern proves in one pass that every field is well formed (or says where the
first is not), and only then Python's csv module cuts it: on its own it swallows the rest of a file
after an unclosed quote.
"""

import csv
import io
import re

import polars as pl

from app.reports.formats.layout import Layout
from app.reports.formats.plain_rows import read_plain
from app.reports.formats.plain_text import needlessly_quoted
from app.reports.formats.table import (
    Foot,
    Table,
    cut_foot,
    long_cell,
    refuse_long_cells,
    refuse_ragged,
    tail,
)
from app.reports.refusal import refuse


def read_rows(text: str, layout: Layout, foot: Foot) -> Table:
    """The table below the header; raises ReportRefused for anything malformed, with the lines."""
    if '"' in text and needlessly_quoted(text, layout.delimiter):
        text = text.replace('"', "")
    table = (_quoted if '"' in text else read_plain)(text, layout, foot)
    if not len(table.lines):
        raise refuse("no_rows", "The file has a header and no data rows.", f"row {layout.line}")
    return table


def _quoted(text: str, layout: Layout, foot: Foot) -> Table:
    _refuse_malformed(text, layout.delimiter)
    rows, starts = _records(text, layout)
    keep, totals = cut_foot(rows[-tail(foot) :], pl.Series(starts, dtype=pl.Int64), foot)
    rows, numbers = rows[:keep], pl.Series("number", starts[:keep], dtype=pl.Int64)
    width = len(layout.header)
    refuse_ragged(pl.Series([len(row) for row in rows], dtype=pl.UInt32), numbers, width)
    columns = zip(*rows, strict=True) if rows else [()] * width
    cells = pl.DataFrame([pl.Series(str(n), column, dtype=pl.String) for n, column in enumerate(columns)])
    refuse_long_cells(cells, numbers, layout)
    return Table(layout, cells, numbers, totals)


def _records(text: str, layout: Layout) -> tuple[list[list[str]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=layout.delimiter, strict=True)
    rows: list[list[str]] = []
    starts: list[int] = []
    before = 0
    try:
        for row in reader:
            if before + 1 >= layout.next_line and not _blank(row):
                rows.append(row)
                starts.append(before + 1)
            before = reader.line_num
    except csv.Error:  # the grammar holds, so only the module's own field limit is left
        raise long_cell(before + 1, "") from None
    return rows, starts


def _blank(row: list[str]) -> bool:
    return not row or (not row[0].strip(" \t") and not any(cell.strip(" \t") for cell in row))


def _refuse_malformed(text: str, delimiter: str) -> None:
    text = text if text.endswith("\n") else text + "\n"
    d = re.escape(delimiter)
    field = rf'(?:"[^"]*+(?:""[^"]*+)*+"|[^"{d}\n]*+)'
    end = re.compile(rf"(?:{field}[{d}\n])*+").match(text)
    at = end.end() if end else 0
    if at == len(text):
        return
    line = text.count("\n", 0, at) + 1
    if text[at] != '"':
        message = (
            f"Row {line}: a quote inside a cell that does not begin with one; write it twice inside quotes."
        )
    elif closed := re.compile(r'"[^"]*+(?:""[^"]*+)*+"').match(text, at):
        last = text.count("\n", 0, closed.end()) + 1
        message = f"Row {line}: the quote that opens here ends in row {last} with more text behind it."
    else:
        message = f"Row {line}: the quote that opens here is never closed."
    raise refuse("quote", message, f"row {line}")
