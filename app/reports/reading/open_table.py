"""The text of a report and its header: encodings and separators that are declared or proven, never
guessed.
"""

from dataclasses import dataclass

from app.reports.context import Context
from app.reports.formats.encoding import Decoded, decode, is_utf_16
from app.reports.formats.layout import SEPARATORS, Layout, best, candidates, no_header, refuse_twice
from app.reports.mapping.columns import missing_columns, named_columns
from app.reports.mapping.document import Document
from app.reports.mapping.guess import known_name
from app.reports.mapping.names import meaning, same_name
from app.reports.reading.which_encoding import find_encoding
from app.reports.refusal import ReportRefused, refuse, shown


@dataclass(frozen=True, slots=True)
class Opened:
    """The decoded text, the encoding it was read in, where its table begins, whether that is certain."""

    text: str
    encoding: str
    layout: Layout
    proven: bool = True


def open_table(content: bytes, given: Document, context: Context) -> Opened:
    """The text and its header line; raises ReportRefused when either cannot be told for certain."""
    declared = given.get("encoding")
    try:
        decoded = decode(content, declared)
    except ReportRefused as refusal:
        if declared or is_utf_16(content):
            raise
        found = find_encoding(content, given, context, refusal)
        _check(found.layout, given, context)
        return Opened(found.decoded.text, found.decoded.encoding, found.layout, found.proven)
    return Opened(decoded.text, decoded.encoding, layout_of(decoded, given, context))


def layout_of(decoded: Decoded, given: Document, context: Context) -> Layout:
    """The header line of a text; raises ReportRefused when it cannot be told for certain."""
    layout = _layout(decoded, given, context)
    _check(layout, given, context)
    return layout


def _check(layout: Layout, given: Document, context: Context) -> None:
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
    return bool(missing_columns(given, layout))


def _sought(given: Document) -> str:
    names = named_columns(given)
    if names:
        return "none holds " + ", ".join(f"“{shown(name)}”" for name in names[:10])
    return "none holds known column names such as date, offered, answered, 日期, 请求服务数"


def _all_known(layout: Layout, given: Document, context: Context) -> bool:
    needed = {same_name(name) for name in named_columns(given)}
    cells = [cell for cell in layout.header if cell]
    return all(same_name(cell) in needed or meaning(cell, context.declared) is not None for cell in cells)
