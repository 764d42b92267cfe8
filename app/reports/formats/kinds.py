"""What the bytes of a report are, told from the bytes: never from the name of the file."""

import re

from app.reports.formats.packed import entries
from app.reports.refusal import refuse

NAMES = {
    "csv": "a CSV table",
    "json": "JSON",
    "ndjson": "NDJSON",
    "xlsx": "an XLSX workbook",
    "xls": "an old Office file (XLS)",
    "ods": "an ODS workbook",
    "queue_log": "an Asterisk queue_log",
}
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_BOM = b"\xef\xbb\xbf"
_JSON = re.compile(rb"\{\s*[\"}]|\[\s*[\[{\"\]]")
_ONE_A_LINE = re.compile(rb"\{[^\n]*\}[ \t\r]*\n\s*\{")
_QUEUE_LOG = re.compile(rb"[0-9]{9,10}(?:\.[0-9]+)?\|[^|\n]*\|[^|\n]*\|[^|\n]*\|[A-Z_]+(?:\||\r?\n|$)")


def kind_of(content: bytes, declared: str | None) -> str:
    """The format: one of ``NAMES``; "csv" for all that is none of the others and may yet be refused.

    Raises ReportRefused where a mapping declares another than the content has.
    """
    found = _kind(content)
    if declared is not None and declared != found:
        message = (
            f"The content does not match: the mapping says {NAMES[declared]}, and this is {NAMES[found]}"
        )
        raise refuse("content", f"{message}.")
    return found


def _kind(content: bytes) -> str:
    if content.startswith(_OLE):
        return "xls"
    if content.startswith(_ZIP):
        names = entries(content)
        return "ods" if "content.xml" in names and "xl/workbook.xml" not in names else "xlsx"
    start = content[: 1024 * 1024].removeprefix(_BOM).lstrip()
    if _JSON.match(start):
        return "ndjson" if _ONE_A_LINE.match(start) else "json"
    return "queue_log" if _QUEUE_LOG.match(start) else "csv"
