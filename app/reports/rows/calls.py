"""Call records: one row a call (or a contact), counted into the intervals in which the calls began.

What counts as answered and which hang-ups count as abandoned is the mapping's choice, because it moves the
answer. ``offered`` is answered and abandoned together, unless a column says otherwise; calls that are neither
are said and not counted. Calls
answered and abandoned within N seconds are counted for a standard ladder, the seconds that the terms name and
those that the mapping names. A wait of exactly N seconds is within N.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from app.errors import Problem
from app.reports.context import Context
from app.reports.formats.table import Table
from app.reports.formats.values import Written, read_cells, why_bad
from app.reports.mapping.document import Document, measure_of
from app.reports.refusal import Faults, shown
from app.reports.rows.columns import Keys, Measured, Rows
from app.reports.rows.derive import factor_of
from app.reports.rows.which_rows import holds
from app.sla.measures import Measure, measure
from app.sla.quantities import MILLION

LADDER = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300)
_DAY = 86_400 * MILLION
_CODE = re.compile(r"[\"\x00-\x1f]")
_LONGEST_CODE = 100


@dataclass(frozen=True, slots=True)
class _Reader:
    """What reading call records needs at every step."""

    table: Table
    document: Document
    context: Context
    written: Written
    faults: Faults


def read_calls(
    table: Table, document: Document, context: Context, written: Written, faults: Faults
) -> tuple[Measured, list[Problem]]:
    """Per call what it adds to each measure, in millionths, and what is worth knowing."""
    reader = _Reader(table, document, context, written, faults)
    measured, notes = Measured(), list[Problem]()
    calls = document["calls"]
    if "answered" in calls:
        notes += _answered(reader, measured)
    for name, entry in document.get("columns", {}).items():
        values = _column(reader, name, entry)
        _state(measured, measure_of(name, context.declared), values, entry.get("from", name))
    if "outcomes" in calls:
        _outcomes(reader, measured)
    return measured, notes


def _state(measured: Measured, what: Measure, values: pl.Series, source: str) -> None:
    measured.values[what.name] = values
    measured.sources[what.name] = source
    measured.kinds[what.name] = what


def _count(measured: Measured, name: str, mask: pl.Series) -> None:
    _state(measured, measure(name), mask.cast(pl.Int64) * MILLION, name)


def _answered(reader: _Reader, measured: Measured) -> Iterator[Problem]:
    calls = reader.document["calls"]
    answered = holds(reader.table, calls["answered"])
    chosen = holds(reader.table, calls["abandoned"]) if "abandoned" in calls else ~answered
    abandoned = chosen & ~answered
    neither = int((~answered & ~abandoned).sum())
    if neither and "offered" not in reader.document.get("columns", {}):
        sentence = "calls are neither answered nor abandoned by this mapping and do not count as offered"
        yield Problem("file", "calls_not_counted", f"{neither:,} {sentence}")
    _count(measured, "offered", answered | abandoned)
    _count(measured, "answered", answered)
    _count(measured, "abandoned", abandoned)
    if "wait" in calls:
        yield from _waits(reader, measured, answered, abandoned)


def _waits(
    reader: _Reader, measured: Measured, answered: pl.Series, abandoned: pl.Series
) -> Iterator[Problem]:
    calls = reader.document["calls"]
    wait = _seconds(reader, calls["wait"], answered | abandoned)
    column = calls["wait"]["from"]
    message = "this call was answered, and how long it waited is missing"
    reader.faults.rule(answered & wait.is_null(), column, "wait_missing", message)
    named = {int(seconds[:-1]) for seconds in calls.get("thresholds", ())}
    further = {*reader.context.thresholds, *named} - {*LADDER}
    calls["thresholds"] = [f"{step}s" for step in sorted(further)]  # other terms make another reading
    steps = sorted({*LADDER, *further})
    _waited(measured, "answered", "wait_seconds", wait, answered, steps)
    unknown = int((abandoned & wait.is_null()).sum())
    if unknown:
        sentence = (
            f"the file does not say how long {unknown:,} abandoned calls waited, so abandoned_within_… and "
            "wait_seconds_abandoned are not stated"
        )
        yield Problem(f"column {shown(column)}", "wait_unknown", sentence)
    else:
        _waited(measured, "abandoned", "wait_seconds_abandoned", wait, abandoned, steps)
    longest = pl.select(pl.when(answered | abandoned).then(wait)).to_series()
    _state(measured, measure("longest_wait_seconds"), longest, column)


def _waited(
    measured: Measured, kind: str, total: str, wait: pl.Series, which: pl.Series, steps: Iterable[int]
) -> None:
    known = wait.fill_null(0)
    _state(measured, measure(total), known * which.cast(pl.Int64), total)
    for step in steps:
        _count(measured, f"{kind}_within_{step}s", which & (known <= step * MILLION))


def _column(reader: _Reader, name: str, entry: Mapping[str, Any]) -> pl.Series:
    """What each call adds: one where the conditions hold, or the seconds or number of a cell."""
    chosen = holds(reader.table, entry.get("when", ()))
    if "from" not in entry:
        return chosen.cast(pl.Int64) * MILLION
    what = measure_of(name, reader.context.declared)
    values = _seconds(reader, entry, chosen, what)
    return pl.select(pl.when(chosen).then(values)).to_series()


def _seconds(
    reader: _Reader, entry: Mapping[str, Any], chosen: pl.Series, what: Measure | None = None
) -> pl.Series:
    """The cells in millionths: of one column, or from one clock time to another, past midnight or not."""
    values = _cells(reader, entry["from"], entry, chosen, what)
    if "to" not in entry:
        return values
    later = _cells(reader, entry["to"], entry, chosen, what)
    apart = later - values
    return pl.select(pl.when(apart < 0).then(apart + _DAY).otherwise(apart)).to_series()


def _cells(
    reader: _Reader, source: str, entry: Mapping[str, Any], chosen: pl.Series, what: Measure | None
) -> pl.Series:
    text = reader.table.column(reader.table.layout.place(source))
    unit = str(entry["unit"])
    cells = read_cells(text, unit, reader.written, factor_of(unit, what))
    reader.faults.add(cells.bad & chosen, source, lambda row: (*why_bad(text[row], unit), text[row]))
    return cells.values


def _outcomes(reader: _Reader, measured: Measured) -> None:
    """A measure for each result code that the column has; a call without one counts for none."""
    source = reader.document["calls"]["outcomes"]["from"]
    cells = reader.table.column(reader.table.layout.place(source))
    codes = [code for code in cells.unique().sort().to_list() if code]
    bad = [code for code in codes if len(code) > _LONGEST_CODE or _CODE.search(code) or code[0].isspace()]
    message = "is no result code (at most 100 characters, no quotes)"
    reader.faults.add(
        cells.is_in(bad), source, lambda row: ("outcome", f"“{shown(cells[row])}” {message}", cells[row])
    )
    for code in codes:
        if code not in bad:
            what = measure_of(f"outcome.{code}", reader.context.declared)
            _state(measured, what, (cells == code).cast(pl.Int64) * MILLION, source)


def into_intervals(rows: Rows) -> Rows:
    """The calls of each queue and interval added up: one row each, in the order of their first calls."""
    keys, measured = rows.keys, rows.measured
    named = keys.frame().with_columns(line=rows.lines)
    values = {f"= {name}": column for name, column in measured.values.items()}
    adding = [_added(name, what) for name, what in measured.kinds.items()]
    by = keys.frame().columns
    grouped = (
        named.with_columns(**values).group_by(by, maintain_order=True).agg(pl.col("line").first(), *adding)
    )
    added = Measured(
        {name: grouped[f"= {name}"] for name in measured.values}, {}, measured.sources, measured.kinds
    )
    queue, segment, channel, day, slot = (grouped[name] for name in by)
    return Rows(grouped["line"], Keys(queue, segment, channel, day, slot, keys.grain), added)


def _added(name: str, what: Measure) -> pl.Expr:
    column = pl.col(f"= {name}")
    if what.adds == "maximum":
        return column.max()
    return pl.when(column.count() > 0).then(column.sum()).alias(f"= {name}")
