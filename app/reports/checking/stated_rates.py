"""Rates that a report states, compared with those of its own counts (domain.md §8); never read as figures."""

import polars as pl

from app.errors import Problem
from app.reports.formats.table import Table
from app.reports.formats.values import Written, read_cells
from app.reports.mapping.guess import meanings, unit_of_column
from app.reports.mapping.names import Meaning
from app.reports.refusal import Faults, shown
from app.reports.rows.columns import Measured
from app.sla.quantities import MILLION

_DIGITS = 6


def compare_rates(table: Table, written: Written, measured: Measured, faults: Faults) -> list[Problem]:
    """A flag for each stated rate that is more than one unit of its last digit off its counts.

    One unit and not half of it, because some vendors cut instead of rounding.
    """
    flags = []
    counts = measured.sources.keys() - measured.slack.keys()
    for name, what in meanings(table.layout, measured.kinds).items():
        if what.role == "rate" and {what.name, what.per} <= counts:
            off = _off(table, name, what, written, measured).fill_null(value=False) & ~faults.bad
            if off.any():
                place = faults.place(int(off.arg_true()[0]), name)
                rate = f"{what.name} / {what.per}"
                sentence = f"“{shown(name)}” is not {rate} in {int(off.sum())} rows, first here"
                flags.append(Problem(place, "stated_rate_differs", sentence))
    return flags


def _off(table: Table, name: str, what: Meaning, written: Written, measured: Measured) -> pl.Series:
    """Per row, whether |stated - part / whole| is over one unit of the last digit; in whole numbers."""
    unit = unit_of_column(name, table)
    if unit not in ("percent", "ratio"):
        return pl.repeat(value=False, n=len(table.lines), dtype=pl.Boolean, eager=True)
    cells = read_cells(table.column(table.layout.place(name)), unit, written)
    part, whole = (measured.values[count] // MILLION for count in (what.name, what.per))
    last = pl.Series([10 ** (_DIGITS - n) for n in range(_DIGITS + 1)]).gather(cells.digits.clip(0, _DIGITS))
    scale = (100 if unit == "percent" else 1) * MILLION
    sensible = cells.values.clip(0, 10 * scale)  # so that the product fits 64 bits
    return ((sensible * whole - part * scale).abs() > last * whole) & (whole > 0)
