"""Times of day that a spreadsheet keeps as fractions of a day: 0.375 is 09:00:00."""

from fractions import Fraction

import polars as pl

from app.reports.formats.values import Written, read_cells
from app.sla.quantities import MILLION

_DAY = Fraction(86_400)
_FRACTION = r"^0?(?:\.[0-9]+)?$"


def are_fractions(cells: pl.Series) -> bool:
    """Whether all cells are decimals from 0 to below 1, one of them not 0: no clock writes those."""
    return bool(cells.str.contains(_FRACTION).all() and cells.str.contains(r"\.[0-9]*[1-9]").any())


def clock_times(cells: pl.Series) -> pl.Series:
    """The fractions as HH:MM:SS, to the nearest second; other cells as they are."""
    read = read_cells(cells, "day", Written(), _DAY)
    seconds = (read.values + MILLION // 2) // MILLION % 86_400
    parts = [
        part.cast(pl.String).str.zfill(2) for part in (seconds // 3600, seconds // 60 % 60, seconds % 60)
    ]
    texts = parts[0] + ":" + parts[1] + ":" + parts[2]
    return texts.zip_with(seconds.is_not_null(), cells)
