"""Columns in which one number stands on so many days that somebody seems to have filled it in.

Looked for in every column of numbers, read or not, of reports by day: an average that is 30 on each day that
has none moves every figure that is derived from it.
"""

from collections.abc import Iterator

import polars as pl

from app.errors import Problem
from app.reports.checking.by_day import listed
from app.reports.formats.table import Table
from app.reports.mapping.document import Document
from app.reports.refusal import Faults, shown
from app.reports.rows.columns import Rows

FEWEST = 28  # rows: four weeks
SHARE = 10  # one row in so many, at least, has the value …
LEAST = 7  # … in at least so many …
TIMES = 4  # … and in so many times as many rows as the next value
DIFFERENT = 4  # values beside it, or the column is constant on purpose (agents, a threshold)
_SMALL = 20  # below that, whole numbers repeat by themselves
_NUMBER = r"^[0-9]+(?:[.,][0-9]+)?%?$|^[0-9]{1,2}:[0-5][0-9]:[0-5][0-9]$"
_NATURAL = r"^(?:100|1|0)(?:[.,]0+)?%?$|^0?0:00:00$"  # all of it, or none: rates are often just that


def imputed(table: Table, document: Document, rows: Rows, faults: Faults) -> Iterator[Problem]:
    """One flag a column; none for reports of intervals, of calls or of less than four weeks."""
    if rows.keys.below_day or len(rows.lines) < FEWEST:
        return
    keys = {part.get("from") for part in document.get("key", {}).values()}
    for place, name in enumerate(table.layout.header):
        if not name or name in keys:
            continue
        cells = table.column(place)
        value = filled_in(cells)
        if value is not None:
            same = (cells == value).fill_null(value=False)
            where = faults.place(int(same.arg_true()[0]), name)
            days = listed(rows.keys.day.filter(same))
            sentence = f"“{shown(name)}” is {shown(value)} in {int(same.sum())} of {len(cells)} rows"
            yield Problem(where, "constant", f"{sentence}, as if it were filled in: {days}", shown(value))


def filled_in(cells: pl.Series) -> str | None:
    """The value that stands far too often; None where there is none."""
    counts = cells.filter(cells.str.contains(_NUMBER)).value_counts(sort=True)
    if len(counts) <= DIFFERENT:
        return None
    values, often = counts.to_series(0), counts.to_series(1)
    value, most, next_most = str(values[0]), int(often[0]), int(often[1])
    if values.head(1).str.contains(_NATURAL)[0] or (value.isdigit() and int(value) < _SMALL):
        return None
    return value if most >= max(LEAST, TIMES * next_most) and most * SHARE >= len(cells) else None
