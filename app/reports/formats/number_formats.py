"""Which columns of an XLSX sheet show their numbers as percent: 0.9401 in the file is 94.01 % on the screen.

The reader of cells drops number formats, and 0.94 without its mark may be 0.94 or 94 %. Only the first rows
are looked at. A document type is refused, so no entity is ever expanded.
"""

import io
import posixpath
import re
import zipfile
from typing import Any
from xml.parsers import expat  # nosec: document types are refused below

_ROWS = 300
_BUILT_IN = {9, 10}  # 0% and 0.00%
_CELL = re.compile(r"([A-Z]{1,3})([0-9]+)")


class _Enough(Exception):
    pass


def percent_columns(content: bytes, sheet: int, width: int) -> list[int]:
    """Positions, counted from the sheet's first used column, whose numbers all have a percent format.

    Nothing for other kinds of workbooks, and where the used columns cannot be told from the first rows.
    """
    if not content.startswith(b"PK"):
        return []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "xl/workbook.xml" not in archive.namelist() or "xl/styles.xml" not in archive.namelist():
            return []
        styles = _percent_styles(archive)
        path = _sheet_path(archive, sheet)
        if not styles or path is None:
            return []
        seen = _styles_of_columns(archive, path)
    if not seen or max(seen) - min(seen) + 1 != width:
        return []
    first = min(seen)
    return sorted(column - first for column, kinds in seen.items() if kinds and kinds <= styles)


def _parse(archive: zipfile.ZipFile, path: str, start: Any, end: Any = None) -> None:
    def refuse(*_: object) -> None:
        raise ValueError("a document type in a workbook")

    parser = expat.ParserCreate(namespace_separator=None)
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    try:
        with archive.open(path) as file:
            parser.ParseFile(file)
    except _Enough:
        return
    except expat.ExpatError as error:
        raise ValueError("the workbook's XML is damaged") from error


def _percent_styles(archive: zipfile.ZipFile) -> set[int]:
    """The numbers of cell styles whose format has a percent mark."""
    formats: set[int] = set(_BUILT_IN)
    styles: list[int] = []
    inside = [False]

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "numFmt" and "%" in re.sub(r'"[^"]*"|\\.', "", attributes.get("formatCode", "")):
            formats.add(int(attributes["numFmtId"]))
        elif local == "cellXfs":
            inside[0] = True
        elif local == "xf" and inside[0]:
            styles.append(int(attributes.get("numFmtId", "0")))

    def end(name: str) -> None:
        if name.rpartition(":")[2] == "cellXfs":
            inside[0] = False

    _parse(archive, "xl/styles.xml", start, end)
    return {style for style, number in enumerate(styles) if number in formats}


def _sheet_path(archive: zipfile.ZipFile, sheet: int) -> str | None:
    """Where the sheet's cells stand in the archive, by the workbook's order."""
    ids: list[str] = []
    targets: dict[str, str] = {}

    def sheets(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet":
            ids.append(
                next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            )

    def relations(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    _parse(archive, "xl/workbook.xml", sheets)
    if "xl/_rels/workbook.xml.rels" not in archive.namelist() or sheet >= len(ids):
        return None
    _parse(archive, "xl/_rels/workbook.xml.rels", relations)
    target = targets.get(ids[sheet], "")
    path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    return path if path in archive.namelist() else None


def _styles_of_columns(archive: zipfile.ZipFile, path: str) -> dict[int, set[int]]:
    """Per used column of the first rows, the styles of its cells that hold numbers."""
    seen: dict[int, set[int]] = {}
    rows = [0]

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            rows[0] += 1
            if rows[0] > _ROWS:
                raise _Enough
        elif local == "c" and (cell := _CELL.fullmatch(attributes.get("r", ""))):
            kinds = seen.setdefault(_number_of(cell[1]), set())
            if attributes.get("t", "n") == "n":
                kinds.add(int(attributes.get("s", "0")))

    _parse(archive, path, start)
    return seen


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
