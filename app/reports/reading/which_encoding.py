"""Which encoding text is in that is neither declared nor UTF-8: proven by its header, else proposed, else
asked.

A header of ASCII names would be known in any encoding and proves nothing; so what counts are known names
that are not ASCII. Bytes that were written in one encoding do not give known names in another.
"""

from dataclasses import dataclass

from app.reports.context import Context
from app.reports.formats.encoding import Decoded, decode
from app.reports.formats.layout import Layout, best, candidates
from app.reports.mapping.columns import named_columns
from app.reports.mapping.document import Document
from app.reports.mapping.guess import known_name
from app.reports.mapping.names import meaning, same_name
from app.reports.refusal import ReportRefused, refuse

# In how many known names beyond ASCII a header in that encoding must be written, to be proven.
GUESSED = {"gb18030": 2, "big5": 2, "shift-jis": 2, "latin-1": 1}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Text in an encoding that it might have, its header line, and whether that proves the encoding."""

    decoded: Decoded
    layout: Layout
    proven: bool


def find_encoding(content: bytes, given: Document, context: Context, not_utf_8: ReportRefused) -> Candidate:
    """The one encoding whose header has known names; raises ReportRefused, naming all that the bytes fit."""
    fitting: list[str] = []
    found: list[Candidate] = []
    for encoding in GUESSED:
        try:
            decoded = decode(content, encoding)
        except ReportRefused:
            continue
        fitting.append(encoding)
        candidate = _candidate(decoded, given, context)
        if candidate is not None:
            found.append(candidate)
    proven = [one for one in found if one.proven]
    if len(proven or found) == 1:
        return (proven or found)[0]
    raise _asked(not_utf_8, fitting)


def _candidate(decoded: Decoded, given: Document, context: Context) -> Candidate | None:
    layout, _ = best(candidates(decoded, None, None), known_name(given, context.declared))
    if layout is None:
        return None
    needed = {same_name(name) for name in named_columns(given)}
    cells = [cell for cell in layout.header if cell]
    known = [cell for cell in cells if same_name(cell) in needed or meaning(cell, context.declared)]
    beyond = sum(not cell.isascii() for cell in known)
    measures = any(_is_measure(cell, needed, context) for cell in known)
    if not beyond or not measures:
        return None
    return Candidate(decoded, layout, known == cells and beyond >= GUESSED[decoded.encoding])


def _is_measure(cell: str, needed: set[str], context: Context) -> bool:
    what = meaning(cell, context.declared)
    return same_name(cell) in needed or (what is not None and what.role == "measure")


def _asked(not_utf_8: ReportRefused, fitting: list[str]) -> ReportRefused:
    if not fitting:
        return not_utf_8
    where = not_utf_8.problems[0].where
    names = ", ".join(fitting)
    message = f"{not_utf_8.message.partition('; ')[0]}; say which encoding it is: its bytes fit {names}."
    return refuse("encoding", message, where)
