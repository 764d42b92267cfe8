"""Which rows count: conditions on cells, and the rows of a report that a mapping leaves out."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from app.errors import Problem
from app.reports.context import Context
from app.reports.formats.table import Table
from app.reports.formats.values import Written, read_cells
from app.reports.mapping.document import Document
from app.reports.mapping.names import same_name
from app.reports.refusal import Faults, refuse, shown
from app.sla.quantities import exact, to_millionths

Condition = Mapping[str, Any]


def holds(table: Table, conditions: Iterable[Condition]) -> pl.Series:
    """Per row, whether all conditions hold; with no condition, every row.

    ``is`` and ``is_not`` list cells (case and width do not matter), ``over`` a number that the cell exceeds,
    ``empty`` whether the cell has no text.
    """
    kept = pl.repeat(value=True, n=len(table.lines), dtype=pl.Boolean, eager=True)
    for one in conditions:
        kept = kept & _holds(table.column(table.layout.place(one["column"])), one)
    return kept


def _holds(cells: pl.Series, one: Condition) -> pl.Series:
    if "over" in one:
        values = read_cells(cells, "number", Written()).values
        over: pl.Series = (values > to_millionths(exact(one["over"]))).fill_null(value=False)
        return over
    if "empty" in one:
        empty: pl.Series = (cells == "") == one["empty"]
        return empty
    words = {same_name(word) for word in one.get("is", one.get("is_not", ()))}
    found = cells.unique().to_list()
    named = cells.is_in([cell for cell in found if same_name(cell or "") in words])
    chosen: pl.Series = named if "is" in one else ~named
    return chosen


def only_what_counts(table: Table, document: Document, context: Context) -> tuple[Table, list[Problem]]:
    """The table without the rows that the mapping leaves out, and a note for each kind with its count."""
    notes: list[Problem] = []
    skipped = document.get("skip", {}).get("rows", [])
    if skipped:
        dropped = holds(table, skipped)
        table = _without(table, dropped)
        notes += _note(dropped, "rows_left_out", "rows are left out, as skip.rows says")
    queue = document.get("key", {}).get("queue", {})
    if queue.get("others") == "left_out":
        cells = table.column(table.layout.place(queue["from"]))
        names = queue.get("names", {})
        foreign = [cell for cell in cells.unique().to_list() if queue_of(cell, names, context) is None]
        dropped = cells.is_in(foreign)
        table = _without(table, dropped)
        listed = ", ".join(f"“{shown(cell)}”" for cell in sorted(foreign)[:5])
        notes += _note(dropped, "other_queues", f"rows of queues that are not this contract's ({listed})")
    if not len(table.lines):
        raise refuse("no_rows", "No row is left: the mapping leaves all of them out.")
    return _each_call_once(table, document, notes)


def _each_call_once(table: Table, document: Document, notes: list[Problem]) -> tuple[Table, list[Problem]]:
    """Rows that repeat a call count once; raises ReportRefused where rows of one id differ."""
    named = document.get("calls", {}).get("id")
    if named is None:
        return table, notes
    ids = table.column(table.layout.place(named["from"]))
    again = (ids != "") & ~ids.is_first_distinct()
    faults = Faults(table.lines, table.layout.header, cells=table.cells)
    message = "an earlier row states this call otherwise"
    faults.add(
        again & ~table.cells.is_duplicated(),
        named["from"],
        lambda row: ("conflict", f"“{shown(ids[row])}”: {message}", ids[row]),
    )
    if faults.found:
        raise faults.refusal(len(table.lines))
    return _without(table, again), notes + _note(again, "repeated_rows", "rows repeat a call: counted once")


def queue_of(cell: str, names: Mapping[str, str], context: Context) -> str | None:
    """The contract's queue that a cell means: by the mapping's list of names, else by id or title."""
    return context.queue_named(names.get(cell, cell))


def _note(dropped: pl.Series, code: str, sentence: str) -> list[Problem]:
    count = int(dropped.sum())
    return [Problem("file", code, f"{count:,} {sentence}")] if count else []


def _without(table: Table, dropped: pl.Series) -> Table:
    return replace(table, cells=table.cells.filter(~dropped), lines=table.lines.filter(~dropped))
