"""The text of a report and its header: encodings and separators that are declared or proven, never
guessed.
"""

from dataclasses import dataclass

from app.reports.context import Context
from app.reports.formats.encoding import Decoded, decode
from app.reports.formats.layout import SEPARATORS, Layout, best, candidates, no_header, refuse_twice
from app.reports.mapping import Document, named_columns
from app.reports.mapping_guess import known_name
from app.reports.names import meaning, same_name
from app.reports.refusal import ReportRefused, refuse, shown


@dataclass(frozen=True, slots=True)
class Opened:
    """The decoded text, the encoding it was read in, and where its table begins."""

    text: str
    encoding: str
    layout: Layout


def open_table(content: bytes, given: Document, context: Context) -> Opened:
    """The text and its header line; raises ReportRefused when either cannot be told for certain."""
    declared = given.get("encoding")
    try:
        decoded = decode(content, declared)
    except ReportRefused as refusal:
        proven = None if declared else _proven_gb18030(content, given, context)
        if proven is None:
            raise refusal from None
        return proven
    layout = _layout(decoded, given, context)
    refuse_twice(layout)
    if (
        layout.delimiter == ";"
        and "delimiter" not in given.get("table", {})
        and not _all_known(layout, given, context)
    ):
        message = (
            "The separator found is a semicolon, and not every column has a known name: declare "
            "table.delimiter (“;”) and table.decimal in a mapping."
        )
        raise refuse("separator", message, f"row {layout.line}")
    return Opened(decoded.text, decoded.encoding, layout)


def _layout(decoded: Decoded, given: Document, context: Context) -> Layout:
    table, known = given.get("table", {}), known_name(given, context.declared)
    delimiter, row = table.get("delimiter"), table.get("header_row")
    layout, _ = best(candidates(decoded, delimiter, row), known)
    if layout is None or (row and _incomplete(layout, given)):
        elsewhere, _ = best(candidates(decoded, delimiter, None), known) if row else (None, 0)
        if elsewhere is not None and not _incomplete(elsewhere, given):
            message = (
                f"The header stands in row {elsewhere.line}, not in row {row}: correct table.header_row."
            )
            raise refuse("header", message, f"row {row}")
    if layout is None and delimiter is not None:
        other, _ = best(candidates(decoded, None, row), known)
        if other is not None:
            seen = SEPARATORS[other.delimiter]
            message = f"The separator found is {seen}, not the one that table.delimiter declares."
            raise refuse("separator", message, f"row {other.line}")
    if layout is None:
        raise no_header(decoded, _sought(given))
    return layout


def _incomplete(layout: Layout, given: Document) -> bool:
    return any(layout.index(name) is None for name in named_columns(given))


def _sought(given: Document) -> str:
    names = named_columns(given)
    if names:
        return "none holds " + ", ".join(f"“{shown(name)}”" for name in names[:10])
    return "none holds known column names such as date, offered, answered, 日期, 请求服务数"


def _all_known(layout: Layout, given: Document, context: Context) -> bool:
    needed = {same_name(name) for name in named_columns(given)}
    cells = [cell for cell in layout.header if cell]
    return all(same_name(cell) in needed or meaning(cell, context.declared) is not None for cell in cells)


def _proven_gb18030(content: bytes, given: Document, context: Context) -> Opened | None:
    """GB18030 is believed when it decodes strictly and the header is known names, two of them not
    ASCII: a header of ASCII names would be known in any encoding and prove nothing.
    """
    try:
        decoded = decode(content, "gb18030")
    except ReportRefused:
        return None
    layout, _ = best(candidates(decoded, None, None), known_name(given, context.declared))
    if layout is None or not _all_known(layout, given, context):
        return None
    if sum(not cell.isascii() for cell in layout.header) < 2:
        return None
    refuse_twice(layout)
    return Opened(decoded.text, decoded.encoding, layout)
