"""Text columns of exports that no spreadsheet takes for a formula (OWASP: CSV injection)."""

import polars as pl

from app.csv_text import FORMULA, NUMBER, safe_cell

__all__ = ["safe_cell", "safe_cells"]


def safe_cells(name: str) -> pl.Expr:
    """A whole column of text by the rule of ``safe_cell``."""
    cell = pl.col(name)
    risky = cell.str.contains(FORMULA) & ~cell.str.contains(NUMBER)
    return pl.when(risky).then(pl.concat_str(pl.lit("'"), cell)).otherwise(cell).alias(name)
