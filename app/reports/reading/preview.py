"""What a report would become, shown before anything is stored: the mapping, five rows and what they state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.errors import Problem
from app.reports.context import Context
from app.reports.formats.kept import Content
from app.reports.formats.times import day_start
from app.reports.mapping.document import Document
from app.reports.reading.read import Examined, examine
from app.reports.refusal import shown
from app.reports.rows.days import day_numbered
from app.sla.quantities import decimal_text, from_millionths

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Example:
    """One row: its line in the file, its cells by column, and what it becomes (key and measures as text)."""

    line: int
    cells: Mapping[str, str]
    becomes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Preview:
    """A report as it would be read: the completed mapping, whether it was guessed and is proven, the
    line of the header and its columns, how many rows, the first five, what is worth knowing, and the
    faults for which it would be refused, in how many rows.
    """

    mapping: Document
    guessed: bool
    proven: bool
    header_line: int
    rows: int
    examples: tuple[Example, ...]
    flags: tuple[Problem, ...]
    problems: tuple[Problem, ...]
    problem_count: int
    columns: tuple[str, ...] = ()
    refused_rows: int = 0


def preview(content: Content, mapping: Mapping[str, object] | None, context: Context) -> Preview:
    """What ``read_report`` would make of the bytes; faulty rows are listed instead of raised.

    Raises ReportRefused where no rows can be read at all.
    """
    seen = examine(content, mapping, context)
    return Preview(
        mapping=seen.guess.document,
        guessed=seen.guessed,
        proven=seen.proven,
        header_line=seen.table.layout.line,
        rows=len(seen.table.lines),
        examples=tuple(_example(seen, row, context) for row in range(min(EXAMPLES, len(seen.table.lines)))),
        flags=seen.flags,
        problems=tuple(seen.faults.problems()),
        problem_count=seen.faults.count,
        columns=tuple(name for name in seen.table.layout.header if name),
        refused_rows=seen.faults.rows,
    )


def _example(seen: Examined, row: int, context: Context) -> Example:
    header = seen.table.layout.header
    cells = {
        shown(name or f"(number {place + 1})"): shown(seen.table.column(place)[row] or "")
        for place, name in enumerate(header)
    }
    return Example(seen.table.lines[row], cells, {**_key(seen, row, context), **_figures(seen, row)})


def _key(seen: Examined, row: int, context: Context) -> dict[str, str]:
    keys = seen.rows.keys
    named = {"queue": keys.queue[row], "segment": keys.segment[row], "channel": keys.channel[row]}
    day, slot = keys.day[row], keys.slot[row]
    if day is not None:
        named["date"] = str(day_numbered(day))
        if keys.below_day and slot is not None:
            zone = ZoneInfo(context.time_zone)
            minutes = day_start(context.time_zone, day) + slot * int(keys.grain)
            moment = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)).astimezone(zone)
            named["interval_start"] = moment.isoformat(timespec="minutes")
    return {part: text for part, text in named.items() if text}


def _figures(seen: Examined, row: int) -> dict[str, str]:
    stated = {name: column[row] for name, column in seen.rows.measured.values.items()}
    return {name: decimal_text(from_millionths(value)) for name, value in stated.items() if value is not None}
