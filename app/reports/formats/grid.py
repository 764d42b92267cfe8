"""Rows that came as cells and not as text: a sheet of a workbook, or records. The table is that of a CSV."""

from collections.abc import Iterator

import polars as pl

from app.reports.formats.layout import MOST_COLUMNS, SEARCHED, Layout
from app.reports.formats.table import Foot, Table, cut_foot, refuse_long_cells, refuse_ragged, tail
from app.reports.refusal import refuse


def header_rows(grid: pl.DataFrame, header_row: int | None) -> Iterator[Layout]:
    """Every row of a sheet that could be the header; empty cells at its end are no columns."""
    for number, row in enumerate(grid.head(max(SEARCHED, header_row or 0)).rows(), 1):
        cells = [(cell or "").strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells and header_row in (None, number) and len(cells) <= MOST_COLUMNS:
            yield Layout("", tuple(cells), number, number + 1)


def rows_below(grid: pl.DataFrame, layout: Layout, foot: Foot) -> Table:
    """The rows below the header, which stands in ``layout.line`` (0: the grid has data alone).

    Rows without any text are passed over; raises ReportRefused where a row is wider than the header.
    """
    grid = grid.rename({name: str(place) for place, name in enumerate(grid.columns)})
    cells = grid.slice(layout.line).with_columns(pl.all().fill_null(""))
    first = layout.line + 1
    lines = pl.Series("number", range(first, first + len(cells)), dtype=pl.Int64)
    full = cells.select(pl.any_horizontal(pl.all().str.contains(r"[^ \t]"))).to_series()
    cells, lines = cells.filter(full), lines.filter(full)
    last = [[cell.strip() for cell in row] for row in cells.tail(tail(foot)).rows()]
    keep, totals = cut_foot(last, lines, foot)
    cells, lines = cells.head(keep), lines.head(keep)
    if not len(lines):
        raise refuse("no_rows", "The file has a header and no data rows.", layout.where)
    width = len(layout.header)
    _refuse_wide(cells, lines, width)
    cells = cells[:, :width]
    refuse_long_cells(cells, lines, layout)
    return Table(layout, cells, lines, totals)


def _refuse_wide(cells: pl.DataFrame, lines: pl.Series, width: int) -> None:
    """A value beside the header's last column belongs to no column; said as for a CSV."""
    beside = cells[:, width:]
    if beside.width:
        filled = [
            pl.when(pl.col(name) != "").then(place + 1) for place, name in enumerate(beside.columns, width)
        ]
        found = beside.select(pl.max_horizontal(*filled).fill_null(width)).to_series()
        refuse_ragged(found.cast(pl.UInt32), lines, width)
