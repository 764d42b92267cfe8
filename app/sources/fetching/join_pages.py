"""The pages of one pull as one report: their bytes one after the other, and nothing of them changed.

JSON objects become the array of all pages, JSON arrays one array of all entries, lines of JSON and of CSV
follow each other; CSV keeps the header of the first page, and all pages must have the same.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec

from app.sources.outside.ask import Fetched
from app.sources.outside.faults import Fault, FetchFailed

BLANK = b" \t\r\n"
BOM = b"\xef\xbb\xbf"
BINARY = (b"PK", b"\x1f\x8b", b"\xff\xfe", b"\xfe\xff", b"\xd0\xcf\x11\xe0")  # packed, UTF-16, workbooks


def joined(pages: Sequence[Fetched]) -> Fetched:
    """Return the pages as one answer. Raises FetchFailed when they make no one report.

    It has no tag to ask for changes by: that of one page says nothing about the others.
    """
    contents = [content for page in pages if (content := page.content.removeprefix(BOM).strip(BLANK))]
    return replace(
        pages[0],
        headers={k: v for k, v in pages[0].headers.items() if k == "content-type"},
        content=_content(contents),
        received=sum(page.received for page in pages),
        seconds=sum(page.seconds for page in pages),
    )


def answer_of(content: bytes) -> Any:
    """Return the page as a JSON value, None for one that is none (CSV, lines of JSON)."""
    if not content.removeprefix(BOM).lstrip(BLANK).startswith((b"{", b"[")):
        return None
    try:
        return msgspec.json.decode(content.removeprefix(BOM))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def has_lines(content: bytes) -> bool:
    """Return whether a page of text has a line below its header."""
    return b"\n" in content.removeprefix(BOM).strip(BLANK)


def _content(contents: Sequence[bytes]) -> bytes:
    answers = [answer_of(content) for content in contents]
    if contents and all(isinstance(answer, dict) for answer in answers):
        return b"[" + b",\n".join(contents) + b"]"  # a single page too: the form is one, however many
    if len(contents) < 2:
        return b"".join(contents)
    if all(isinstance(answer, list) for answer in answers):
        return b"[" + b",\n".join(inner for one in contents if (inner := one[1:-1].strip(BLANK))) + b"]"
    if any(answer is not None for answer in answers) and not all(map(_is_line, contents)):
        raise FetchFailed(Fault.PAGING, "the pages are of different kinds and make no one report")
    if any(content.startswith(BINARY) for content in contents):
        raise FetchFailed(Fault.PAGING, "pages that are packed, workbooks or UTF-16 cannot be joined")
    return _lines(contents)


def _is_line(content: bytes) -> bool:
    """Whether the page is JSON, one object a line."""
    return isinstance(answer_of(content.partition(b"\n")[0]), dict)


def _lines(contents: Sequence[bytes]) -> bytes:
    """The pages of text as one; under one header where they have one."""
    if all(map(_is_line, contents)):
        return b"\n".join(contents) + b"\n"
    header = _header(contents[0])
    for number, content in enumerate(contents, 1):
        if _header(content) != header:
            raise FetchFailed(Fault.PAGING, f"page {number} has another header than page 1")
    if header.count(b'"') % 2:
        raise FetchFailed(Fault.PAGING, "a header of several lines: such pages cannot be joined")
    rows = [content.partition(b"\n")[2] for content in contents[1:]]
    return b"\n".join([contents[0], *(one for one in rows if one)]) + b"\n"


def _header(content: bytes) -> bytes:
    return content.partition(b"\n")[0].rstrip(b"\r")
