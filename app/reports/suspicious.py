"""What a report of days says that may be true and hardly is: zeros that mean “not reported”, and leaps.

Flags, never refusals. Half-hours are not looked at (nights are empty), nor calls, nor less than two weeks.
"""

import polars as pl

from app.errors import Problem
from app.reports.check import flag
from app.reports.refusal import Faults
from app.reports.rows import Rows
from app.sla.quantities import MILLION

_FEWEST = 14  # rows from which anything is usual
_RARE = 50  # a zero is odd where it stands in at most one of so many rows
_LEAP = 5  # times the middle of all rows
_MANY = 100 * MILLION  # below that a leap is chance


def suspicious(rows: Rows, faults: Faults) -> list[Problem]:
    """One flag a rule and measure, with its count and its first place."""
    if rows.keys.below_day or len(rows.lines) < _FEWEST:
        return []
    values = {name: column for name, column in rows.measured.values.items() if column.count()}
    if not values:
        return []
    empty = pl.DataFrame({name: column == 0 for name, column in values.items()})
    silent = empty.select(pl.all_horizontal(pl.all().fill_null(value=True))).to_series()
    flags: list[Problem] = []
    if not silent.all():
        flags += flag(rows, faults, silent, next(iter(values)), "all_zero", _ALL_ZERO)
    for name, column in values.items():
        odd = (column == 0) & ~silent
        if int(odd.sum()) * _RARE <= len(column):
            flags += flag(rows, faults, odd, name, "zero_unusual", f"{name} is 0, which it is nowhere else")
    if "offered" in values:
        leap = (values["offered"] > _LEAP * _middle(values["offered"])) & (values["offered"] > _MANY)
        sentence = f"offered is more than {_LEAP} times what it is on the middle day of this file"
        flags += flag(rows, faults, leap, "offered", "leap", sentence)
    return flags


_ALL_ZERO = "every figure is 0: that may mean that nothing was reported"


def _middle(column: pl.Series) -> int:
    """The middle value, the lower one of two."""
    ordered = column.drop_nulls().sort()
    return int(ordered[(len(ordered) - 1) // 2])
