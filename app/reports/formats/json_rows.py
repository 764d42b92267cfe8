"""JSON to rows: an array of objects at a path, one object a row; or one object a line (NDJSON).

A path names keys with dots and arrays with ``[]``: ``results[].data[]`` is every object of ``data`` of
every object of ``results``; what stands in the outer objects is repeated in each row. ``[]`` is the document.
Of an array of pages, as a pull keeps them, the path is that of each page.
A list of metrics (``{"metric": "nOffered", "stats": {…}}``) becomes columns ``nOffered.stats.count``.
Numbers keep every digit as they are written, but 10.0 is 10: many systems write no count otherwise.
Where an object has one key twice, the last one counts.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import msgspec
import polars as pl

from app.errors import Problem
from app.reports.formats.fits import refuse_without_room
from app.reports.formats.layout import MOST_COLUMNS
from app.reports.refusal import ReportTooLarge, refuse


def _as_written(number: str) -> str:
    return number.removesuffix(".0")


_DECODER = msgspec.json.Decoder(float_hook=_as_written)
_BOM = b"\xef\xbb\xbf"
LARGEST = 64 * 1024 * 1024  # bytes: JSON is read in one go, which takes ten times as much memory
MEMORY = 16  # times its size, with what reading it needs besides; ten of them stay
_LOOKED_AT = 50  # objects of an array from which further arrays are found
_DEEPEST = 6
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Metrics:
    """A list inside each row whose objects name a metric: where it stands, and what makes up the name."""

    list: str
    name: tuple[str, ...]


def decode_json(content: bytes) -> Any:
    """The document; raises ReportRefused with the byte where it is no JSON, or where it is too large."""
    _refuse_large(content)
    return _decoded(content.removeprefix(_BOM), 0)


def decode_lines(content: bytes) -> list[Any]:
    """The objects of a file with one on each line; raises ReportRefused with the line that is none, or where
    the whole is too large.
    """
    _refuse_large(content)
    lines = content.removeprefix(_BOM).split(b"\n")
    return [_decoded(line, number) for number, line in enumerate(lines, 1) if line.strip()]


def _refuse_large(content: bytes) -> None:
    if len(content) > LARGEST:
        message = f"JSON has at most {LARGEST:,} bytes once it is unpacked; split it by months, or send CSV."
        raise ReportTooLarge(message, [Problem("file", "json_size", message)])
    refuse_without_room(len(content), times=MEMORY)


def _decoded(text: bytes, line: int) -> Any:
    try:
        return _DECODER.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        at = re.search(r"\(byte ([0-9]+)\)", str(error))
        where = f"row {line}" if line else f"byte {at[1]}" if at else "file"
        message = f"This is no JSON that can be read: {where} is wrong, or the text is cut off or too deep."
        raise refuse("json", message, where) from error


def array_paths(document: Any) -> list[str]:
    """Every path at which there is an array of objects, the outer before the inner."""
    return list(dict.fromkeys(_arrays(document, "", 0)))


def _arrays(node: Any, path: str, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(node, list):
        objects = [one for one in node[:_LOOKED_AT] if isinstance(one, dict)]
        if objects:
            yield f"{path}[]"
        for one in objects:
            yield from _arrays(one, f"{path}[]", depth + 1)
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _arrays(value, f"{path}.{key}" if path else key, depth + 1)


def rows_at(document: Any, path: str, metrics: Metrics | None) -> tuple[tuple[str, ...], pl.DataFrame]:
    """The columns and rows at the path, every cell as text; raises ReportRefused where nothing is there."""
    outer: list[Row] = []
    inner: list[Row] = []
    steps = _steps(path)
    for page in document if _are_pages(document, steps) else [document]:
        for around, row in _found(page, steps, {}):
            outer.append(around)
            inner.append(_flat(row, metrics))
    if not inner:
        raise refuse("no_rows", f"The JSON has no objects at “{path}”, so there are no rows.")
    around_names = _names(outer)
    names = _names(inner)
    twice = {name: f"outer.{name}" for name in around_names if name in names}
    columns = {twice.get(name, name): [row.get(name, "") for row in outer] for name in around_names}
    columns |= {name: [row.get(name, "") for row in inner] for name in names}
    if len(columns) > MOST_COLUMNS:
        raise refuse("columns", f"The rows at “{path}” have {len(columns):,} columns; say a path further in.")
    frame = pl.DataFrame(
        [pl.Series(str(n), cells, dtype=pl.String) for n, cells in enumerate(columns.values())]
    )
    return tuple(columns), frame


def columns_at(document: Any, path: str) -> tuple[str, ...]:
    """The names at the path, sorted, as its first objects have them: what one kind of answer is known by."""
    names: set[str] = set()
    for around, row in islice(_found(document, _steps(path), {}), _LOOKED_AT):
        names |= around.keys() | _flat(row, None).keys()
    return tuple(sorted(names))


def _names(rows: Sequence[Row]) -> dict[str, None]:
    names: dict[str, None] = {}
    for row in rows:
        if not row.keys() <= names.keys():
            names |= dict.fromkeys(row)
    return names


def _steps(path: str) -> list[list[str]]:
    """The keys that lead from each array to the next."""
    parts = path.split("[]")
    if parts[-1] or len(parts) == 1:
        message = f"“{path}” does not end in []: rows are the objects of an array."
        raise refuse("json", message, "mapping: json.rows")
    return [[key for key in part.split(".") if key] for part in parts[:-1]]


def _are_pages(document: Any, steps: Sequence[Sequence[str]]) -> bool:
    """Whether the document is an array and its path begins at a key, which only its entries can have."""
    return isinstance(document, list) and bool(steps[0]) and not steps[0][0].isdecimal()


def _found(node: Any, steps: Sequence[Sequence[str]], around: Row) -> Iterator[tuple[Row, Mapping[str, Any]]]:
    array = _at(node, steps[0])
    if steps == [[]] and isinstance(node, dict):
        array = [node]  # a document that is one object is one row
    for one in array if isinstance(array, list) else ():
        if not isinstance(one, dict):
            continue
        if len(steps) == 1:
            yield around, one
        else:
            yield from _found(one, steps[1:], around | dict(_scalars(one, "")))


def _at(node: Any, keys: Sequence[str]) -> Any:
    for key in keys:
        if isinstance(node, list) and key.isdecimal() and int(key) < len(node):
            node = node[int(key)]
        elif isinstance(node, dict):
            node = node.get(key)
        else:
            return None
    return node


def _flat(row: Mapping[str, Any], metrics: Metrics | None) -> Row:
    flat = dict(_scalars(row, ""))
    if metrics is None:
        return flat
    listed = _at(row, metrics.list.split("."))
    for one in listed if isinstance(listed, list) else ():
        named = [_at(one, part.split(".")) for part in metrics.name]
        name = "/".join(str(part) for part in named if part is not None)
        for rest, text in _scalars(one, ""):
            if rest not in metrics.name:
                _add(flat, f"{name}.{rest}", text)
    return flat


def _add(flat: Row, name: str, text: str) -> None:
    if name in flat and flat[name] != text:
        message = f"“{name}” stands twice in one row: name in json.metrics.name what tells the two apart."
        raise refuse("column_twice", message)
    flat[name] = text


def _scalars(node: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in node.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from _scalars(value, f"{name}.")
        elif not isinstance(value, list):
            yield name, _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
