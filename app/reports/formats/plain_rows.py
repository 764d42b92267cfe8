"""Lines without quotes, a few megabytes at a time: little is held of them, whatever the size of the file.

A piece that is plainly regular is cut by polars at once, whole numbers as numbers; two sums prove that
nothing was lost on the way. Any other piece is cut line by line, with every fault in its place.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from app.reports.formats.compact import compact, joined
from app.reports.formats.layout import LONGEST_LINE, Layout
from app.reports.formats.progress import tell
from app.reports.formats.table import (
    LONGEST_CELL,
    Foot,
    Table,
    cut_foot,
    refuse_long_cells,
    refuse_ragged,
    tail,
)
from app.reports.refusal import refuse
from app.reports.side_by_side import side_by_side

PIECE = 2 * 1024 * 1024  # characters that are cut at once
_SEEN = 100  # lines that tell which columns may be numbers


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines that are not blank, with their numbers in the file."""

    texts: pl.Series
    numbers: pl.Series


@dataclass(frozen=True, slots=True)
class _Piece:
    """Lines cut into cells; how many cells those have that have not as many as the header."""

    cells: pl.DataFrame
    numbers: pl.Series
    found: pl.Series
    ragged: pl.Series


def read_plain(text: str, layout: Layout, foot: Foot) -> Table:
    """The table below the header; raises ReportRefused for anything malformed, with the lines."""
    return read_pieces(_parts(text), len(text), layout, foot)


def read_pieces(texts: Iterable[str], size: int, layout: Layout, foot: Foot) -> Table:
    """The same of a text that comes in pieces, each of whole lines; ``size`` is that of all of them."""
    parts = _Parts(texts, layout, tail(foot), layout.next_line)
    pieces: list[_Piece] = []
    done = rows = 0
    for length, piece in side_by_side(parts.cut, parts.before_last()):
        pieces.append(piece)
        done, rows = done + length, rows + len(piece.numbers)
        tell(done, size, rows)
    last = _lines(parts.held, parts.line, layout)
    below = [one.split(layout.delimiter) for one in last.texts.tail(tail(foot)).to_list()]
    keep, totals = cut_foot(below, last.numbers, foot)
    pieces.append(_cut(_Lines(last.texts.head(keep), last.numbers.head(keep)), layout))
    found, ragged = (pl.concat([getattr(one, name) for one in pieces]) for name in ("found", "ragged"))
    refuse_ragged(found, ragged, len(layout.header))
    # Each column leaves its pieces as it is joined, so that no more than one stands there twice.
    names = [str(place) for place in range(len(layout.header))]
    cells = [joined([one.cells.drop_in_place(name) for one in pieces]) for name in names]
    numbers = pl.concat([one.numbers for one in pieces])
    return Table(layout, pl.DataFrame(cells), numbers, totals, padded=False)


@dataclass(slots=True)
class _Parts:
    """The text below the header in parts of whole lines; the last lines, which may be no data, are ``held``
    at the end, and ``line`` is the number of the first of them.
    """

    texts: Iterable[str]
    layout: Layout
    last: int
    line: int
    held: str = ""
    whole: frozenset[int] = frozenset()  # the columns that begin with whole numbers

    def before_last(self) -> Iterator[tuple[str, int]]:
        """Each part with the number of its first line; cut while the next one is fetched."""
        begun = False
        for text in _below(self.texts, self.line):
            end = _before_last(text, self.last)
            part, self.held = (self.held + text[:end], text[end:]) if end else ("", self.held + text)
            if part:
                self.whole = self.whole if begun else _numbers_at_first(part[:100_000], self.layout)
                begun = True
                yield part, self.line
                self.line += part.count("\n")

    def cut(self, numbered: tuple[str, int]) -> tuple[int, _Piece]:
        """The cells of a part, and how many characters it had."""
        part, line = numbered
        piece = _at_once(part, line, self.layout, self.whole) or _cut(
            _lines(part, line, self.layout), self.layout
        )
        return len(part), piece


def _parts(text: str) -> Iterator[str]:
    """Whole lines, a few megabytes at a time."""
    start = 0
    while start < len(text):
        after = text.find("\n", start + PIECE) + 1 or len(text)
        yield text[start:after]
        start = after


def _below(texts: Iterable[str], line: int) -> Iterator[str]:
    """The lines from that one on."""
    above = line - 1
    for text in texts:
        at = 0
        while above and at < len(text):
            at, above = text.find("\n", at) + 1 or len(text), above - 1
        yield text[at:]


def _before_last(text: str, wanted: int) -> int:
    """Where the last lines begin, so many of them not blank; they may be no data."""
    at, found = len(text), 0
    while at and found <= wanted:
        before = text.rfind("\n", 0, at - 1) + 1
        found += bool(text[before:at].strip())
        at = before
    return at


def _numbers_at_first(head: str, layout: Layout) -> frozenset[int]:
    """The columns whose first cells are whole numbers or empty, and not all empty."""
    rows = [line.split(layout.delimiter) for line in head.split("\n")[:_SEEN]]
    columns = zip(*(row for row in rows if len(row) == len(layout.header)), strict=True)
    return frozenset(
        place
        for place, cells in enumerate(columns)
        if any(cells) and all(not cell or (cell.isascii() and cell.isdecimal()) for cell in cells)
    )


def _at_once(part: str, line: int, layout: Layout, whole: frozenset[int]) -> _Piece | None:
    """The piece where it is regular; None where any line needs a closer look.

    It is when the separators are as many as so many lines have, none is longer than the header, and all
    cells together are as long as the text: a sign, a blank or a zero before a number would be missing.
    """
    width, content = len(layout.header), part.encode()
    count = content.count(b"\n") + (not content.endswith(b"\n"))
    if content.count(layout.delimiter.encode()) != count * (width - 1):
        return None
    cells = _cells_of(content, layout, whole)
    if cells is None or cells.height != count:
        return None
    if _length(cells) != len(content) - count * (width - 1) - content.count(b"\n"):
        return None
    stripped = cells.with_columns(pl.col(pl.String).fill_null("").str.strip_chars(" \t"))
    if not _all_filled(stripped):
        return None
    numbers = pl.int_range(line, line + count, dtype=pl.Int32, eager=True).alias("number")
    small = pl.DataFrame([compact(one) for one in stripped])
    return _Piece(small, numbers, pl.Series("found", [], dtype=pl.UInt32), numbers.head(0))


def _cells_of(content: bytes, layout: Layout, whole: frozenset[int]) -> pl.DataFrame | None:
    types = {str(place): pl.Int64() if place in whole else pl.String() for place in range(len(layout.header))}
    try:
        return pl.read_csv(
            io.BytesIO(content),
            has_header=False,
            separator=layout.delimiter,
            quote_char=None,
            schema=types,
            extra_columns="raise",
            missing_columns="raise",
        )
    except pl.exceptions.PolarsError:
        return None


def _length(cells: pl.DataFrame) -> int:
    """The bytes of all cells as they would be written; -1 where that cannot be said, or one is too long."""
    total = 0
    for column in cells:
        if column.dtype == pl.String:
            lengths = column.str.len_bytes()
            if int(lengths.max() or 0) > LONGEST_CELL:  # type: ignore[arg-type]
                return -1
            total += int(lengths.sum())
        else:
            least, most = int(column.min() or 0), int(column.max() or 0)  # type: ignore[arg-type]
            if least < 0:
                return -1
            total += len(column) - column.null_count()
            total += sum(int((column >= 10**digits).sum()) for digits in range(1, len(str(most))))
    return total


def _all_filled(cells: pl.DataFrame) -> bool:
    """Whether no line is blank: one of those is no row."""
    filled = [
        pl.col(name) != "" if kind == pl.String else pl.col(name).is_not_null()
        for name, kind in cells.schema.items()
    ]
    return any(cells.select(one.all()).item() for one in filled) or bool(
        cells.select(pl.any_horizontal(filled).all()).item()
    )


def _lines(part: str, line: int, layout: Layout) -> _Lines:
    texts = (
        pl.Series("line", [part.removesuffix("\n")], dtype=pl.String).str.split("\n").explode(keep_nulls=True)
    )
    numbers = pl.int_range(line, line + len(texts), dtype=pl.Int32, eager=True).alias("number")
    lengths = texts.str.len_bytes()
    if int(lengths.max() or 0) > LONGEST_LINE:  # type: ignore[arg-type]
        row = numbers[lengths.arg_max() or 0]
        raise refuse("line_limit", f"Row {row} has more than {LONGEST_LINE:,} characters.", f"row {row}")
    full = texts.str.contains(f"[^ \t{layout.delimiter}]")
    return _Lines(texts.filter(full), numbers.filter(full))


def _cut(lines: _Lines, layout: Layout) -> _Piece:
    width = len(layout.header)
    found = lines.texts.str.count_matches(layout.delimiter, literal=True) + 1
    ragged = found != width
    kept, numbers = lines.texts.filter(~ragged), lines.numbers.filter(~ragged)
    cells = kept.str.split_exact(layout.delimiter, width - 1).struct.unnest()
    cells.columns = [str(place) for place in range(width)]
    refuse_long_cells(cells, numbers, layout)
    small = pl.DataFrame([compact(one.str.strip_chars(" \t")) for one in cells])
    return _Piece(small, numbers, found.filter(ragged).alias("found"), lines.numbers.filter(ragged))
