"""Tables of plain UTF-8, decoded a few megabytes at a time: little is held of them, whatever their size.

Whatever is not plainly one (another encoding, a control character, a quote that matters) is no fault yet:
`NotPlain` says that it has to be looked at as a whole, and that names every fault in its place.
"""

import re
from collections.abc import Iterable, Iterator

from app.reports.formats.encoding import CONTROL


class NotPlain(Exception):
    """The file is to be read as a whole: it is no plain table in UTF-8, or has a fault."""


def plain_texts(parts: Iterable[bytes], delimiter: str) -> Iterator[str]:
    """The text of the parts, whole lines at a time, line ends as ``\\n``; raises NotPlain."""
    held, mark = b"", "\ufeff"
    for part in parts:
        held += part
        end = held.rfind(b"\n") + 1
        if end:
            yield _text(held[:end], delimiter).removeprefix(mark)
            held, mark = held[end:], ""
    if held:
        yield _text(held, delimiter).removeprefix(mark)


def _text(lines: bytes, delimiter: str) -> str:
    # Deleting them all and comparing lengths is five times as fast as looking for the first.
    if len(lines.translate(None, CONTROL)) < len(lines):
        raise NotPlain
    try:
        text = lines.decode()
    except UnicodeDecodeError:
        raise NotPlain from None
    if "\ufffd" in text:
        raise NotPlain
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if '"' in text:
        if not needlessly_quoted(text, delimiter):
            raise NotPlain
        text = text.replace('"', "")
    return text


def needlessly_quoted(text: str, delimiter: str) -> bool:
    """Whether quotes stand only around whole cells that hold no separator, line break or quote."""
    d = re.escape(delimiter)
    text = text if text.endswith("\n") else text + "\n"
    return re.fullmatch(rf'(?:(?:"[^"{d}\n]*+"|[^"{d}\n]*+)[{d}\n])*+', text) is not None
