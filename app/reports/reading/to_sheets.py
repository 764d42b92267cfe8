"""Rows to sheets: one sheet for a queue's day (or week, or month), its intervals in elapsed order.

A measure that is stated nowhere in a day is left out of that day's totals: missing is never 0. The
total of a maximum is the largest interval; of a mean by day (headcount) the mean of the intervals that
state it, half-even; of everything else the sum.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from app.reports.formats.times import day_minutes
from app.reports.reading.batch import Batch
from app.reports.rows.columns import DAY, Grain, Measured, Rows, kept_of, of_rows
from app.reports.rows.days import day_numbered, last_day
from app.sla.measures import Measure
from app.sla.sheets import Sheet

_GROUP = ["queue", "segment", "channel", "day"]
AT_ONCE = 16_000  # rows whose figures are Python's numbers at any time; fewer where each is a sheet
DAYS_AT_ONCE = 4_000


@dataclass(frozen=True, slots=True)
class Stated:
    """The sheets of a report, made when they are looked at and not kept: a million half-hours as sheets would
    take a gigabyte. Sorted by queue, segment, channel and day; ``first_day`` and ``last_day`` are of all.
    """

    measured: Measured
    grain: Grain
    time_zone: str
    ordered: pl.DataFrame  # the keys of the rows, sorted, with the place of each row
    starts: pl.Series  # where in them each sheet begins
    first_day: date
    last_day: date

    def __iter__(self) -> Iterator[Sheet]:
        for batch in self.batches():
            yield from batch.sheets()

    @property
    def below_day(self) -> bool:
        """Whether a row is shorter than a day."""
        return isinstance(self.grain, int) and self.grain < DAY

    @property
    def is_large(self) -> bool:
        """Whether there is more than one batch."""
        return len(self.ordered) > self._at_once

    @property
    def _at_once(self) -> int:
        return AT_ONCE if self.below_day else DAYS_AT_ONCE

    def batches(self) -> Iterator[Batch]:
        """The sheets, some thousands of rows at a time."""
        return map(self.made, self.spans())

    def spans(self) -> Iterator[tuple[int, int]]:
        """The numbers of the first sheet of each batch and of the one behind its last."""
        most = self._at_once
        bounds = [*self.starts.to_list(), len(self.ordered)]
        first = 0
        for number in range(1, len(bounds)):
            if bounds[number] - bounds[first] >= most or number == len(bounds) - 1:
                yield first, number
                first = number

    def made(self, span: tuple[int, int]) -> Batch:
        """One batch; several may be made at once."""
        first, behind = span
        starts = self.starts[first:behind]
        start = int(starts[0])
        end = int(self.starts[behind]) if behind < len(self.starts) else len(self.ordered)
        ordered, measured = self.ordered[start:end], self.measured
        places = ordered["place"]
        values = pl.DataFrame({name: of_rows(measured.values, name, places) for name in measured.values})
        slack = pl.DataFrame({name: column.gather(places) for name, column in measured.slack.items()})
        if not self.below_day:
            return Batch(_spans(ordered, self.grain), values, slack, pl.DataFrame())
        days = _Days.of(ordered, starts - start, int(self.grain), self.time_zone)
        totals = _by_run(values, days.runs, measured.kinds)
        return Batch(days.keys, totals, _by_run(slack, days.runs, {}), days.placed(values))


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
    return Stated(rows.measured, keys.grain, time_zone, ordered, starts, first, last_day(last, keys.grain))


def _states_something(measured: Measured) -> pl.Series:
    """Per row, whether it states any measure."""
    stated: pl.Series | None = None
    for name in measured.values:
        mask = kept_of(measured.values, name)[0].is_not_null()
        stated = mask if stated is None else stated | mask
        if stated.all():
            break
    return stated if stated is not None else pl.Series([], dtype=pl.Boolean)


def _of_stated_runs(every: pl.DataFrame, stated: pl.Series, *, below_day: bool) -> pl.Series:
    """Rows of a day in which any row states something; where a row is a day or more, that row alone."""
    if not below_day:
        return stated
    return every.with_columns(stated=stated).select(pl.col("stated").any().over(_GROUP)).to_series()


def _spans(ordered: pl.DataFrame, grain: Grain) -> pl.DataFrame:
    """The keys of sheets that are one row each."""
    day = ordered["day"]
    firsts = {number: day_numbered(number) for number in day.unique().to_list()}
    lasts = [last_day(first, grain) for first in firsts.values()]
    last = day.replace_strict(list(firsts), lasts, return_dtype=pl.Date)
    return _keys(ordered, last, (last.to_physical() - day + 1).cast(pl.Int64) * DAY)


def _keys(firsts: pl.DataFrame, last: pl.Series, minutes: pl.Series | int) -> pl.DataFrame:
    named = firsts.select("queue", "segment", "channel", first_day=pl.col("day").cast(pl.Date))
    return named.with_columns(last_day=last, grain=minutes)


@dataclass(frozen=True, slots=True)
class _Days:
    """Rows of a few days, sorted: the keys of each day, to which of them each row belongs, how many intervals
    each has, and where each row stands among those of all.
    """

    keys: pl.DataFrame
    runs: pl.Series
    sizes: pl.Series
    places: pl.Series

    @staticmethod
    def of(ordered: pl.DataFrame, starts: pl.Series, grain: int, time_zone: str) -> "_Days":
        firsts = ordered[starts]
        runs = _numbered(starts.extend_constant(len(ordered), 1).diff(null_behavior="drop"))
        day = firsts["day"]
        known = day.unique().to_list()
        long = [day_minutes(time_zone, number) // grain for number in known]
        sizes = day.replace_strict(known, long, return_dtype=pl.Int64)
        places = (sizes.cum_sum() - sizes).gather(runs) + ordered["slot"]
        return _Days(_keys(firsts, day.cast(pl.Date), grain), runs, sizes, places)

    def placed(self, values: pl.DataFrame) -> pl.DataFrame:
        """A list for each day, with a value for each of its intervals; null where no row states it."""
        runs, count = self.runs, int(self.sizes.sum())
        if count > len(runs):
            runs = _numbered(self.sizes)
            values = pl.DataFrame([_spread(column, self.places, count) for column in values])
        grouped = values.with_columns(run=runs).group_by("run", maintain_order=True).agg(pl.all())
        return grouped.select(values.columns)


def _numbered(sizes: pl.Series) -> pl.Series:
    """Each place of a group by the number of the group."""
    numbers = pl.int_range(len(sizes), dtype=pl.UInt32, eager=True)
    return pl.select(numbers.repeat_by(sizes).explode()).to_series().set_sorted()


def _spread(column: pl.Series, places: pl.Series, count: int) -> pl.Series:
    empty = pl.repeat(None, count, dtype=pl.Int64, eager=True).alias(column.name)
    return empty.scatter(places, column)


def _by_run(columns: pl.DataFrame, runs: pl.Series, kinds: Mapping[str, Measure]) -> pl.DataFrame:
    """The total of each column in each run, null where a run states nothing."""
    if not columns.width:
        return columns
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
