"""From bytes to text: what the content really is, and in which encoding; never guessed, never replaced
by U+FFFD.
"""

import codecs
import re
from dataclasses import dataclass

from app.reports.refusal import ReportRefused, refuse

_MAGIC = (
    (b"PK\x03\x04", "a ZIP archive or an XLSX workbook"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (XLS)"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF document"),
    (b"\x1f\x8b", "a gzip file"),
    (b"BZh", "a bzip2 file"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
)
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|script|\?xml|svg|table|div|!--)", re.IGNORECASE)
_JSON = re.compile(rb"\{\s*[\"}]|\[\s*[\[{\"\]]")
_CONTROL = bytes({*range(32), 127} - set(b"\t\n\r"))
_CONTROLS = re.compile(b"[" + re.escape(_CONTROL) + b"]")
_ALIASES = {"utf-8": "utf-8", "gb18030": "gb18030"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text with line ends as ``\\n`` and no byte-order mark, and the encoding that it was read in."""

    text: str
    encoding: str


def refuse_other_content(content: bytes) -> None:
    """Raises ReportRefused when the bytes are not a text table: HTML, a picture, an archive, JSON, binary."""
    start = content[:4096].removeprefix(codecs.BOM_UTF8).lstrip()
    if not start and not content.removeprefix(codecs.BOM_UTF8).strip():
        raise refuse("no_rows", "The file has no rows: it is empty.")
    for magic, what in _MAGIC:
        if content.startswith(magic):
            raise _not_csv(what)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise refuse(
            "encoding", "The file is not UTF-8 but UTF-16; save it as UTF-8 or declare the encoding."
        )
    if _MARKUP.match(start):
        raise _not_csv("an HTML or XML page")
    if _JSON.match(start):
        raise _not_csv("JSON")
    # Deleting them all and comparing lengths is five times as fast as looking for the first.
    if len(content.translate(None, _CONTROL)) < len(content) and (match := _CONTROLS.search(content)):
        raise _binary(content, match.start())


def _not_csv(what: str) -> ReportRefused:
    return refuse("content", f"The content does not match: this is {what} and not a CSV table.")


def _binary(content: bytes, at: int) -> ReportRefused:
    line = content.count(b"\n", 0, at) + 1
    return refuse(
        "content",
        f"The content does not match: byte {at} (line {line}) is the control character 0x{content[at]:02x}, "
        "which no CSV table holds.",
        f"byte {at}",
    )


def decode(content: bytes, declared: str | None) -> Decoded:
    """The text in the declared encoding, else in UTF-8; raises ReportRefused with the byte where that fails.

    Whoever guesses GB18030 asks for it by name and proves it by the header (`formats/csv.py`).
    """
    encoding = _ALIASES[declared or "utf-8"]
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(content, error.start, encoding, declared) from None
    if "\ufffd" in text:
        raise _already_lost(text, encoding)
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text, encoding)


def _undecodable(content: bytes, at: int, encoding: str, declared: str | None) -> ReportRefused:
    line = content.count(b"\n", 0, at) + 1
    advice = (
        "the declared encoding is wrong" if declared else "say which encoding it is (encoding: gb18030, …)"
    )
    return refuse(
        "encoding",
        f"The file is not {encoding.upper()}: byte {at} (line {line}) is 0x{content[at]:02x}; {advice}.",
        f"byte {at}",
    )


def _already_lost(text: str, encoding: str) -> ReportRefused:
    index = text.index("\ufffd")
    at, line = len(text[:index].encode(encoding)), text.count("\n", 0, index) + 1
    return refuse(
        "encoding",
        f"At byte {at} (line {line}) stands the replacement character U+FFFD: the text was damaged before it "
        "came here; export it again.",
        f"byte {at}",
    )
