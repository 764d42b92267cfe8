"""Columns of cells kept small: whole numbers as numbers, texts that repeat as codes. The text is made anew.

A million rows of fifteen columns of text take 240 MB before anything is read from them. Nothing is lost: a
cell is kept as a number only where that number, written plainly, is the text of the cell.
"""

from collections.abc import Callable, Sequence

import polars as pl

_WIDTHS = (pl.Int8, pl.Int16, pl.Int32, pl.Int64)  # what whole numbers shrink to
_FEW = 4  # a text stands in so many rows on average, at least, where it is worth a code
_FEW_ROWS = 1_000  # that do not decide how the others are kept
_NOT_PLAIN = r"^(?:0[0-9]|[^0-9])"


def compact(cells: pl.Series) -> pl.Series:
    """The cells as small as they get: integers (null for an empty cell), codes of an enumeration, or text."""
    if cells.dtype != pl.String:
        return cells.shrink_dtype()
    numbers = cells.cast(pl.Int64, strict=False)
    empty = numbers.null_count()
    if empty < len(cells) and empty == int((cells == "").sum()) and not cells.str.contains(_NOT_PLAIN).any():
        return numbers.shrink_dtype()
    different = cells.unique()
    return cells.cast(pl.Enum(different)) if len(different) * _FEW <= len(cells) else cells


def as_text(cells: pl.Series) -> pl.Series:
    """The text of the cells as it stood in the file."""
    return cells if cells.dtype == pl.String else cells.cast(pl.String).fill_null("")


def by_text(cells: pl.Series, act: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """The texts that ``act`` makes of those of the cells; where these repeat, it is asked once for each of
    them, and its answers are kept as codes too.
    """
    if cells.dtype != pl.Enum:
        return act(as_text(cells))
    made = act(_texts_of(cells))
    return made.cast(pl.Enum(made.unique())).gather(cells.to_physical())


def joined(parts: Sequence[pl.Series]) -> pl.Series:
    """Parts of one column, one below the other; as text where they were not kept alike."""
    if all(part.dtype.is_integer() for part in parts):
        widest = max((part.dtype for part in parts), key=_WIDTHS.index)
        return pl.concat([part.cast(widest) for part in parts], rechunk=True)
    others = [part for part in parts if part.dtype != pl.Enum]
    if sum(map(len, others)) <= _FEW_ROWS < sum(map(len, parts)):  # the last lines, cut for themselves
        return _recoded([part if part.dtype == pl.Enum else _coded(as_text(part)) for part in parts])
    return pl.concat([as_text(part) for part in parts], rechunk=True)


def _coded(texts: pl.Series) -> pl.Series:
    return texts.cast(pl.Enum(texts.unique()))


def _recoded(parts: Sequence[pl.Series]) -> pl.Series:
    """The parts of a column as codes of one enumeration, which has the texts of all of them."""
    texts = [_texts_of(part) for part in parts]
    every = pl.concat(texts)
    codes, after = every.cast(pl.Enum(every.unique())), 0
    pieces = []
    for part, own in zip(parts, texts, strict=True):
        pieces.append(codes.slice(after, len(own)).gather(part.to_physical()).alias(part.name))
        after += len(own)
    return pl.concat(pieces, rechunk=True)


def _texts_of(codes: pl.Series) -> pl.Series:
    """The different texts of an enumeration, in the order of their codes."""
    kind = codes.dtype
    return kind.categories if isinstance(kind, pl.Enum) else codes.unique()
