"""Reports written for the tests, and the two ways that reading one can end."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pytest

from app.reports.reading.read import Context, Reading, ReportRefused, read_report
from app.sla.sheets import Sheet

TODAY = date(2026, 11, 22)
ONE_QUEUE = Context("Asia/Shanghai", ("billing",), earliest=date(2019, 1, 1), latest=TODAY)
TWO_QUEUES = Context(
    "Asia/Shanghai",
    ("billing", "orders"),
    earliest=date(2019, 1, 1),
    latest=TODAY,
    queue_titles={"billing": "账单热线", "orders": "订单热线"},
)
HEADER = "date,offered,answered,abandoned"
ROWS = ("2025-03-01,100,90,10", "2025-03-02,120,120,0", "2025-03-03,80,60,20")


def text(*lines: str, header: str = HEADER) -> bytes:
    """A file of these lines below the header, in UTF-8."""
    return "\n".join((header, *lines, "")).encode()


def columns(names: Iterable[str], rows: Iterable[Iterable[object]], delimiter: str = ",") -> bytes:
    """A file of these columns and rows."""
    lines = [delimiter.join(map(str, row)) for row in (tuple(names), *map(tuple, rows))]
    return ("\n".join(lines) + "\n").encode()


OK = text(*ROWS)


def read(content: bytes, mapping: Mapping[str, Any] | None = None, context: Context = ONE_QUEUE) -> Reading:
    """The reading; fails the test when it is refused."""
    return read_report(content, mapping, context)


def refused(
    content: bytes, mapping: Mapping[str, Any] | None = None, context: Context = ONE_QUEUE
) -> ReportRefused:
    """The refusal; fails the test when the file is taken."""
    with pytest.raises(ReportRefused) as caught:
        read_report(content, mapping, context)
    assert caught.value.problems
    assert caught.value.count >= len(caught.value.problems)
    return caught.value


def stated(sheets: Iterable[Sheet]) -> list[tuple[str, date, dict[str, int]]]:
    """Queue, first day and totals of each sheet: what must be equal when two files say the same."""
    return [(sheet.queue, sheet.first_day, dict(sheet.totals)) for sheet in sheets]


def whole(reading: Reading, name: str) -> int:
    """The sum of a measure over all sheets, in its unit."""
    total, rest = divmod(sum(sheet.totals.get(name, 0) for sheet in reading.sheets), 1_000_000)
    assert rest == 0
    return total
