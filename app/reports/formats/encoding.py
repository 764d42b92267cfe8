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
CONTROL = bytes({*range(32), 127} - set(b"\t\n\r"))
_CONTROLS = re.compile(b"[" + re.escape(CONTROL) + b"]")
_AT_ONCE = 1024 * 1024  # bytes that are looked through, and copied
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What the names of mappings mean to Python. The wider sets are those of the programs that print reports:
# files called Latin-1, Shift-JIS or Big5 are Windows' 1252, 932 and 950, which hold the plain ones whole.
CODECS = {
    "utf-8": "utf-8",
    "utf-16": "utf-16",
    "gb18030": "gb18030",
    "big5": "cp950",
    "shift-jis": "cp932",
    "latin-1": "cp1252",
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text with line ends as ``\\n`` and no byte-order mark, and the encoding that it was read in."""

    text: str
    encoding: str


def refuse_other_content(content: bytes, declared: str | None = None) -> None:
    """Raises ReportRefused when the bytes are not a text table: HTML, a picture, an archive, JSON, binary."""
    if declared == "utf-16" or is_utf_16(content):  # then what it holds is told as it is for UTF-8
        content = content.decode(_codec("utf-16", content), errors="ignore").encode()
    start = content[:4096].removeprefix(codecs.BOM_UTF8).lstrip()
    if not start and not content.removeprefix(codecs.BOM_UTF8).strip():
        raise refuse("no_rows", "The file has no rows: it is empty.")
    for magic, what in _MAGIC:
        if content.startswith(magic):
            raise _not_csv(what)
    if _MARKUP.match(start):
        raise _not_csv("an HTML or XML page")
    if _JSON.match(start):
        raise _not_csv("JSON")
    for at in range(0, len(content), _AT_ONCE):
        part = content[at : at + _AT_ONCE]
        # Deleting them all and comparing lengths is five times as fast as looking for the first.
        if len(part.translate(None, CONTROL)) < len(part) and (match := _CONTROLS.search(part)):
            raise _binary(content, at + match.start())


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


def is_utf_16(content: bytes) -> bool:
    """Whether the bytes begin with the mark of UTF-16, which no other text begins with."""
    return content.startswith(_UTF_16)


def decode(content: bytes, declared: str | None) -> Decoded:
    """The text in the declared encoding, else in UTF-8; raises ReportRefused with the byte where that fails.

    UTF-16 is told by its byte-order mark too. Whoever guesses another one asks for it by name and proves it
    by the header (`which_encoding.py`).
    """
    encoding = declared or ("utf-16" if is_utf_16(content) else "utf-8")
    try:
        text = content.decode(_codec(encoding, content))
    except UnicodeDecodeError as error:
        raise _undecodable(content, error.start, encoding, declared) from None
    if "\ufffd" in text:
        raise _already_lost(text, encoding)
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text, encoding)


def _codec(encoding: str, content: bytes) -> str:
    """Python's name; UTF-16 without a mark has its zero bytes where the larger halves stand."""
    if encoding != "utf-16" or is_utf_16(content):
        return CODECS[encoding]
    head = content[:4096]
    return "utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le"


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
    at, line = len(text[:index].encode(CODECS[encoding])), text.count("\n", 0, index) + 1
    return refuse(
        "encoding",
        f"At byte {at} (line {line}) stands the replacement character U+FFFD: the text was damaged before it "
        "came here; export it again.",
        f"byte {at}",
    )
