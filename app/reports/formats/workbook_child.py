"""The child process that reads a workbook: bytes in on one file, cells as text out on another.

It runs on its own because a hostile workbook of 5 KB makes the reader ask for all memory and abort. It sets
its own limits, and says in one line of JSON what follows: the sheets, then their cells as Arrow IPC.
"""

import io
import json
import resource
import sys
import zipfile
from typing import BinaryIO

import fastexcel

from app.reports.formats.number_formats import percent_columns
from app.reports.formats.workbook import REFUSED, SECONDS

LARGEST_SPACE = 4 * 1024**3  # bytes of address space; polars aborts below 2 GiB
MOST_SHEETS = 50


def _limited() -> None:
    given = resource.getrlimit(resource.RLIMIT_AS)[1]  # by the operator, who alone may lift it
    space = LARGEST_SPACE if given == resource.RLIM_INFINITY else min(given, LARGEST_SPACE)
    resource.setrlimit(resource.RLIMIT_AS, (space, space))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(content: bytes, sheet: str | None, out: BinaryIO) -> None:
    """Writes the sheets (the named one alone, or all that are not hidden) to ``out``."""
    reader = fastexcel.read_excel(content)
    names = [sheet] if sheet in reader.sheet_names else reader.sheet_names[:MOST_SHEETS]
    heads, frames = [], []
    for name in names:
        loaded = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        if loaded.visible != "visible" and sheet is None:
            continue
        frame = loaded.to_polars()
        held = io.BytesIO()
        frame.write_ipc(held)
        place = reader.sheet_names.index(name)
        heads.append(
            {"name": name, "size": held.tell(), "percent": percent_columns(content, place, frame.width)}
        )
        frames.append(held.getvalue())
    out.write(json.dumps({"sheets": heads, "names": reader.sheet_names}).encode() + b"\n")
    for part in frames:
        out.write(part)


def main() -> int:
    """The exit code: 0, or ``REFUSED`` for a workbook that the reader itself turns away."""
    _limited()
    try:
        read(sys.stdin.buffer.read(), sys.argv[1] if len(sys.argv) > 1 else None, sys.stdout.buffer)
    except (fastexcel.FastExcelError, zipfile.BadZipFile, ValueError, KeyError):
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
