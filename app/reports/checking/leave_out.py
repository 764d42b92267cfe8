"""Taking the good rows of a file that has refused ones, where whoever sends it has chosen so.

A figure is never understated in silence. A refused row of a day, a week or a month leaves that day out: it
shows as missing. Below a day, and of single calls, the whole day of that queue goes with the row: a day that
lacks some of its calls looks like a day with fewer calls. Where the queue or the time of such a row cannot be
told, nobody can say which day lacks it, so the file stays refused as a whole; and so does one whose rows
contradict each other, since either may be the wrong one.
"""

from dataclasses import dataclass

import polars as pl

from app.errors import Problem
from app.reports.checking.check import without
from app.reports.refusal import Faults, ReportRefused
from app.reports.rows.columns import Rows

_DAY = ["queue", "segment", "channel", "day"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What of a file was left out: its faults, and in how many rows of how many."""

    faults: Faults
    rows: int
    total: int

    @property
    def note(self) -> Problem:
        """What the record of the report says of it."""
        sentence = f"{self.rows:,} of {self.total:,} rows were refused and left out, as was chosen"
        return Problem("file", "rows_refused", f"{sentence}; the days that they are about are not stated")


def leave_out(rows: Rows, faults: Faults, *, calls: bool) -> tuple[Rows, LeftOut]:
    """The rows that can be taken, and what was left out; raises ReportRefused where none can be."""
    bad, total = faults.bad, len(rows.lines)
    if calls or rows.keys.below_day:
        _refuse_unplaced(rows, faults, bad)
        _with_their_days(rows, faults, bad)
        bad = faults.bad
    if bad.all():
        raise faults.refusal(total)
    return without(rows, bad), LeftOut(faults, int(bad.sum()), total)


def _refuse_unplaced(rows: Rows, faults: Faults, bad: pl.Series) -> None:
    unplaced = bad & rows.keys.frame().select(pl.any_horizontal(pl.all().is_null())).to_series()
    if unplaced.any():
        refused = faults.refusal(len(rows.lines))
        place = faults.place(int(unplaced.arg_true()[0]))
        message = (
            f"The refused rows cannot be left out: which queue's day {place} belongs to cannot be told, so "
            f"some day would lack it unseen. {refused.message}"
        )
        raise ReportRefused(message, refused.problems, refused.count, refused.rows, refused.listed)


def _with_their_days(rows: Rows, faults: Faults, bad: pl.Series) -> None:
    """Adds the other rows of the days that lose one."""
    keys = rows.keys.frame().select(_DAY).with_columns(bad=bad)
    touched: pl.Series = keys.select(pl.col("bad").any().over(_DAY)).to_series()
    message = "another row of this queue's day is refused, and a day is taken whole or not at all"
    faults.rule(touched & ~bad, "", "same_day", message)
