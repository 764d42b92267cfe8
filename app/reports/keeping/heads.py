"""What a sender's next file is known by: the header of a table, the columns of an array of objects.

All that could be the header of a file is listed before it is read; once it is read, one of them is its own.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from app.reports.formats.encoding import CODECS, is_utf_16
from app.reports.formats.grid import header_rows
from app.reports.formats.json_rows import array_paths, columns_at, decode_json, decode_lines
from app.reports.formats.kept import Content, head_of, whole
from app.reports.formats.kinds import kind_of
from app.reports.formats.packed import unpack, unpack_is_needed
from app.reports.formats.queue_log import COLUMNS
from app.reports.formats.workbook import read_workbook
from app.reports.mapping.columns import named_columns
from app.reports.mapping.names import same_name
from app.reports.refusal import ReportRefused

_HEAD = 65_536
_KIND = 1024 * 1024  # bytes in which the kind of a file shows
_LINES = 60  # among which the header is looked for


@dataclass(frozen=True, slots=True)
class Head:
    """One line (or array) that may be the header: its digest, the kind of file, its cells where they are cut
    already, and the line of a text, which only its mapping can cut; ``path`` says which array it is.
    """

    digest: str
    kind: str
    cells: tuple[str, ...] = ()
    line: bytes = b""
    path: str = ""

    def columns(self, mapping: Mapping[str, Any]) -> tuple[str, ...]:
        """The names in it, as a completed mapping cuts them."""
        if self.kind != "csv":
            return self.cells
        encoding = "utf-8" if mapping.get("encoding") == "utf-16" else mapping.get("encoding", "utf-8")
        text = self.line.decode(CODECS[encoding], errors="replace").lstrip("\ufeff")
        delimiter = mapping.get("table", {}).get("delimiter", ",")
        return tuple(next(csv.reader([text], delimiter=delimiter), ()))


def heads_of(content: Content) -> tuple[Head, ...]:
    """Everything that may be the header of a file, also inside an archive; nothing where none can be read."""
    try:
        content = unpack(_as_far_as_needed(content), None)
        kind = kind_of(content, None)
        return tuple(_heads(content, kind))
    except ReportRefused:
        return ()


def _as_far_as_needed(content: Content) -> bytes:
    """The first bytes of a text, whose header stands there; anything else whole."""
    head = head_of(content, _KIND)
    is_text = not unpack_is_needed(head) and kind_of(head, None) in ("csv", "queue_log")
    return head if is_text else whole(content)


def _heads(content: bytes, kind: str) -> Iterator[Head]:
    match kind:
        case "csv":
            yield from (
                Head(hashlib.sha256(line).hexdigest(), kind, line=line) for line in _first_lines(content)
            )
        case "queue_log":
            yield _cut(kind, COLUMNS)
        case "json" | "ndjson":
            document = decode_json(content) if kind == "json" else decode_lines(content)
            paths = array_paths(document) or ["[]"]
            yield from (_cut(kind, columns_at(document, path), path) for path in paths)
        case _:
            for sheet in read_workbook(content, None):
                yield from (_cut(kind, layout.header) for layout in header_rows(sheet.cells, None))


def _cut(kind: str, cells: tuple[str, ...], path: str = "") -> Head:
    digest = hashlib.sha256(orjson.dumps([kind, path, cells])).hexdigest()
    return Head(digest, kind, cells, path=path)


def _first_lines(content: bytes) -> list[bytes]:
    if is_utf_16(content):
        content = content[:_HEAD].decode("utf-16", errors="ignore").encode()
    lines = [line.strip() for line in content[:_HEAD].replace(b"\r", b"\n").split(b"\n")]
    return [line for line in lines if line][:_LINES]


def head_read(heads: tuple[Head, ...], mapping: Mapping[str, Any]) -> Head | None:
    """The one that a completed mapping reads: its array, or where all its columns stand, if any."""
    if path := mapping.get("json", {}).get("rows"):
        return next((head for head in heads if head.path == path), None)
    wanted = {same_name(name) for name in named_columns(dict(mapping))}
    for head in heads:
        if wanted and wanted <= {same_name(cell) for cell in head.columns(mapping)}:
            return head
    return None
