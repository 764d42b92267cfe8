"""Days and intervals that a report leaves out between those it states: listed, never filled.

A weekday that a queue never states is closed, and so is an interval that it states on less than half of its
days. What the terms expect of a period is another question, and the coverage of its scorecard answers it.
"""

from collections.abc import Iterator

import polars as pl

from app.errors import Problem
from app.reports.refusal import Faults
from app.reports.rows.columns import Rows
from app.reports.rows.days import day_numbered, interval_starts

LISTED = 100  # days or intervals that one flag names
AT_ONCE = 150_000  # rows of the queues that are looked at together
FEWEST = 7  # days from which an interval is usual

# How many usual intervals the days of a queue lack, and the first of them: their days and slots.
Lacking = dict[str, tuple[int, list[dict[str, int]]]]


def gaps(rows: Rows, faults: Faults, time_zone: str, *, calls: bool) -> Iterator[Problem]:
    """A flag for each queue whose days have gaps, and one for each whose days lack intervals."""
    if rows.keys.grain in ("week", "month"):
        return
    keys = rows.keys
    known = pl.DataFrame({"queue": keys.queue, "day": keys.day, "slot": keys.slot})
    if faults.found:
        known = known.filter(~faults.bad).drop_nulls()
    each = known.group_by("queue").agg(pl.col("day").unique().sort()).sort("queue")
    lacking: Lacking = {}
    for some in [] if calls or not keys.below_day else _slices(known):
        lacking |= _lacking(some, each)
    for queue, days in zip(each["queue"].to_list(), each["day"], strict=True):
        named = f"queue {queue}" if queue else "file"
        yield from _told(named, "missing_days", "days", [str(day_numbered(day)) for day in _days(days)])
        if queue in lacking:
            count, first = lacking[queue]
            times = [_time(time_zone, one["day"], one["slot"], int(keys.grain)) for one in first]
            yield from _told(named, "missing_intervals", "intervals", times, count)


def _slices(known: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The rows of a few queues at a time: those of all together would take a lot of room."""
    if len(known) <= AT_ONCE:
        yield known
        return
    sizes = known.group_by("queue").len().with_columns(part=pl.col("len").cum_sum() // AT_ONCE)
    for part in sizes.partition_by("part"):
        yield known.filter(pl.col("queue").is_in(part["queue"].to_list()))


def _lacking(known: pl.DataFrame, each: pl.DataFrame) -> Lacking:
    """How many usual intervals the stated days of each queue lack, and the first of them in order; of all
    queues together, because a step costs much more than a row.
    """
    counted = each.select("queue", days=pl.col("day").list.len()).filter(pl.col("days") >= FEWEST)
    stated = (
        known.group_by("queue", "slot").agg(pl.col("day").n_unique().alias("on")).join(counted, on="queue")
    )
    usual = stated.filter(pl.col("on") * 2 > pl.col("days"))
    touched = usual.filter(pl.col("on") < pl.col("days")).select(pl.col("queue").unique())
    if not len(touched):
        return {}
    usual = usual.join(touched, on="queue", how="semi").select("queue", "slot")
    there = known.join(usual, on=["queue", "slot"], how="semi")
    whole = there.group_by("queue", "day").agg(pl.col("slot").n_unique().alias("has"))
    days = each.join(touched, on="queue", how="semi").explode("day")
    wanted = usual.group_by("queue").len().join(days, on="queue")
    short = wanted.join(whole, on=["queue", "day"], how="left").filter(
        pl.col("has").fill_null(0) < pl.col("len")
    )
    missing = (
        short.select("queue", "day").join(usual, on="queue").join(there, on=list(there.columns), how="anti")
    )
    found = missing.sort("queue", "day", "slot").group_by("queue", maintain_order=True)
    told = found.agg(pl.len(), pl.struct("day", "slot").head(LISTED).alias("first"))
    return {queue: (count, first) for queue, count, first in told.rows()}


def _told(where: str, code: str, what: str, missing: list[str], count: int = 0) -> Iterator[Problem]:
    count = count or len(missing)
    if count:
        more = f" and {count - LISTED} more" if count > LISTED else ""
        sentence = f"{count} {what} are not stated between those that are, and stay missing"
        yield Problem(where, code, f"{sentence}: {', '.join(missing[:LISTED])}{more}")


def _days(days: pl.Series) -> list[int]:
    """The days between the first and the last that have no row, but for weekdays that never have one."""
    stated = days.to_list()
    weekdays = {day % 7 for day in stated}
    there = set(stated)
    between = range(stated[0], stated[-1])
    return [day for day in between if day not in there and day % 7 in weekdays]


def _time(time_zone: str, day: int, slot: int, grain: int) -> str:
    starts = interval_starts(time_zone, day_numbered(day), grain)
    return starts[slot] if slot < len(starts) else f"{day_numbered(day)} interval {slot + 1}"
