"""Any report opened: unpacked, told what it is, its header found. What follows is the same for all."""

import polars as pl

from app.reports.context import Context
from app.reports.formats.csv import read_rows
from app.reports.formats.encoding import decode, refuse_other_content
from app.reports.formats.fits import refuse_without_room
from app.reports.formats.grid import header_rows, rows_below
from app.reports.formats.json_rows import Metrics, array_paths, decode_json, decode_lines, rows_at
from app.reports.formats.kinds import kind_of
from app.reports.formats.layout import SEARCHED, Layout, best, refuse_twice
from app.reports.formats.packed import unpack
from app.reports.formats.queue_log import ASSUMED, COLUMNS, read_queue_log
from app.reports.formats.workbook import Sheet, read_workbook
from app.reports.mapping.document import Document
from app.reports.mapping.guess import known_name
from app.reports.reading.open_plain import BESIDE, MEMORY
from app.reports.reading.open_table import open_table
from app.reports.reading.opened import Opened
from app.reports.refusal import ReportRefused, refuse, shown


def open_report(content: bytes, given: Document, context: Context) -> Opened:
    """The report's header and rows; raises ReportRefused where the content is no report that can be read."""
    content = unpack(content, given.get("archive", {}).get("entry"))
    kind = kind_of(content, given.get("format"))
    match kind:
        case "json":
            return _open_json(decode_json(content), kind, given, context)
        case "ndjson":
            return _open_json(decode_lines(content), kind, given, context)
        case "xlsx" | "xls" | "ods":
            return _open_workbook(content, kind, given, context)
        case "queue_log":
            return _open_queue_log(content, given)
        case _:
            return _open_csv(content, given, context)


def _open_csv(content: bytes, given: Document, context: Context) -> Opened:
    refuse_other_content(content, given.get("encoding"))
    refuse_without_room(len(content), times=MEMORY, beside=BESIDE)
    opened = open_table(content, given, context)
    table = {"decimal": ".", **given.get("table", {}), "delimiter": opened.layout.delimiter}
    found = {"format": "csv", "encoding": opened.encoding, "table": table}
    layout, held = opened.layout, [opened.text]
    # The text is let go of once it is cut: it is as large as the file.
    return Opened(layout, lambda foot: read_rows(held.pop(), layout, foot), found, opened.proven)


def _open_queue_log(content: bytes, given: Document) -> Opened:
    refuse_without_room(len(content), times=MEMORY, beside=BESIDE)
    calls, notes = read_queue_log(decode(content, given.get("encoding")).text)
    layout = Layout("", COLUMNS, 0, 1)
    form = {"format": "queue_log", "table": {"decimal": ".", **given.get("table", {})}}
    return Opened(
        layout, lambda foot: rows_below(calls, layout, foot), form, assumed=ASSUMED, notes=tuple(notes)
    )


def _open_workbook(content: bytes, kind: str, given: Document, context: Context) -> Opened:
    """The sheet and row with most known names, or those that the mapping names."""
    said = {"decimal": ".", **given.get("table", {})}
    sheets = read_workbook(content, said.get("sheet"))
    if not sheets:
        raise refuse("no_rows", "The workbook has no rows: its sheets are empty.")
    known = known_name(given, context.declared)
    chosen, layout, most = sheets[0], None, 0
    for sheet in sheets:
        found, score = best(header_rows(sheet.cells, said.get("header_row")), known)
        if score > most:
            chosen, layout, most = sheet, found, score
    if layout is None:
        raise _no_header(sheets)
    refuse_twice(layout)
    form = {"format": kind, "table": {**said, "sheet": chosen.name}}
    return Opened(layout, lambda foot: rows_below(chosen.cells, layout, foot), form)


def _no_header(sheets: list[Sheet]) -> ReportRefused:
    names = ", ".join(f"“{shown(sheet.name)}”" for sheet in sheets[:10])
    message = (
        f"No header row was found in the first {SEARCHED} rows of the sheets {names}: none holds known "
        "column names. Give a mapping that names the columns, table.sheet and table.header_row."
    )
    return refuse("header", message)


def _open_json(document: object, kind: str, given: Document, context: Context) -> Opened:
    said = given.get("json", {})
    metrics = Metrics(said["metrics"]["list"], tuple(said["metrics"]["name"])) if "metrics" in said else None
    paths = [said["rows"]] if "rows" in said else array_paths(document)
    if not paths:
        raise refuse("no_rows", "The JSON has no array of objects, so there are no rows.")
    tables: dict[Layout, tuple[str, pl.DataFrame]] = {}
    for path in paths:
        names, frame = rows_at(document, path, metrics)
        tables.setdefault(Layout("", names, 0, 1), (path, frame))
    layout, _ = best(tables, known_name(given, context.declared))
    if layout is None:
        raise _nothing_known(paths, next(iter(tables)))
    refuse_twice(layout)
    path, frame = tables[layout]
    found = {
        "format": kind,
        "json": {**said, "rows": path},
        "table": {"decimal": ".", **given.get("table", {})},
    }
    return Opened(layout, lambda foot: rows_below(frame, layout, foot), found)


def _nothing_known(paths: list[str], first: Layout) -> ReportRefused:
    columns = ", ".join(f"“{shown(name)}”" for name in first.header[:10])
    message = (
        "No array of objects in the JSON has known names. Say in a mapping where the rows are (json.rows: "
        f"one of {', '.join(shown(path) for path in paths[:10])}) and how the columns are called; the first "
        f"has {columns or 'none'}."
    )
    return refuse("header", message)
