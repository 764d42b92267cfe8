"""A table in plain UTF-8, opened by its first lines alone: its rows are cut while its bytes go by."""

from app.reports.context import Context
from app.reports.formats import plain_rows
from app.reports.formats.encoding import Decoded, decode, refuse_other_content
from app.reports.formats.fits import refuse_without_room
from app.reports.formats.kept import Content, head_of, parts_of
from app.reports.formats.kinds import kind_of
from app.reports.formats.layout import SEARCHED, Layout
from app.reports.formats.plain_text import NotPlain, plain_texts
from app.reports.formats.table import Foot, Table
from app.reports.mapping.document import Document
from app.reports.reading.open_table import layout_of
from app.reports.reading.opened import Opened
from app.reports.refusal import ReportRefused

MEMORY = 12  # times its size at worst (measured)
BESIDE = 128 * 1024 * 1024  # bytes besides
_HEAD = 1024 * 1024  # bytes in which the kind of a file shows, and its header stands


def open_plain(content: Content, given: Document, context: Context) -> Opened:
    """The report's header and rows; raises NotPlain where it has to be opened as a whole, and so do the rows.

    Nothing is refused here: what opens the whole file says the same of it, and all that is wrong with it.
    """
    if given.get("format", "csv") != "csv" or given.get("encoding", "utf-8") != "utf-8":
        raise NotPlain
    try:
        head = _head(content, given)
        layout = layout_of(head, given, context)
    except ReportRefused:
        raise NotPlain from None
    refuse_without_room(len(content), times=MEMORY, beside=BESIDE)
    table = {"decimal": ".", **given.get("table", {}), "delimiter": layout.delimiter}
    found = {"format": "csv", "encoding": head.encoding, "table": table}
    return Opened(layout, lambda foot: _rows(content, layout, foot), found)


def _head(content: Content, given: Document) -> Decoded:
    """The first lines, as many as a header may stand in."""
    head = head_of(content, _HEAD)
    if kind_of(head, None) != "csv":
        raise NotPlain
    refuse_other_content(head)
    if len(head) < len(content):
        head = head[: head.rfind(b"\n") + 1]
        if head.count(b"\n") <= max(SEARCHED, given.get("table", {}).get("header_row") or 0):
            raise NotPlain
    return decode(head, "utf-8")


def _rows(content: Content, layout: Layout, foot: Foot) -> Table:
    texts = plain_texts(parts_of(content, plain_rows.PIECE), layout.delimiter)
    try:
        table = plain_rows.read_pieces(texts, len(content), layout, foot)
    except ReportRefused:
        raise NotPlain from None
    if not len(table.lines):
        raise NotPlain
    return table
