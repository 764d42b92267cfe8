"""Rows to sheets: one sheet for a queue's day (or week, or month), its intervals in elapsed order.

A measure that is stated nowhere in a day is left out of that day's totals: missing is never 0. The
total of a maximum is the largest interval; of a mean by day (headcount) the mean of the intervals that
state it, half-even; of everything else the sum.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import repeat

import polars as pl

from app.reports.days import day_numbered, last_day
from app.reports.formats.times import day_minutes
from app.reports.rows import DAY, Grain, Measured, Rows
from app.sla.measures import Measure
from app.sla.sheets import Sheet

_GROUP = ["queue", "segment", "channel", "day"]


def to_sheets(rows: Rows, time_zone: str) -> tuple[Sheet, ...]:
    """The sheets of checked rows, sorted by queue, segment, channel and day; rows that state nothing
    give none.
    """
    keys = rows.keys
    places = keys.frame().select(pl.arg_sort_by([*_GROUP, "slot"])).to_series()
    ordered = keys.frame()[places]
    values = pl.DataFrame({name: column.gather(places) for name, column in rows.measured.values.items()})
    slack = pl.DataFrame({name: column.gather(places) for name, column in rows.measured.slack.items()})
    if keys.below_day:
        sheets = _day_sheets(ordered, values, slack, rows.measured, int(keys.grain), time_zone)
    else:
        sheets = _row_sheets(ordered, values, slack, keys.grain)
    return tuple(sheet for sheet in sheets if sheet.totals)


def _row_sheets(
    ordered: pl.DataFrame, values: pl.DataFrame, slack: pl.DataFrame, grain: Grain
) -> Iterator[Sheet]:
    """One sheet a row."""
    names, derived = values.columns, slack.columns
    spans = {number: _span(number, grain) for number in ordered["day"].unique().to_list()}
    whole = not any(column.has_nulls() for column in values)
    rooms = slack.rows() if derived else repeat(())
    keys = ordered.select(_GROUP).rows()
    for (queue, segment, channel, number), stated, room in zip(keys, values.rows(), rooms, strict=False):
        totals, off = dict(zip(names, stated, strict=True)), dict(zip(derived, room, strict=True))
        if not whole:
            totals = {name: value for name, value in totals.items() if value is not None}
            off = {name: value for name, value in off.items() if name in totals}
        first, last, minutes = spans[number]
        yield Sheet(queue, segment, channel, first, last, minutes, totals, {}, off)


def _span(number: int, grain: Grain) -> tuple[date, date, int]:
    first = day_numbered(number)
    last = last_day(first, grain)
    return first, last, DAY * ((last - first).days + 1)


def _day_sheets(
    ordered: pl.DataFrame,
    values: pl.DataFrame,
    slack: pl.DataFrame,
    measured: Measured,
    grain: int,
    time_zone: str,
) -> Iterator[Sheet]:
    """One sheet for each run of rows of one queue and day."""
    runs = ordered.select(run=pl.struct(_GROUP).rle_id()).to_series()
    firsts = ordered.with_columns(run=runs, n=pl.int_range(len(runs))).unique("run", keep="first").sort("run")
    totals = _by_run(values, runs, measured.kinds).rows()
    rooms = _by_run(slack, runs, {}).rows() if slack.width else [()] * len(totals)
    columns = {name: tuple(values[name].to_list()) for name in values.columns}
    slots, starts = tuple(ordered["slot"].to_list()), firsts["n"].to_list()
    ends = [*starts[1:], len(slots)]
    keys = firsts.select(_GROUP).rows()
    for key, start, end, summed, room in zip(keys, starts, ends, totals, rooms, strict=True):
        queue, segment, channel, number = key
        size = day_minutes(time_zone, number) // grain
        stated = {name: total for name, total in zip(columns, summed, strict=True) if total is not None}
        intervals = {name: columns[name][start:end] for name in stated}
        if end - start < size:
            intervals = {name: _placed(kept, slots[start:end], size) for name, kept in intervals.items()}
        off = {name: value for name, value in zip(slack.columns, room, strict=True) if name in stated}
        day = day_numbered(number)
        yield Sheet(queue, segment, channel, day, day, grain, stated, intervals, off)


def _by_run(columns: pl.DataFrame, runs: pl.Series, kinds: Mapping[str, Measure]) -> pl.DataFrame:
    """The total of each column in each run, null where a run states nothing."""
    adding = [_added(name, kinds.get(name)) for name in columns.columns]
    grouped = columns.with_columns(run=runs).group_by("run", maintain_order=True).agg(adding)
    return grouped.select(columns.columns)


def _added(name: str, kind: Measure | None) -> pl.Expr:
    column = pl.col(name)
    if kind is not None and kind.adds == "maximum":
        return column.max()
    stated = pl.when(column.count() > 0).then(column.sum())
    if kind is None or kind.adds == "sum":
        return stated.alias(name)
    # The mean of the stated intervals, half-even, in whole numbers.
    count = column.count().cast(pl.Int64)
    whole, twice = stated // count, (stated % count) * 2
    up = (twice > count) | ((twice == count) & (whole % 2 == 1))
    return (whole + up.cast(pl.Int64)).alias(name)


def _placed(stated: Sequence[int | None], places: Sequence[int], size: int) -> tuple[int | None, ...]:
    row: list[int | None] = [None] * size
    for place, value in zip(places, stated, strict=True):
        row[place] = value
    return tuple(row)
