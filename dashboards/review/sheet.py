"""Writing a workbook: text that no spreadsheet runs, numbers digit by digit, formulas beside their result.

A number goes into the file from its exact decimal text, never through a binary float; a spreadsheet itself
reckons with 15 digits. Text is a string cell whatever it begins with (D01).
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from dashboards.parts import Money

if TYPE_CHECKING:
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - the same workbook gives the same bytes; the day stands inside
_WIDEST, _NARROWEST = 60, 10


@dataclass(frozen=True, slots=True)
class Sum:
    """A formula and the result that we reckoned, exactly; ``digits`` are the decimals shown."""

    formula: str
    result: str
    digits: int = 2
    share: bool = False


@dataclass(frozen=True, slots=True)
class Exact:
    """A number as exact decimal text; ``share``: a ratio, shown in percent."""

    text: str
    digits: int = 0
    share: bool = False


Cell = str | Exact | Sum | Money | date | None


class Book:
    """A workbook in the making; ``done`` gives its bytes."""

    def __init__(self, title: str) -> None:
        import xlsxwriter  # type: ignore[import-untyped] # noqa: PLC0415 - 8 MB that only workbooks need

        self._out = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._out, {"in_memory": True})
        self._book.set_properties({"title": title, "created": _MADE})
        self._head = self._book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._shapes: dict[tuple[str, bool], Format] = {}

    def sheet(
        self, name: str, head: Sequence[str], rows: Sequence[Sequence[Cell]], *, totals: bool = False
    ) -> None:
        """A sheet with a head that stays; the last row is bold where it holds the totals."""
        page = self._book.add_worksheet(name[:31])
        for column, text in enumerate(head):
            page.write_string(0, column, text, self._head)
            texts = [shown(row[column]) for row in rows]
            longest = max([len(one) for one in texts] + [len(text) // 2], default=0)
            page.set_column(column, column, min(_WIDEST, max(_NARROWEST, longest + 2)))
        for number, row in enumerate(rows, 1):
            bold = totals and number == len(rows)
            for column, cell in enumerate(row):
                self._write(page, number, column, cell, bold=bold)
        page.freeze_panes(1, 1)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)

    def _write(self, page: Worksheet, row: int, column: int, cell: Cell, *, bold: bool) -> None:
        if isinstance(cell, Sum):
            shape = self._shape(_form(cell.digits, share=cell.share), bold=bold)
            page.write_formula(row, column, cell.formula, shape, Decimal(cell.result))
        elif isinstance(cell, Exact):
            page.write_number(
                row, column, Decimal(cell.text), self._shape(_form(cell.digits, share=cell.share), bold=bold)
            )
        elif isinstance(cell, Money):
            page.write_number(
                row, column, Decimal(cell.text), self._shape(_form(decimals(cell.text)), bold=bold)
            )
        elif isinstance(cell, date):
            page.write_datetime(row, column, cell, self._shape("yyyy-mm-dd", bold=bold))
        elif cell is not None:
            page.write_string(row, column, cell, self._shape("@", bold=bold))

    def _shape(self, form: str, *, bold: bool) -> Format:
        if (form, bold) not in self._shapes:
            self._shapes[form, bold] = self._book.add_format({"num_format": form, "bold": bold})
        return self._shapes[form, bold]

    def done(self) -> bytes:
        """The bytes of the workbook."""
        self._book.close()
        return self._out.getvalue()


def decimals(text: str) -> int:
    """How many decimals a decimal text has."""
    return len(text.partition(".")[2])


def _form(digits: int, *, share: bool = False) -> str:
    return "#,##0" + ("." + "0" * digits if digits else "") + ("%" if share else "")


def shown(cell: Cell) -> str:
    """About what a cell shows, for the width of its column."""
    if isinstance(cell, Sum):
        return cell.result[:14]
    if isinstance(cell, Exact | Money):
        return cell.text[:14]
    return "" if cell is None else str(cell)


def place(head: Mapping[str, str], key: str) -> str:
    """The letter of a column by its key, in the order of the head."""
    from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped] # noqa: PLC0415 - as above

    return str(xl_col_to_name(list(head).index(key)))
