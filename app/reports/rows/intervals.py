"""Rows shorter than a day: which interval of which local day each one is (`formats/times.py` has the
wall clock).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import polars as pl

from app.reports.formats.times import Clock, NotATime, clock_of, day_minutes, day_start, instants
from app.reports.refusal import Faults, refuse
from app.reports.rows.columns import DAY
from app.reports.rows.days import EPOCH, Stamps, day_numbered, number_of

GRAINS = (60, 30, 15, 10, 5)
_REASONS = {
    "gap": "{day} {time} did not happen in {zone}: the clock skipped it",
    "repeated": "{day} {time} happened twice in {zone}: write the offset, e.g. {time}+01:00",
    "grid": "{day} {time} is not the beginning of an interval of {grain} minutes",
    "length": "the local day {day} is no whole number of {grain}-minute intervals",
}


@dataclass(frozen=True, slots=True)
class Zones:
    """The zone of wall times in the file, the contract's zone, and whether offsets in stamps are believed."""

    written: str
    contract: str
    believed: bool = True


@dataclass(frozen=True, slots=True)
class Clocks:
    """The times of all rows: minute of the day and offset (null where there is none), with what each
    cell means.
    """

    minute: pl.Series
    offset: pl.Series
    known: dict[str, Clock]


def without_seconds(times: pl.Series) -> pl.Series:
    """The times of calls to the minute, which is all that an interval needs."""
    texts = times.cast(pl.String)
    return texts.str.replace(r"^([0-9]{1,2}:[0-5][0-9]):[0-5][0-9](?:[.,][0-9]{1,9})?", "${1}")


def read_clocks(stamps: Stamps, times: pl.Series, faults: Faults) -> Clocks:
    """The time cells; those that are none are faults."""
    read = {cell: clock_of(cell or "", stamps.stamped) for cell in times.unique().to_list()}
    known = {cell: clock for cell, clock in read.items() if isinstance(clock, Clock)}

    def column(pick: list[int | None]) -> pl.Series:
        return times.replace_strict(list(read), pick, return_dtype=pl.Int32)

    minute = column([known[cell].minute if cell in known else None for cell in read])
    offset = column([known[cell].offset if cell in known else None for cell in read])

    def why(row: int) -> tuple[str, str, str | None]:
        found = read[times[row]]
        return (
            (found.code, found.message, times[row])
            if isinstance(found, NotATime)
            else ("time", "no time", None)
        )

    faults.add(minute.is_null(), stamps.time_column, why)
    return Clocks(minute, offset, known)


def grain_of(clocks: Iterable[Clock]) -> int:
    """Minutes of one row: the length of its ranges, else the longest interval on whose grid all times stand.

    Times that are all midnight are days. Raises ReportRefused when ranges differ or no grid fits.
    """
    seen = list(clocks)
    lengths = {clock.length for clock in seen if clock.length is not None}
    if len(lengths) > 1:
        raise refuse(
            "grain", f"Intervals have different lengths: {', '.join(map(str, sorted(lengths)))} minutes."
        )
    minutes = {clock.minute for clock in seen}
    if lengths:
        grain = lengths.pop()
        if grain in (*GRAINS, DAY):
            return grain
        raise refuse("grain", f"Intervals of {grain} minutes are not read; 5, 10, 15, 30 and 60 are.")
    if minutes <= {0}:
        return DAY
    for grain in GRAINS:
        if all(minute % grain == 0 for minute in minutes):
            return grain
    raise refuse("grain", "Times do not stand on a grid of 5 minutes: these look like calls, not intervals.")


@lru_cache(maxsize=50_000)
def _slot(
    written: str, contract: str, day: int, minute: int, offset: int | None, grain: int, floored: bool
) -> tuple[int, int] | str:
    """Local day and interval of one wall time, or the reason why it has none."""
    if offset is not None:
        moments: tuple[int, ...] = (day * DAY + minute - offset,)
    else:
        moments = instants(written, day, minute)
    if len(moments) != 1:
        return "repeated" if moments else "gap"
    local = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=moments[0])).astimezone(ZoneInfo(contract))
    number = number_of(local.date())
    if day_minutes(contract, number) % grain:
        return "length"
    slot, rest = divmod(moments[0] - day_start(contract, number), grain)
    return "grid" if rest and not floored else (number, slot)


def read_slots(
    days: pl.Series,
    clocks: Clocks,
    grain: int,
    zones: Zones,
    column: str,
    faults: Faults,
    *,
    floored: bool = False,
) -> tuple[pl.Series, pl.Series]:
    """Local day and elapsed interval of each row; wall times that do not exist, or twice, are faults.

    ``floored`` times may stand anywhere in their interval, as calls do; others must begin it.
    """
    straight = zones.written == zones.contract and not (zones.believed and clocks.offset.is_not_null().any())
    if straight:
        special = {n for n in days.drop_nulls().unique().to_list() if _changes(zones.contract, n)}
        regular = ~days.is_in(list(special)) if special else None
    else:
        regular = pl.repeat(value=False, n=len(days), dtype=pl.Boolean, eager=True)
    slots = clocks.minute // grain
    reasons: dict[int, str] = {}
    off_grid = clocks.minute % grain != 0
    for row in off_grid.fill_null(value=False).arg_true().to_list() if straight and not floored else ():
        reasons[row] = "grid"
    if regular is not None:
        days, slots = _one_by_one(days, slots, clocks, grain, zones, regular, reasons, floored)
    wrong = pl.repeat(value=False, n=len(days), dtype=pl.Boolean, eager=True)
    if reasons:
        wrong = wrong.scatter(list(reasons), values=True)

    def why(row: int) -> tuple[str, str, str | None]:
        minute, code = clocks.minute[row], reasons[row]
        time = f"{minute // 60:02d}:{minute % 60:02d}"
        text = _REASONS[code].format(day=day_numbered(days[row]), time=time, zone=zones.written, grain=grain)
        return {"gap": "clock_gap", "repeated": "clock_repeated"}.get(code, "grain"), text, time

    faults.add(wrong, column, why)
    return days, slots


def _changes(zone: str, day: int) -> bool:
    if day_minutes(zone, day) != DAY:
        return True
    noon = datetime.combine(EPOCH + timedelta(day), datetime.min.time(), ZoneInfo(zone)) + timedelta(hours=12)
    return noon.utcoffset() != (noon - timedelta(hours=12)).utcoffset()


def _one_by_one(
    days: pl.Series,
    slots: pl.Series,
    clocks: Clocks,
    grain: int,
    zones: Zones,
    regular: pl.Series,
    reasons: dict[int, str],
    floored: bool,
) -> tuple[pl.Series, pl.Series]:
    rows = (~regular & days.is_not_null() & clocks.minute.is_not_null()).arg_true()
    new_days, new_slots = [], []
    offsets = clocks.offset if zones.believed else pl.repeat(None, len(days), dtype=pl.Int32, eager=True)
    picked = (days.gather(rows), clocks.minute.gather(rows), offsets.gather(rows))
    for row, day, minute, offset in zip(
        rows.to_list(), *(series.to_list() for series in picked), strict=True
    ):
        found = _slot(zones.written, zones.contract, day, minute, offset, grain, floored)
        if isinstance(found, str):
            reasons.setdefault(row, found)
            found = (day, 0)
        new_days.append(found[0])
        new_slots.append(found[1])
    if not new_days:
        return days, slots
    return days.scatter(rows, new_days), slots.scatter(rows, new_slots)
