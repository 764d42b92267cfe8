"""The columns of a file that could not be cut into rows yet, so that somebody can say what they are."""

import csv
from collections.abc import Iterator

from app.reports.formats.kept import Content
from app.reports.formats.layout import SEPARATORS
from app.reports.keeping.heads import Head, heads_of


def columns_seen(content: Content) -> tuple[str, ...]:
    """The names in what is most likely the header: the widest line of the head, under any separator.

    Nothing where no line has two cells with text.
    """
    rows = [row for head in heads_of(content) for row in _cut(head)]
    widest = max(rows, key=len, default=())
    return widest if len(widest) > 1 else ()


def _cut(head: Head) -> Iterator[tuple[str, ...]]:
    if head.kind != "csv":
        yield tuple(dict.fromkeys(cell for cell in head.cells if cell))
        return
    for separator in SEPARATORS:
        try:
            cells = head.columns({"table": {"delimiter": separator}})
        except csv.Error:
            continue
        yield tuple(dict.fromkeys(cell.strip() for cell in cells if cell.strip()))
