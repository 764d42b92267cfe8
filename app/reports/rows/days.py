"""The day of each row: from a date column, from a stamp, or from its place in a file without dates."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from app.reports.context import Context
from app.reports.formats.clock_fractions import clock_times
from app.reports.formats.dates import NotADate, day_of, month_of, order_of
from app.reports.formats.table import Table
from app.reports.formats.times import day_start
from app.reports.refusal import Faults, refuse
from app.reports.rows.columns import DAY, Grain

EPOCH = date(1970, 1, 1)
_MIDNIGHT = datetime(1970, 1, 1, tzinfo=UTC)


def number_of(day: date) -> int:
    """Days from 1970-01-01."""
    return (day - EPOCH).days


def day_numbered(number: int) -> date:
    """The day so many days after 1970-01-01."""
    return EPOCH + timedelta(number)


@lru_cache(maxsize=4096)
def interval_starts(time_zone: str, day: date, grain: int) -> tuple[str, ...]:
    """When each interval of a local day begins, with its offset: 46, 48 or 50 half-hours."""
    zone, number = ZoneInfo(time_zone), number_of(day)
    first, after = day_start(time_zone, number), day_start(time_zone, number + 1)
    moments = (_MIDNIGHT + timedelta(minutes=minute) for minute in range(first, after, min(grain, DAY)))
    return tuple(moment.astimezone(zone).isoformat(timespec="minutes") for moment in moments)


def last_day(first: date, grain: Grain) -> date:
    """The last day that a row beginning on that day covers."""
    if grain == "week":
        return first + timedelta(6)
    if grain == "month":
        return first.replace(day=monthrange(first.year, first.month)[1])
    return first


@dataclass(frozen=True, slots=True)
class Stamps:
    """The texts of date and time of each row, and the columns that they stand in; time is None where
    there is none.
    """

    date: pl.Series
    date_column: str
    time: pl.Series | None
    time_column: str
    stamped: bool


def stamps_of(table: Table, key: dict[str, Any]) -> Stamps | None:
    """The date and time cells as the mapping's key says; None for a file whose rows are numbered days."""
    if entry := key.get("interval_start"):
        column = entry["from"]
        days, times = _parted(table, column)
        return Stamps(days, column, times if (times != "").any() else None, column, stamped=True)
    if "from" not in key.get("date", {}):
        return None
    column = key["date"]["from"]
    dates = table.column(table.layout.place(column))
    if entry := key.get("time"):
        time = table.column(table.layout.place(entry["from"]))
        if entry.get("unit") == "day":
            time = clock_times(time)
        return Stamps(dates, column, time, entry["from"], stamped=False)
    days, times = _parted(table, column)
    if ((times == "") & (dates != "")).any():  # a stray word in one cell makes no stamps of the others
        return Stamps(dates, column, None, column, stamped=False)
    return Stamps(days, column, times, column, stamped=True)


def _parted(table: Table, column: str) -> tuple[pl.Series, pl.Series]:
    """What stands before the first blank or T of each stamp, and what behind it."""
    place = table.layout.place(column)

    def part(number: int) -> pl.Series:
        return table.by_text(
            place,
            lambda text: (
                text.str.replace("T", " ", literal=True)
                .str.splitn(" ", 2)
                .struct.unnest()
                .to_series(number)
                .fill_null("")
                .str.strip_chars(" ")
            ),
        )

    return part(0), part(1)


def numbered_days(table: Table, starts: str, index: str | None, faults: Faults) -> pl.Series:
    """Day numbers of rows that follow each other from ``starts``; an index column must count up by one."""
    first = number_of(date.fromisoformat(starts))
    if index is not None:
        text = table.column(table.layout.place(index))
        counted = text.cast(pl.Int64, strict=False)
        wrong = (counted.diff() != 1).fill_null(value=False) | counted.is_null()
        message = (
            f"“{index}” does not count up by one here, so the days below would be wrong; give a date column"
        )
        faults.add(wrong, index, lambda row: ("row_number", message, text[row]))
    return pl.Series("day", range(first, first + len(table.lines)), dtype=pl.Int32)


def declared_order(dates: pl.Series, order: str | None, key: str) -> str | None:
    """How 03/04/2025 is meant: as declared, or as the file's own values prove; raises ReportRefused
    otherwise.
    """
    if order in ("dmy", "mdy", "yymmdd"):
        return order
    proven = order_of(dates.unique().to_list())
    if proven == "ambiguous":
        example = _example(dates)
        message = (
            f"Dates like {example} may have the day or the month first: declare {key}.order: dmy or mdy."
        )
        raise refuse("date_order", message)
    if proven == "both":
        message = (
            f"Some dates have the day first and others the month first; write them all alike, or as {EPOCH}."
        )
        raise refuse("date_order", message)
    return proven


def _example(dates: pl.Series) -> str:
    texts = dates.cast(pl.String)
    return str(texts.filter(texts.str.contains(r"^[0-9]{1,2}[/-]"))[0])


def read_days(stamps: Stamps, order: str | None, monthly: bool, faults: Faults) -> pl.Series:
    """Day numbers of the date cells (null where they name none, which is a fault)."""
    cells = stamps.date.unique().to_list()
    read = {cell: (month_of(cell) if monthly else None) or day_of(cell or "", order) for cell in cells}
    days = [None if isinstance(day, NotADate) else number_of(day) for day in read.values()]
    numbers = stamps.date.replace_strict(list(read), days, return_dtype=pl.Int32)

    def why(row: int) -> tuple[str, str, str | None]:
        cell = stamps.date[row]
        found = read[cell]
        return (found.code, found.message, cell) if isinstance(found, NotADate) else ("date", "no date", cell)

    faults.add(numbers.is_null(), stamps.date_column, why)
    return numbers


def coarse_grain(days: pl.Series, dates: pl.Series | None) -> Grain:
    """Whether rows without times are days, weeks or months: weeks where all distances are whole weeks
    (three rows at least), months where every row is a first of a month (two at least) or names a month
    only.
    """
    if (
        dates is not None
        and len(dates)
        and all(month_of(cell) is not None for cell in dates.unique().to_list())
    ):
        return "month"
    distinct = days.drop_nulls().unique().sort()
    gaps = distinct.diff().drop_nulls()
    if len(distinct) >= 2 and all(day_numbered(number).day == 1 for number in distinct.to_list()):
        return "month"
    return "week" if len(distinct) >= 3 and (gaps % 7 == 0).all() else DAY


def check_bounds(days: pl.Series, column: str, grain: Grain, context: Context, faults: Faults) -> None:
    """Rows before the contract starts or after today are faults, each kind said once with its first and last
    row: a file of another year would say it in every row.
    """
    if context.latest is not None:
        latest = context.latest
        what = f"lies after {latest}, the last day so far"
        faults.once(days > number_of(latest), column, lambda row: _outside(days[row], what))
    if context.earliest is not None:
        earliest = context.earliest
        first = (
            earliest if grain not in ("week", "month") else earliest - timedelta(6 if grain == "week" else 30)
        )
        before = f"lies before {earliest}, when the contract starts"
        faults.once(days < number_of(first), column, lambda row: _outside(days[row], before))


def _outside(number: int, what: str) -> tuple[str, str, str | None]:
    return "date_outside", f"{day_numbered(number)} {what}", str(day_numbered(number))


def check_coarse(days: pl.Series, column: str, grain: Grain, faults: Faults) -> None:
    """Weeks may not overlap, and months begin on their first day."""
    if grain == "month":
        firsts = days.cast(pl.Date).dt.day() == 1
        faults.add(
            ~firsts, column, lambda row: ("grain", f"{day_numbered(days[row])} is no first of a month", None)
        )
    if grain == "week":
        distinct = days.drop_nulls().unique().sort()
        close = distinct.filter((distinct.diff() < 7).fill_null(value=False))
        faults.add(
            days.is_in(close.to_list()),
            column,
            lambda row: ("grain", "this week begins before the last one ends", None),
        )
