"""CSV that goes out to people: RFC 4180, and no cell that a spreadsheet would run as a formula.

A cell that begins like a formula gets an apostrophe before it; a number does not, whatever its sign. A byte
order mark leads, because without one a well-known spreadsheet takes UTF-8 for the local code page.
"""

import csv
import io
import re
from collections.abc import Iterable
from typing import IO

BOM = b"\xef\xbb\xbf"
MEDIA_TYPE = "text/csv; charset=utf-8"
# Both are read by Python and by polars alike. Full-width signs count too: they are taken for the plain ones.
FORMULA = r"^\s*[=+\-@|%＝＋－＠]|^[\t\r\n]"
NUMBER = r"^[+-]?[0-9]+([.,][0-9]+)*%?$"
_FORMULA, _NUMBER = re.compile(FORMULA), re.compile(NUMBER)


def safe_cell(text: str) -> str:
    """The text as a cell that no spreadsheet runs."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


def csv_bytes(header: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A whole CSV file in UTF-8 with its byte order mark; every cell safe, every line ended by CR LF."""
    out = io.BytesIO()
    write_csv(out, header, rows)
    return out.getvalue()


def write_csv(out: IO[bytes], header: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """The same into a file, a row after the other."""
    out.write(BOM)
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([safe_cell(name) for name in header])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    text.detach()  # the file stays open
