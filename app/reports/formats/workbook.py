"""A workbook (XLSX, XLS, ODS) to sheets of text cells, read in a child process with a clock and a limit.

Dates come as 2025-03-01 or 2025-03-01 09:30:00, durations as H:MM:SS, numbers with every digit they have,
cells that show percent with their mark; an error such as #DIV/0! is an empty cell.
"""

import io
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import polars as pl

from app.reports.formats.packed import entries
from app.reports.refusal import ReportRefused, refuse, shown

SECONDS = 60  # that the child may take
REFUSED = 3  # its exit code for a workbook that the reader itself turns away
MOST_MEMORY = 1536 * 1024**2  # bytes that the child may hold
_AT_ONCE = threading.BoundedSemaphore(2)
_LOOK = 0.02  # seconds between two looks at the child
_MACROS, _BINARY = "xl/vbaProject.bin", "xl/workbook.bin"
_DAY_ZERO = pl.date(1899, 12, 31)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, and its cells as text from its first row on."""

    name: str
    cells: pl.DataFrame


def read_workbook(content: bytes, sheet: str | None) -> list[Sheet]:
    """The sheets that are not hidden, or the named one; raises ReportRefused where they cannot be read."""
    if content.startswith(b"PK"):
        _refuse_active(entries(content))
    with _AT_ONCE, tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as made:
        given.write(content)
        given.seek(0)
        _run(given, made, sheet)
        made.seek(0)
        head = json.loads(made.readline())
        found = [
            Sheet(one["name"], _as_shown(pl.read_ipc(io.BytesIO(made.read(one["size"]))), one["percent"]))
            for one in head["sheets"]
        ]
    if sheet is not None and sheet not in head["names"]:
        names = ", ".join(f"“{shown(name)}”" for name in head["names"][:10])
        raise refuse(
            "sheet", f"The workbook has no sheet “{shown(sheet)}”; it has {names}.", "mapping: table.sheet"
        )
    return [one for one in found if one.cells.height]


def _refuse_active(names: list[str]) -> None:
    if _MACROS in names:
        raise refuse("content", "The workbook carries macros; save it as XLSX without them.")
    if _BINARY in names:
        raise refuse("content", "The workbook is a binary one (XLSB), which is not read; save it as XLSX.")


def _run(given: IO[bytes], made: IO[bytes], sheet: str | None) -> None:
    root = Path(__file__).resolve().parents[3]
    paths = os.pathsep.join(filter(None, (str(root), os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "app.reports.formats.workbook_child", *([sheet] if sheet else [])]
    child = subprocess.Popen(  # noqa: S603 - our own module, and the sheet's name is one argument
        command,
        stdin=given,
        stdout=made,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": paths, "POLARS_MAX_THREADS": "1"},
        close_fds=True,
    )
    try:
        code = _watched(child)
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
    if code == REFUSED:
        message = (
            "The workbook cannot be read: it is damaged, cut off, locked with a password, or no workbook."
        )
        raise refuse("workbook", message)
    if code != 0:
        raise _too_much()


def _watched(child: subprocess.Popen[bytes]) -> int:
    """The child's exit code; raises ReportRefused when its time or memory is used up."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        try:
            return child.wait(_LOOK)
        except subprocess.TimeoutExpired:
            if _memory_of(child.pid) > MOST_MEMORY:
                raise _too_much() from None
    raise refuse("workbook", f"The workbook takes more than {SECONDS} seconds to read; split it by months.")


def _memory_of(pid: int) -> int:
    """Bytes that a process holds, where the system tells it (Linux); 0 elsewhere, where its limit must do."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _too_much() -> ReportRefused:
    message = (
        "The workbook asks for more memory than a report needs: a value stands far outside the table, or the "
        "sheet is too large. Save the table alone, or as CSV."
    )
    return refuse("workbook", message)


def _as_shown(cells: pl.DataFrame, percent: list[int]) -> pl.DataFrame:
    cells = cells.rename({name: str(place) for place, name in enumerate(cells.columns)})
    shown_as = [
        _with_percent(_with_times(pl.col(name))) if int(name) in percent else _with_times(pl.col(name))
        for name in cells.columns
    ]
    return _whole_days(cells.with_columns(shown_as))


def _with_times(cell: pl.Expr) -> pl.Expr:
    """A duration comes as a moment of the calendar's first days; H:MM:SS is what it shows."""
    moment = cell.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", strict=False)
    seconds = (moment - _DAY_ZERO.cast(pl.Datetime)).dt.total_seconds()
    minute, second = seconds // 60 % 60, seconds % 60
    two = [part.cast(pl.String).str.zfill(2) for part in (minute, second)]
    text = pl.concat_str((seconds // 3600).cast(pl.String), *two, separator=":")
    return pl.when(cell.str.contains(r"^(?:1899|1900)-") & (seconds >= 0)).then(text).otherwise(cell)


def _with_percent(cell: pl.Expr) -> pl.Expr:
    """A plain decimal a hundred times as large, with the mark; exact, because only the point moves."""
    fraction = cell.str.extract(r"\.([0-9]+)$").fill_null("").str.pad_end(2, "0")
    whole = pl.concat_str(cell.str.extract(r"^(-?[0-9]+)"), fraction.str.head(2))
    whole = whole.str.replace(r"^(-?)0+([0-9])", "${1}${2}")
    rest = fraction.str.slice(2)
    point = pl.when(rest == "").then(pl.lit("")).otherwise(pl.concat_str(pl.lit("."), rest))
    shown_as = pl.concat_str(whole, point, pl.lit("%"))
    return pl.when(cell.str.contains(r"^-?[0-9]+(?:\.[0-9]+)?$")).then(shown_as).otherwise(cell)


def _whole_days(cells: pl.DataFrame) -> pl.DataFrame:
    """In a column whose dates are all midnight they are days and have no time."""
    kept = []
    for cell in cells:
        stamped = cell.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:")
        days = cell.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2} 00:00:00$")
        kept.append(cell.str.replace(r" 00:00:00$", "") if stamped.any() and stamped.equals(days) else cell)
    return pl.DataFrame(kept)
