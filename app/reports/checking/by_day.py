"""The figures of a report added up by queue and day: there shows what is usual, whatever the rows' grain."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from app.errors import Problem
from app.reports.refusal import Faults, placed
from app.reports.rows.columns import Rows, kept_of
from app.reports.rows.days import day_numbered

LISTED = 10  # days that a flag names
PART = "= part"  # no measure has such a name
_QUEUE = ["queue", "segment", "channel"]


@dataclass(frozen=True, slots=True)
class Days:
    """A row for each queue's day, in the order of queues and days: ``line`` is the first line of the file
    that states it (null: it was known before), a column for each measure has its sum in millionths (null:
    not stated). ``sources`` are the columns that the measures came from; ``below_day`` says that rows are
    shorter.
    """

    frame: pl.DataFrame
    names: tuple[str, ...]
    sources: Mapping[str, str]
    below_day: bool

    def queues(self) -> Iterator["Days"]:
        """The days of each queue, segment and channel for itself."""
        for part in self.frame.partition_by(_QUEUE, maintain_order=True):
            yield replace(self, frame=part)

    @property
    def reach(self) -> str:
        """What these days are, in words."""
        return "this file and the days before it" if self.frame["line"].null_count() else "this file"

    def column(self, name: str) -> pl.Series:
        """One measure."""
        return self.frame[name]

    def has(self, *names: str) -> bool:
        """Whether all of these are stated on some day."""
        return all(name in self.names and bool(self.frame[name].count()) for name in names)


def of_queues(days: Days, fewest: int) -> Days:
    """The days of the queues (segments, channels) that have so many, numbered from 0 as ``PART``: all are
    looked at together, because a step costs much more than a row.
    """
    begins = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in _QUEUE)
    numbered = days.frame.with_columns(begins.cum_sum().alias(PART))
    kept = numbered.filter(pl.len().over(PART) >= fewest)
    return replace(days, frame=kept.with_columns(pl.col(PART).rle_id()))


def by_day(rows: Rows, faults: Faults, only: Collection[str] | None = None) -> Days:
    """The good rows by queue and day; of measures that add up those that are stated, or only some of them."""
    keys = rows.keys
    zeros = pl.repeat(0, len(keys.day), dtype=pl.Int32, eager=True)
    code = replace(keys, slot=zeros).code()
    known = pl.select(pl.when(~faults.bad).then(code).alias("code")).to_series()
    labels = {"queue": keys.queue, "segment": keys.segment, "channel": keys.channel, "day": keys.day}
    names = [name for name, what in rows.measured.kinds.items() if what.adds == "sum"]
    names = [name for name in names if only is None or name in only]
    stated = [name for name in names if kept_of(rows.measured.values, name)[0].count()]
    kept = {name: kept_of(rows.measured.values, name) for name in stated}
    small = {name: numbers for name, (numbers, times) in kept.items() if times > 1}
    days = (
        _good(known, {"row": pl.int_range(len(known), eager=True, dtype=pl.UInt32), **small})
        .group_by("code")
        .agg(pl.col("row").min(), *(_added(name) * kept[name][1] for name in small))
        .sort("code")
    )
    for name in kept.keys() - small.keys():  # one after the other: of a large file all would not fit
        summed = _good(known, {name: kept[name][0]}).group_by("code").agg(_added(name))
        days = days.join(summed, on="code", how="left", maintain_order="left")
    labelled = {name: series.gather(days["row"]) for name, series in labels.items()}
    line = rows.lines.gather(days["row"])
    frame = days.with_columns(**labelled, line=line).select(*stated, *labelled, "line")
    return Days(frame, tuple(stated), rows.measured.sources, keys.below_day)


def _good(code: pl.Series, columns: Mapping[str, pl.Series]) -> pl.DataFrame:
    """The rows that have a code; where all have one, without a copy of them, which would be the most that is
    held of a large file at any time.
    """
    rows = pl.DataFrame({"code": code, **columns})
    return rows.drop_nulls("code") if code.null_count() else rows


def _added(name: str) -> pl.Expr:
    """The sum of the stated values; null where there are none."""
    return pl.when(pl.col(name).count() > 0).then(pl.col(name).cast(pl.Int64).sum()).alias(name)


def flagged(days: Iterable[tuple[Days, pl.Series]], name: str, code: str, sentence: str) -> Iterator[Problem]:
    """One flag for all days of the masks that the file states, at the first of their lines; none where there
    is none.
    """
    masked = list(days)
    stated = pl.col("line").is_not_null()
    parts = [one.frame.filter(mask.fill_null(value=False) & stated) for one, mask in masked]
    found = pl.concat([part.select("line", "day") for part in parts]) if parts else None
    if found is None or not len(found):
        return
    of = masked[0][0]
    place = placed(int(found["line"].min()), of.sources.get(name, ""))  # type: ignore[arg-type]
    unit = "days" if of.below_day else "rows"
    yield Problem(place, code, f"{sentence} in {len(found)} {unit}, first here: {listed(found['day'])}")


def listed(days: pl.Series) -> str:
    """The first ten days, and how many more there are."""
    numbers = days.unique().sort()
    more = f" and {len(numbers) - LISTED} more" if len(numbers) > LISTED else ""
    return ", ".join(str(day_numbered(number)) for number in numbers.head(LISTED).to_list()) + more
