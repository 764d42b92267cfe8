"""Where a CSV's table begins: the separator and the header line, found by known names, never by a sniffer."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.reports.formats.encoding import Decoded
from app.reports.mapping.names import same_name
from app.reports.refusal import ReportRefused, refuse, shown

SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab"}
SEARCHED = 60  # lines in which a header may stand
LONGEST_LINE = 1_000_000
MOST_COLUMNS = 1_000


@dataclass(frozen=True, slots=True)
class Layout:
    """The header as it stands in the file: its cells, its first line (from 1) and the line after it."""

    delimiter: str
    header: tuple[str, ...]
    line: int
    next_line: int

    @property
    def where(self) -> str:
        """The place of the header as messages name it; JSON has no line for it."""
        return f"row {self.line}" if self.line else "file"

    def index(self, column: str) -> int | None:
        """The position of a column by its name: as written, else without case and width; None when
        missing.
        """
        if column in self.header:
            return self.header.index(column)
        folded = [same_name(name) for name in self.header]
        return folded.index(same_name(column)) if same_name(column) in folded else None

    def place(self, column: str) -> int:
        """The position of a column that was seen to be there; KeyError, never another column, else."""
        found = self.index(column)
        if found is None:
            raise KeyError(column)
        return found


def _records(decoded: Decoded, delimiter: str, searched: int) -> Iterator[tuple[int, int, list[str]]]:
    lines = list(_first_lines(decoded.text, searched))
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            message = f"Line {number} has more than {LONGEST_LINE:,} characters: this is not a table."
            raise refuse("line_limit", message, f"row {number}")
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter)
    while True:
        start = reader.line_num + 1
        try:
            row = next(reader)
        except (StopIteration, csv.Error):
            return  # what is malformed is named by the tokeniser that reads the whole
        yield start, reader.line_num + 1, row


def _first_lines(text: str, most: int) -> Iterator[str]:
    """The first lines; splitting the text would copy all that follows them."""
    start = 0
    for _ in range(most):
        end = text.find("\n", start)
        yield text[start:] if end < 0 else text[start:end]
        if end < 0:
            return
        start = end + 1


def candidates(decoded: Decoded, delimiter: str | None, header_row: int | None) -> Iterable[Layout]:
    """Every line that could be the header, under every separator that could be meant."""
    searched = max(SEARCHED, header_row or 0)
    for separator in (delimiter,) if delimiter else tuple(SEPARATORS):
        for start, after, row in _records(decoded, separator, searched):
            if header_row in (None, start) and len(row) <= MOST_COLUMNS:
                yield Layout(separator, tuple(cell.strip() for cell in row), start, after)


def best(layouts: Iterable[Layout], known: Callable[[str], bool]) -> tuple[Layout | None, int]:
    """The candidate with most cells that ``known`` accepts, the earliest of equals; and how many those
    are.
    """
    found, most = None, 0
    for layout in layouts:
        score = len({same_name(cell) for cell in layout.header if cell and known(cell)})
        if score > most:
            found, most = layout, score
    return found, most


def separator_seen(decoded: Decoded) -> str:
    """The separator that stands most often in the first lines, in words."""
    head = decoded.text[:20_000]
    return SEPARATORS[max(SEPARATORS, key=head.count)] if any(map(head.count, SEPARATORS)) else "none"


def refuse_twice(layout: Layout) -> None:
    """Raises ReportRefused when two columns have the same name, also when only case differs."""
    seen: dict[str, str] = {}
    for name in layout.header:
        if name and same_name(name) in seen:
            first = seen[same_name(name)]
            also = "" if first == name else f" (as “{shown(first)}” and “{shown(name)}”)"
            message = f"Column {shown(name)} stands twice in the header{also}: which one counts?"
            raise refuse("column_twice", message, f"{layout.where}, column {shown(name)}")
        seen[same_name(name)] = name


def no_header(decoded: Decoded, missing: str) -> ReportRefused:
    """The refusal when no line can be the header; ``missing`` says what was looked for."""
    return refuse(
        "header",
        f"No header line was found in the first {SEARCHED} lines: {missing}. The separator found is "
        f"{separator_seen(decoded)}. Give a mapping that names the columns, table.delimiter "
        "and table.header_row.",
    )
