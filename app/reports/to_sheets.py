"""Rows to sheets: one sheet for a queue's day (or week, or month), its intervals in elapsed order.

A measure that is stated nowhere in a day is left out of that day's totals: missing is never 0. The
total of a maximum is the largest interval; of a mean by day (headcount) the mean of the intervals that
state it, half-even; of everything else the sum.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat

import polars as pl

from app.reports.days import day_numbered, last_day
from app.reports.formats.times import day_minutes
from app.reports.rows import DAY, Grain, Measured, Rows, of_rows
from app.sla.measures import Measure
from app.sla.sheets import Sheet

_GROUP = ["queue", "segment", "channel", "day"]
AT_ONCE = 24_000  # rows whose figures are Python's numbers at any time; fewer where each is a sheet
DAYS_AT_ONCE = 4_000


@dataclass(frozen=True, slots=True)
class Stated:
    """The sheets of a report, made when they are looked at and not kept: a million half-hours as sheets would
    take a gigabyte. Sorted by queue, segment, channel and day; ``first_day`` and ``last_day`` are of all.
    """

    rows: Rows
    time_zone: str
    ordered: pl.DataFrame  # the keys of the rows, sorted, with the place of each row
    starts: pl.Series  # where in them each sheet begins
    first_day: date
    last_day: date

    def __iter__(self) -> Iterator[Sheet]:
        for batch in self.batches():
            yield from batch

    def batches(self) -> Iterator[tuple[Sheet, ...]]:
        """The sheets, some thousands of rows at a time."""
        most = AT_ONCE if self.rows.keys.below_day else DAYS_AT_ONCE
        bounds = [*self.starts.to_list(), len(self.ordered)]
        first = 0
        for number in range(1, len(bounds)):
            if bounds[number] - bounds[first] >= most or number == len(bounds) - 1:
                yield tuple(self._made(bounds[first], bounds[number]))
                first = number

    def _made(self, start: int, end: int) -> Iterator[Sheet]:
        ordered, measured = self.ordered[start:end], self.rows.measured
        places = ordered["place"]
        values = pl.DataFrame({name: of_rows(measured.values, name, places) for name in measured.values})
        slack = pl.DataFrame({name: column.gather(places) for name, column in measured.slack.items()})
        keys = self.rows.keys
        if keys.below_day:
            yield from _day_sheets(ordered, values, slack, measured, int(keys.grain), self.time_zone)
        else:
            yield from _row_sheets(ordered, values, slack, keys.grain)


def to_sheets(rows: Rows, time_zone: str) -> Stated | None:
    """The sheets of checked rows; rows that state nothing give none. None where no row states anything."""
    stated = _states_something(rows.measured)
    keys = rows.keys
    places = keys.code().arg_sort().alias("place")
    ordered = keys.frame()[places].with_columns(places)
    if not stated.all():
        ordered = ordered.filter(_of_stated_runs(ordered, stated.gather(places), below_day=keys.below_day))
    if not len(ordered):
        return None
    changes = pl.any_horizontal(pl.col(name) != pl.col(name).shift() for name in _GROUP)
    begins = ordered.select(changes.fill_null(value=True)).to_series()
    starts = begins.arg_true() if keys.below_day else pl.int_range(len(ordered), eager=True)
    days = ordered["day"]
    first, last = (day_numbered(int(number)) for number in (days.min(), days.max()))  # type: ignore[arg-type]
    return Stated(rows, time_zone, ordered, starts, first, last_day(last, keys.grain))


def _states_something(measured: Measured) -> pl.Series:
    """Per row, whether it states any measure."""
    stated: pl.Series | None = None
    for column in measured.values.values():
        mask = column.is_not_null()
        stated = mask if stated is None else stated | mask
        if stated.all():
            break
    return stated if stated is not None else pl.Series([], dtype=pl.Boolean)


def _of_stated_runs(every: pl.DataFrame, stated: pl.Series, *, below_day: bool) -> pl.Series:
    """Rows of a day in which any row states something; where a row is a day or more, that row alone."""
    if not below_day:
        return stated
    return every.with_columns(stated=stated).select(pl.col("stated").any().over(_GROUP)).to_series()


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
