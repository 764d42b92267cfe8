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
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from app.errors import Problem
from app.reports.formats.layout import LONGEST_LINE, Layout
from app.reports.names import is_total
from app.reports.refusal import SHOWN, ReportRefused, refuse

LONGEST_CELL = 32_767
_FOOT = 50  # lines below the table that may be total lines or blank


@dataclass(frozen=True, slots=True)
class Foot:
    """How the end of the table is told: the date column (or none), other key columns, words, lines to
    drop.
    """

    date: int | None
    keys: tuple[int, ...]
    words: tuple[str, ...] = ()
    last_lines: int = 0

    def is_total(self, row: Sequence[str]) -> bool:
        """Whether the row adds the table up: a total word in a key column, and no date beside it."""
        if self.date is not None and self.date < len(row):
            day = row[self.date].strip()
            if day and not is_total(day, self.words):
                return False
        places = {0, *self.keys, *(() if self.date is None else (self.date,))}
        return any(is_total(row[place], self.words) for place in places if place < len(row))


@dataclass(frozen=True, slots=True)
class TotalLine:
    """A line below the table that adds it up."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows below the header: one text column per header cell, named by its position; lines count
    from 1.
    """

    layout: Layout
    cells: pl.DataFrame
    lines: pl.Series
    totals: tuple[TotalLine, ...]
    padded: bool = True  # whether any cell may begin or end with blanks

    def column(self, index: int) -> pl.Series:
        """The cells of one column as text, stripped of blanks and tabs at both ends."""
        cells = self.cells[str(index)]
        return cells.str.strip_chars(" \t") if self.padded else cells


def read_rows(text: str, layout: Layout, foot: Foot) -> Table:
    """The table below the header; raises ReportRefused for anything malformed, with the lines."""
    if '"' in text and _needlessly_quoted(text, layout.delimiter):
        text = text.replace('"', "")
    table = (_quoted if '"' in text else _plain)(text, layout, foot)
    if not len(table.lines):
        raise refuse("no_rows", "The file has a header and no data rows.", f"row {layout.line}")
    return table


def _needlessly_quoted(text: str, delimiter: str) -> bool:
    """Whether quotes stand only around whole cells that hold no separator, line break or quote."""
    d = re.escape(delimiter)
    text = text if text.endswith("\n") else text + "\n"
    return re.fullmatch(rf'(?:(?:"[^"{d}\n]*+"|[^"{d}\n]*+)[{d}\n])*+', text) is not None


def _plain(text: str, layout: Layout, foot: Foot) -> Table:
    lines = (
        pl.Series("line", [text], dtype=pl.String)
        .str.split("\n")
        .explode(keep_nulls=True)[layout.next_line - 1 :]
    )
    numbers = pl.Series("number", range(layout.next_line, layout.next_line + len(lines)), dtype=pl.Int64)
    lengths = lines.str.len_bytes()
    longest = int(lengths.max() or 0)  # type: ignore[arg-type]
    if longest > LONGEST_LINE:
        row = numbers[lengths.arg_max() or 0]
        raise refuse("line_limit", f"Row {row} has more than {LONGEST_LINE:,} characters.", f"row {row}")
    full = lines.str.contains(f"[^ \t{layout.delimiter}]")
    if not full.all():
        lines, numbers = lines.filter(full), numbers.filter(full)
    keep, totals = _cut_foot(
        [line.split(layout.delimiter) for line in lines.tail(_tail(foot))], numbers, foot
    )
    lines, numbers = lines.head(keep), numbers.head(keep)
    width = len(layout.header)
    found = lines.str.count_matches(layout.delimiter, literal=True) + 1
    _refuse_ragged(found, numbers, width)
    cells = lines.str.split_exact(layout.delimiter, width - 1).struct.unnest()
    cells.columns = [str(index) for index in range(width)]
    if longest > LONGEST_CELL:
        _refuse_long_cells(cells, numbers, layout)
    return Table(layout, cells, numbers, totals, _padded(text, layout.delimiter))


def _padded(text: str, delimiter: str) -> bool:
    """Whether there can be blanks around a cell; looking for the character alone is what is fast."""
    return " " in text or (delimiter != "\t" and "\t" in text)


def _quoted(text: str, layout: Layout, foot: Foot) -> Table:
    _refuse_malformed(text, layout.delimiter)
    rows, starts = _records(text, layout)
    keep, totals = _cut_foot(rows[-_tail(foot) :], pl.Series(starts, dtype=pl.Int64), foot)
    rows, numbers = rows[:keep], pl.Series("number", starts[:keep], dtype=pl.Int64)
    width = len(layout.header)
    _refuse_ragged(pl.Series([len(row) for row in rows], dtype=pl.UInt32), numbers, width)
    columns = zip(*rows, strict=True) if rows else [()] * width
    cells = pl.DataFrame([pl.Series(str(n), column, dtype=pl.String) for n, column in enumerate(columns)])
    _refuse_long_cells(cells, numbers, layout)
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
        raise _long_cell(before + 1, "") from None
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


def _tail(foot: Foot) -> int:
    return _FOOT + foot.last_lines


def _cut_foot(last: list[list[str]], numbers: pl.Series, foot: Foot) -> tuple[int, tuple[TotalLine, ...]]:
    keep, totals = len(numbers), []
    for drop, row in enumerate(reversed(last)):
        if foot.is_total(row):
            totals.append(TotalLine(numbers[keep - 1], tuple(row)))
        elif drop >= foot.last_lines:
            break
        keep -= 1
    return keep, tuple(reversed(totals))


def _refuse_ragged(found: pl.Series, numbers: pl.Series, width: int) -> None:
    bad = found != width
    if not bad.any():
        return
    count = int(bad.sum())
    first = list(zip(numbers.filter(bad).head(SHOWN), found.filter(bad).head(SHOWN), strict=True))
    problems = [
        Problem(f"row {line}", "ragged", f"has {cells} cells where the header has {width}")
        for line, cells in first
    ]
    line, cells = first[0]
    message = f"{count} rows have not as many cells as the header: row {line} has {cells} instead of {width}."
    raise ReportRefused(message, problems, count, count)


def _refuse_long_cells(cells: pl.DataFrame, numbers: pl.Series, layout: Layout) -> None:
    for index, name in enumerate(layout.header):
        lengths = cells[str(index)].str.len_chars()
        if int(lengths.max() or 0) > LONGEST_CELL:  # type: ignore[arg-type]
            raise _long_cell(numbers[lengths.arg_max() or 0], name)


def _long_cell(line: int, name: str) -> ReportRefused:
    where = f"row {line}" + (f", column {name}" if name else "")
    return refuse("cell_limit", f"{where}: a cell has more than {LONGEST_CELL:,} characters.", where)
