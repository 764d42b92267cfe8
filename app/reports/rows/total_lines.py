"""Total lines below the table: never read as data, compared with the sum of the rows, and flagged where
they differ.
"""

import polars as pl

from app.errors import Problem
from app.reports.formats.table import Table, TotalLine
from app.reports.formats.values import Written, read_cells
from app.reports.mapping.document import Column
from app.reports.refusal import shown
from app.reports.rows.columns import Measured
from app.sla.quantities import decimal_text, from_millionths


def compare_totals(
    table: Table, columns: tuple[Column, ...], written: Written, measured: Measured
) -> list[Problem]:
    """A flag for each stated total of a count that is not the sum of its column.

    In a total line a mark between thousands needs no declaration: its sum proves how it was meant.
    """
    thousands = written.thousands or ("," if written.decimal == "." else ".")
    flags = []
    for line in table.totals:
        flags.append(Problem(f"row {line.line}", "total_line", "is a total line and was not read as data"))
        if len(line.cells) != len(table.layout.header):
            continue
        for column in columns:
            if column.source is not None and column.measure.unit == "count" and column.measure.adds == "sum":
                flags += _difference(table, line, column, Written(written.decimal, thousands), measured)
    return flags if len(table.totals) == 1 else [flag for flag in flags if flag.code == "total_line"]


def _difference(
    table: Table, line: TotalLine, column: Column, written: Written, measured: Measured
) -> list[Problem]:
    source = str(column.source)
    text = line.cells[table.layout.place(source)].strip(" \t")
    stated = read_cells(pl.Series([text], dtype=pl.String), "count", written).values[0]
    total = int(measured.values[column.measure.name].sum())
    if stated is None or stated == total:
        return []
    message = f"the file's total is {shown(text)}, its rows add up to {decimal_text(from_millionths(total))}"
    return [Problem(f"row {line.line}, column {shown(source)}", "total_differs", message, text)]
