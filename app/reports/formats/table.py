"""A report's rows as text columns, whatever format they came from, and how the end of the table is told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from app.errors import Problem
from app.reports.formats.compact import as_text, by_text
from app.reports.formats.layout import Layout
from app.reports.mapping.names import is_total
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
    """The rows below the header: one column per header cell, named by its position; lines count from 1.

    Cells may be kept as numbers or codes (`compact.py`); ``column`` gives their text.
    """

    layout: Layout
    cells: pl.DataFrame
    lines: pl.Series
    totals: tuple[TotalLine, ...]
    padded: bool = True  # whether any cell may begin or end with blanks

    def column(self, index: int) -> pl.Series:
        """The cells of one column as text, stripped of blanks and tabs at both ends."""
        cells = as_text(self.cells[str(index)])
        return cells.str.strip_chars(" \t") if self.padded else cells

    def coded(self, index: int) -> pl.Series:
        """The same cells as codes of their texts where they are kept so, else as text."""
        cells = self.cells[str(index)]
        return cells if cells.dtype == pl.Enum and not self.padded else self.column(index)

    def by_text(self, index: int, act: Callable[[pl.Series], pl.Series]) -> pl.Series:
        """What ``act`` makes of that text; it may be asked once for all cells that are alike."""
        return act(self.column(index)) if self.padded else by_text(self.cells[str(index)], act)

    def whole(self, index: int) -> pl.Series | None:
        """The same cells as integers, null where they are empty; None where not all are plain numbers."""
        cells = self.cells[str(index)]
        return cells if cells.dtype.is_integer() else None


def tail(foot: Foot) -> int:
    """How many rows at the end may be no data."""
    return _FOOT + foot.last_lines


def cut_foot(last: list[list[str]], numbers: pl.Series, foot: Foot) -> tuple[int, tuple[TotalLine, ...]]:
    """How many rows are data, and the total lines below them; ``last`` are the last rows as cells."""
    keep, totals = len(numbers), []
    for drop, row in enumerate(reversed(last)):
        if foot.is_total(row):
            totals.append(TotalLine(numbers[keep - 1], tuple(row)))
        elif drop >= foot.last_lines:
            break
        keep -= 1
    return keep, tuple(reversed(totals))


def refuse_ragged(found: pl.Series, numbers: pl.Series, width: int) -> None:
    """Raises ReportRefused when a row has more or fewer cells than the header."""
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


def refuse_long_cells(cells: pl.DataFrame, numbers: pl.Series, layout: Layout) -> None:
    """Raises ReportRefused for a cell that is longer than a spreadsheet's may be."""
    for index, name in enumerate(layout.header):
        lengths = cells[str(index)].str.len_chars()
        if int(lengths.max() or 0) > LONGEST_CELL:  # type: ignore[arg-type]
            raise long_cell(numbers[lengths.arg_max() or 0], name)


def long_cell(line: int, name: str) -> ReportRefused:
    """The refusal of a cell that is too long; to be raised."""
    where = f"row {line}" + (f", column {name}" if name else "")
    return refuse("cell_limit", f"{where}: a cell has more than {LONGEST_CELL:,} characters.", where)
