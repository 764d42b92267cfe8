"""Some sheets of a report as columns, a row for each sheet: nothing is held for each of their figures.

What is new as a whole is written straight from here; `sheets` gives the same figures one sheet after the
other, for whatever has to look into them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat

import polars as pl

from app.sla.sheets import BOUND, Sheet


@dataclass(frozen=True, slots=True)
class Batch:
    """Sheets in the order of their keys: queue, segment, channel, first and last day, and minutes of a row.

    ``totals`` has a column for each measure (millionths; null: not stated), ``slack`` one for each derived
    one; ``intervals`` has lists of one value for each interval of the day, and no columns where a row is a
    day or more.
    """

    keys: pl.DataFrame
    totals: pl.DataFrame
    slack: pl.DataFrame
    intervals: pl.DataFrame

    @property
    def is_plain(self) -> bool:
        """Whether every sheet states every measure, none derived or too large: all are written alike then."""
        stated = all(not column.has_nulls() and _fits(column) for column in self.totals)
        return stated and not self.slack.width

    def totals_written(self) -> list[str]:
        """The totals of each sheet as canonical JSON; of a plain batch alone."""
        return _written(self.totals)

    def intervals_written(self) -> list[str]:
        """The intervals of each sheet as canonical JSON; of a plain batch alone."""
        return _written(self.intervals)

    def sheets(self) -> Iterator[Sheet]:
        """The sheets themselves; what one does not state is left out of it."""
        names, derived = self.totals.columns, self.slack.columns
        whole = not any(column.has_nulls() for column in self.totals)
        rooms = self.slack.rows() if derived else repeat(())
        kept = self.intervals.rows() if self.intervals.width else repeat(())
        rows = zip(self.keys.rows(), self.totals.rows(), rooms, kept, strict=False)
        for (queue, segment, channel, first, last, grain), stated, room, lists in rows:
            totals, off = dict(zip(names, stated, strict=True)), dict(zip(derived, room, strict=True))
            if not whole:
                totals = {name: value for name, value in totals.items() if value is not None}
                off = {name: value for name, value in off.items() if name in totals}
            values = zip(self.intervals.columns, lists, strict=True)
            intervals = {name: tuple(one) for name, one in values if name in totals}
            yield Sheet(queue, segment, channel, first, last, grain, totals, intervals, off)


def _fits(column: pl.Series) -> bool:
    return int(column.max() or 0) < BOUND and int(column.min() or 0) > -BOUND  # type: ignore[arg-type]


def _written(columns: pl.DataFrame) -> list[str]:
    """Each row as JSON, its keys in the order of their code points."""
    named = pl.struct(sorted(columns.columns))
    return columns.select(named.struct.json_encode()).to_series().to_list()
