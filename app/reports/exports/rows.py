"""The rows of an export: a queue's day, or each of its intervals, with a column for each measure.

A sheet counts where its first day lies, as in the sums of measures. Numbers are whole millionths here; a
measure that a row does not state is null, never 0.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress
from typing import Literal

import polars as pl
from sqlmodel import Session

from app.reports.keeping.as_known import Side, measures_stated, sheets_streamed
from app.reports.keeping.merge import Known
from app.reports.rows.days import interval_starts

By = Literal["day", "interval"]
AT_ONCE = 20_000  # rows of a batch: what is held in memory at any time
_LABELS = ("queue", "segment", "channel")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is exported: one side's sheets of [start, end) as known at a revision, by day or interval."""

    of: Side
    contract: str
    start: date
    end: date
    revision: int
    by: By
    time_zone: str


@dataclass(slots=True)
class _Batch:
    """Rows that are being gathered, column by column."""

    keys: dict[str, list[object]]
    values: dict[str, list[int | None]]
    height: int = 0

    def add(self, keys: Mapping[str, Sequence[object]], values: Mapping[str, Sequence[int | None]]) -> None:
        """Add rows; a measure without values is null in all of them."""
        count = len(next(iter(keys.values())))
        for name, column in self.keys.items():
            column.extend(keys[name])
        for name, stated in self.values.items():
            stated.extend(values.get(name) or [None] * count)
        self.height += count


def read_rows(session: Session, wanted: Wanted) -> Iterator[pl.DataFrame]:
    """The rows in batches, by day and queue; the first batch may be empty, its columns are those of all."""
    names = measures_stated(
        session, wanted.of, wanted.start, wanted.end, wanted.revision, below_day=wanted.by == "interval"
    )
    batch = _new(wanted, names)
    sheets = sheets_streamed(
        session, wanted.of, wanted.start, wanted.end, wanted.revision, intervals=wanted.by == "interval"
    )
    given = False
    for known in sheets:
        (_add_intervals if wanted.by == "interval" else _add_day)(batch, known, wanted)
        if batch.height >= AT_ONCE:
            yield _frame(batch)
            batch, given = _new(wanted, names), True
    if batch.height or not given:
        yield _frame(batch)


def _new(wanted: Wanted, names: Sequence[str]) -> _Batch:
    own = ("interval_start", "interval_minutes") if wanted.by == "interval" else ("date", "last_day")
    return _Batch({name: [] for name in ("contract", *own, *_LABELS)}, {name: [] for name in names})


_TYPES = {"date": pl.Date, "last_day": pl.Date, "interval_minutes": pl.Int64}


def _frame(batch: _Batch) -> pl.DataFrame:
    keys = {
        name: pl.Series(name, column, dtype=_TYPES.get(name, pl.String))
        for name, column in batch.keys.items()
    }
    return pl.DataFrame(
        keys | {name: pl.Series(name, column, dtype=pl.Int64) for name, column in batch.values.items()}
    )


def _labels(known: Known, wanted: Wanted, count: int) -> dict[str, Sequence[object]]:
    sheet = known.sheet
    labels = {"queue": sheet.queue, "segment": sheet.segment, "channel": sheet.channel}
    return {name: [text] * count for name, text in {"contract": wanted.contract, **labels}.items()}


def _add_day(batch: _Batch, known: Known, wanted: Wanted) -> None:
    sheet = known.sheet
    keys = _labels(known, wanted, 1) | {"date": (sheet.first_day,), "last_day": (sheet.last_day,)}
    batch.add(keys, {name: (total,) for name, total in sheet.totals.items()})


def _add_intervals(batch: _Batch, known: Known, wanted: Wanted) -> None:
    """One row for each interval in which anything is stated, by each length that the day's figures have."""
    by_grain: dict[int, dict[str, Sequence[int | None]]] = {}
    for name, values in known.sheet.intervals.items():
        by_grain.setdefault(int(known.sources[name]["grain"]), {})[name] = values
    for grain, columns in sorted(by_grain.items()):
        starts = interval_starts(wanted.time_zone, known.sheet.first_day, grain)
        stated = [any(value is not None for value in row) for row in zip(*columns.values(), strict=True)]
        starts = tuple(compress(starts, stated))
        keys = _labels(known, wanted, len(starts))
        kept = {name: tuple(compress(values, stated)) for name, values in columns.items()}
        batch.add(keys | {"interval_start": starts, "interval_minutes": [grain] * len(starts)}, kept)
