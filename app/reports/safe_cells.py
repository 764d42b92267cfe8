"""Text cells of exports that no spreadsheet takes for a formula (OWASP: CSV injection)."""

import re

import polars as pl

# What a spreadsheet may read as the beginning of a formula or of a command, also behind blanks.
_FORMULA = r"^\s*[=+\-@|%＝＋－＠]|^[\t\r\n]"
_NUMBER = r"^[+-]?[0-9]+(?:[.,][0-9]+)?$"
_SEEN = re.compile(_FORMULA)
_PLAIN = re.compile(_NUMBER, re.ASCII)


def safe_cell(text: str) -> str:
    """The text with a quote before what a spreadsheet would calculate; numbers stay as they are."""
    return f"'{text}" if _SEEN.search(text) and not _PLAIN.fullmatch(text) else text


def safe_cells(name: str) -> pl.Expr:
    """The same for a whole column of text."""
    cell = pl.col(name)
    risky = cell.str.contains(_FORMULA) & ~cell.str.contains(_NUMBER)
    return pl.when(risky).then(pl.concat_str(pl.lit("'"), cell)).otherwise(cell).alias(name)
