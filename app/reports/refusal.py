"""Why a report is refused as a whole, and the faults of its rows collected with their places."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from app.errors import Problem, Refused, TooLarge
from app.reports.refused_rows import LISTED, Said, with_their_columns, without_their_columns

SHOWN = 100
_VALUE = 80  # characters of a cell that a message repeats


class ReportRefused(Refused):
    """A report is refused: ``problems`` are the first of them in the order of the file, ``count`` is
    how many there are, ``rows`` in how many rows they stand (0 when the file could not be cut into
    rows).
    """

    def __init__(
        self,
        message: str,
        problems: Sequence[Problem] = (),
        count: int = 0,
        rows: int = 0,
        listed: Callable[[], bytes] | None = None,
    ) -> None:
        super().__init__(message, problems)
        self.count = count or len(self.problems)
        self.rows = rows
        self._listed = listed

    def listed(self) -> bytes:
        """Every refused row as a CSV file; made only when asked for, because there may be very many."""
        return self._listed() if self._listed else without_their_columns(self.problems)


class OfOtherContracts(ReportRefused):
    """A report is refused because rows of it are another contract's: its bytes are not kept."""

    @classmethod
    def of(cls, refused: ReportRefused) -> "OfOtherContracts":
        """The same refusal, for that reason."""
        return cls(refused.message, refused.problems, refused.count, refused.rows, refused.listed)


class ReportTooLarge(TooLarge, ReportRefused):
    """A report is refused because it is too large once it is unpacked: it is kept, and answered so."""


def refuse(code: str, message: str, where: str = "file", value: str | None = None) -> ReportRefused:
    """The refusal of a whole file with one reason; to be raised."""
    return ReportRefused(message, [Problem(where, code, message, value)])


def shown(text: str) -> str:
    """A cell as a message repeats it: at most 80 characters, control characters made visible."""
    short = text if len(text) <= _VALUE else text[:_VALUE] + "…"
    if short.isprintable():
        return short
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in short)


def placed(line: int, column: str) -> str:
    """Where a cell stands, in words."""
    return f"row {line}" + (f", column {shown(column)}" if column else "")


# From a row (counted from 0) to the code, the sentence and the cell of its fault.
Describe = Callable[[int], tuple[str, str, str | None]]


@dataclass(frozen=True, slots=True)
class _Fault:
    """All rows with one kind of fault in one column."""

    mask: pl.Series
    column: str
    order: int
    describe: Describe
    once: bool = False  # said of all its rows together, at the first of them


@dataclass(slots=True)
class Faults:
    """Collects faults by column without a Python object for every row: only those that are shown are made."""

    lines: pl.Series
    columns: tuple[str, ...]
    found: list[_Fault] = field(default_factory=list)
    cells: pl.DataFrame | None = None  # as they came, for the list of refused rows

    def add(self, mask: pl.Series, column: str, describe: Describe) -> None:
        """Rows where ``mask`` is true are faulty in ``column``; ``describe`` is asked only for rows
        that are shown.
        """
        mask = mask.fill_null(value=False)
        if mask.any():
            order = self.columns.index(column) if column in self.columns else len(self.columns)
            self.found.append(_Fault(mask, column, order, describe))

    def once(self, mask: pl.Series, column: str, describe: Describe) -> None:
        """The same, said once for all those rows together; ``describe`` is asked for the first."""
        self.add(mask, column, describe)
        if self.found and mask.fill_null(value=False).any():
            self.found[-1] = replace(self.found[-1], once=True)

    def rule(self, mask: pl.Series, column: str, code: str, message: str) -> None:
        """The same with one code and one message for every row, and no cell to repeat."""
        self.add(mask, column, lambda _: (code, message, None))

    def of_the_others(self) -> "Faults":
        """A new collection for the rows that have no fault."""
        good = ~self.bad
        cells = None if self.cells is None else self.cells.filter(good)
        return Faults(self.lines.filter(good), self.columns, cells=cells)

    @property
    def bad(self) -> pl.Series:
        """Per row, whether it has any fault."""
        bad = pl.repeat(value=False, n=len(self.lines), dtype=pl.Boolean, eager=True)
        for fault in self.found:
            bad = bad | fault.mask
        return bad

    @property
    def rows(self) -> int:
        """In how many rows there are faults."""
        return int(self.bad.sum())

    @property
    def count(self) -> int:
        """How many faults there are."""
        return sum(1 if fault.once else int(fault.mask.sum()) for fault in self.found)

    def problems(self, keep: int | None = SHOWN) -> list[Problem]:
        """The first faults by line, then by column; all of them when ``keep`` is None."""
        places = sorted(self._places(keep), key=lambda place: place[:2])[:keep]
        return [self._problem(row, fault) for row, _, fault in places]

    def _places(self, keep: int | None) -> Iterator[tuple[int, int, _Fault]]:
        for fault in self.found:
            rows = fault.mask.arg_true()
            most = 1 if fault.once else len(rows) if keep is None else keep
            for row in rows.head(most).to_list():
                yield row, fault.order, fault

    def _problem(self, row: int, fault: _Fault) -> Problem:
        code, message, value = fault.describe(row)
        place = self.place(row, fault.column)
        if fault.once and (more := int(fault.mask.sum()) - 1):
            last = self.lines[fault.mask.arg_true()[-1]]
            message = f"{message}; so are {more:,} more rows, the last of them row {last}"
        return Problem(place, code, message, None if value is None else shown(value))

    def place(self, row: int, column: str = "") -> str:
        """Where a cell stands, as people count: the line of the file and the name of the column."""
        return placed(self.lines[row], column)

    def refusal(self, total: int, keep: int | None = SHOWN) -> ReportRefused:
        """The refusal to raise when anything was found."""
        first = self.problems(keep)
        more = f" ({self.count} faults)" if self.count > self.rows else ""
        message = (
            f"{self.rows} of {total} rows cannot be taken{more}, so nothing of the file was: "
            f"{first[0].where}: {first[0].message}"
        )
        return ReportRefused(message, first, self.count, self.rows, self.listed)

    def listed(self) -> bytes:
        """Every faulty row as a CSV file with its own columns, where they are known."""
        if self.cells is None:
            return without_their_columns(self.problems(None))
        return with_their_columns(self.columns, self.cells, self.lines, self._said())

    def _said(self) -> Iterator[Said]:
        for fault in sorted(self.found, key=lambda fault: fault.order):
            for row in fault.mask.arg_true().head(LISTED).to_list():
                _, message, value = fault.describe(row)
                yield row, fault.column, "" if value is None else shown(value), message
