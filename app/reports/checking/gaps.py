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
FEWEST = 7  # days from which an interval is usual


def gaps(rows: Rows, faults: Faults, time_zone: str, *, calls: bool) -> Iterator[Problem]:
    """A flag for each queue whose days have gaps, and one for each whose days lack intervals."""
    if rows.keys.grain in ("week", "month"):
        return
    keys = rows.keys
    known = pl.DataFrame({"queue": keys.queue, "day": keys.day, "slot": keys.slot})
    if faults.found:
        known = known.filter(~faults.bad).drop_nulls()
    each = known.group_by("queue").agg(pl.col("day").unique().sort()).sort("queue")
    by_queue = dict(zip(each["queue"].to_list(), each["day"], strict=True))
    lacking = _lacking(known, each) if keys.below_day and not calls else set()
    for queue, days in by_queue.items():
        named = f"queue {queue}" if queue else "file"
        yield from _told(named, "missing_days", "days", [str(day_numbered(day)) for day in _days(days)])
        if queue in lacking:
            missing = _intervals(known.filter(pl.col("queue") == queue).unique(), days)
            times = [_time(time_zone, day, slot, int(keys.grain)) for day, slot in missing[:LISTED]]
            yield from _told(named, "missing_intervals", "intervals", times, len(missing))


def _lacking(known: pl.DataFrame, each: pl.DataFrame) -> set[str]:
    """The queues of which some day lacks a usual interval: that is looked for in all of them together."""
    days = each.select("queue", days=pl.col("day").list.len())
    stated = known.group_by("queue", "slot").agg(pl.col("day").n_unique().alias("on")).join(days, on="queue")
    some = (pl.col("on") < pl.col("days")) & (pl.col("on") * 2 > pl.col("days")) & (pl.col("days") >= FEWEST)
    return set(stated.filter(some)["queue"].to_list())


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


def _intervals(part: pl.DataFrame, days: pl.Series) -> list[tuple[int, int]]:
    """Day and slot of each usual interval that a stated day lacks, in order."""
    counts = part.group_by("slot").len().filter(pl.col("len") * 2 > len(days))
    usual = counts.select(pl.col("slot"))
    stated = part.join(usual, on="slot", how="semi").group_by("day").len()
    whole = stated.filter(pl.col("len") == len(usual))
    lacking = pl.DataFrame({"day": days}).join(whole, on="day", how="anti")
    wanted = lacking.join(usual, how="cross")
    return wanted.join(part, on=["day", "slot"], how="anti").sort("day", "slot").rows()


def _time(time_zone: str, day: int, slot: int, grain: int) -> str:
    starts = interval_starts(time_zone, day_numbered(day), grain)
    return starts[slot] if slot < len(starts) else f"{day_numbered(day)} interval {slot + 1}"
