"""The rows of a report that were not taken, as a CSV file: to be corrected, and sent back as it is.

First the columns as they came, then four of ours: which row of the file it was, in which column it is faulty,
what stands there, and why. A row with several faults is one line, so that a corrected file counts it once.
Our columns are known by their names when the file comes back, and are not read.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from app.csv_text import csv_bytes
from app.errors import Problem
from app.reports.safe_cells import safe_cells

OURS = ("refused_row", "refused_column", "refused_value", "refused_reason")
LISTED = 200_000  # rows: what can be made in seconds and opened by a spreadsheet; the counts say the truth
_AND = "; "
_PLACE = re.compile(r"row ([0-9]+)(?:, column (.*))?", re.DOTALL)

Said = tuple[int, str, str, str]  # row, counted from 0; column; value; reason


def with_their_columns(
    header: Sequence[str], cells: pl.DataFrame, lines: pl.Series, said: Iterable[Said]
) -> bytes:
    """The file of all rows of which something is said, in their order, with the cells that they came with."""
    by_row: dict[int, list[Said]] = {}
    for one in said:
        by_row.setdefault(one[0], []).append(one)
    rows = sorted(by_row)[:LISTED]
    places = pl.Series(rows, dtype=pl.UInt32)
    ours = zip(*(_joined(by_row[row]) for row in rows), strict=True) if rows else [()] * 3
    whole = (
        cells[places]
        .select(pl.all().cast(pl.String))
        .with_columns(
            lines.gather(places).cast(pl.String).alias(OURS[0]),
            *(
                pl.Series(name, list(texts), dtype=pl.String)
                for name, texts in zip(OURS[1:], ours, strict=True)
            ),
        )
    )
    return csv_bytes([*header, *OURS], ()) + _written(whole)


def _joined(said: Sequence[Said]) -> tuple[str, str, str]:
    return _AND.join(one[1] for one in said), _AND.join(one[2] for one in said), _AND.join(o[3] for o in said)


def _written(whole: pl.DataFrame) -> bytes:
    safe = whole.select(pl.all().cast(pl.String).fill_null("")).select(
        safe_cells(name) for name in whole.columns
    )
    text: str = safe.write_csv(include_header=False, line_terminator="\r\n")
    return text.encode()


def without_their_columns(problems: Iterable[Problem]) -> bytes:
    """The file where the rows could not be cut into cells, or nothing is wrong with any one row."""
    return csv_bytes(OURS, _placed(problems))


def _placed(problems: Iterable[Problem]) -> Iterator[tuple[str, str, str, str]]:
    for one in problems:
        place = _PLACE.fullmatch(one.where)
        row, column = (place[1], place[2] or "") if place else ("", one.where)
        yield row, column, one.value or "", one.message
