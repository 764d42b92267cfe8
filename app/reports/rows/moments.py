"""Stamps that name instants: epochs, and ISO intervals like 2025-01-25T21:00Z/2025-02-01T21:00Z.

Each becomes the local day and interval of the contract's zone; an interval says by its ends how long a row
is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from app.reports.formats.times import day_start
from app.reports.refusal import Faults, ReportRefused, refuse, shown
from app.reports.rows.columns import DAY, Grain
from app.reports.rows.days import number_of
from app.reports.rows.intervals import GRAINS, Zones

_SPAN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][^/]*/[0-9]{4}-"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PER_SECOND = {"epoch_s": 1, "epoch_ms": 1000}
_LAST_SECOND = 32_472_144_000  # the year 2999


@dataclass(frozen=True, slots=True)
class Moment:
    """When a row begins, and when it ends where its stamp says so; local time of the contract."""

    start: datetime
    end: datetime | None = None


def are_spans(cells: pl.Series) -> bool:
    """Whether the cells are ISO intervals with two ends."""
    return bool(cells.unique().cast(pl.String).str.contains(_SPAN).any())


def read_moments(
    cells: pl.Series,
    column: str,
    unit: str | None,
    zones: Zones,
    grain: Grain | None,
    faults: Faults,
    *,
    floored: bool = False,
) -> tuple[pl.Series, pl.Series, Grain]:
    """Day, interval and grain of rows whose stamps are epochs (``unit``) or ISO intervals.

    A grain that is not given is the length of the intervals, else the widest on whose grid all stamps lie.
    ``floored`` stamps may stand anywhere in their interval of 30 minutes or ``grain``, as calls do.
    """
    if floored:
        grain = grain or 30
        cells = _floored(cells, unit)
    read = {cell: _moment(cell or "", unit, zones) for cell in cells.unique().to_list()}
    known = {cell: moment for cell, moment in read.items() if moment is not None}
    if not known:
        raise refuse("date", f"“{shown(str(cells[0]))}” is no {_NAMES.get(unit or '', 'interval')}.", "file")
    found = grain or _grain_of(list(known.values()), zones)
    placed = {cell: _placed(moment, found, zones) for cell, moment in known.items()}

    def column_of(pick: int) -> pl.Series:
        values = [placed[cell][pick] if cell in placed else None for cell in read]
        return cells.replace_strict(list(read), values, return_dtype=pl.Int32)

    days, slots, rest = (column_of(n) for n in range(3))
    faults.add(days.is_null(), column, lambda row: ("date", _no_moment(cells[row], unit), cells[row]))
    sentence = f"does not begin a row of {_length(found)} in {zones.contract}"
    if not floored:
        faults.add(rest != 0, column, lambda row: ("grain", f"“{shown(cells[row])}” {sentence}", cells[row]))
    return days, slots, found


def _floored(cells: pl.Series, unit: str | None) -> pl.Series:
    """Epochs to five minutes, which every zone's hours begin on, so that few different ones are left."""
    if unit is None:
        return cells
    step = 300 * _PER_SECOND[unit]
    whole = cells.str.extract(r"^([0-9]{1,14})(?:\.[0-9]+)?$").cast(pl.Int64, strict=False)
    return (whole // step * step).cast(pl.String).fill_null("")


_NAMES = {"epoch_s": "epoch in seconds", "epoch_ms": "epoch in milliseconds"}


def _no_moment(cell: str | None, unit: str | None) -> str:
    return f"“{shown(cell or '')}” is no {_NAMES.get(unit or '', 'interval between two instants')}"


def _moment(cell: str, unit: str | None, zones: Zones) -> Moment | None:
    start, _, end = cell.partition("/")
    if unit is not None:
        edges = [_from_epoch(part, unit, zones) for part in ((start, end) if end else (start,))]
        return None if None in edges else Moment(*(edge for edge in edges if edge is not None))
    try:
        return Moment(*(_instant(datetime.fromisoformat(part.strip()), zones) for part in (start, end)))
    except ValueError:
        return None


def _from_epoch(cell: str, unit: str, zones: Zones) -> datetime | None:
    number = re.fullmatch(r"([0-9]{1,14})(?:\.[0-9]{1,9})?", cell, re.ASCII)
    seconds = int(number[1]) // _PER_SECOND[unit] if number else _LAST_SECOND
    return None if seconds >= _LAST_SECOND else _local(_EPOCH + timedelta(seconds=seconds), zones)


def _instant(moment: datetime, zones: Zones) -> datetime:
    if moment.tzinfo is None or not zones.believed:
        moment = moment.replace(tzinfo=ZoneInfo(zones.written))
    return _local(moment, zones)


def _local(moment: datetime, zones: Zones) -> datetime:
    return moment.astimezone(ZoneInfo(zones.contract))


def _grain_of(moments: list[Moment], zones: Zones) -> Grain:
    spans = [(moment.start, moment.end) for moment in moments if moment.end is not None]
    if not spans:
        return _grid({moment.start.hour * 60 + moment.start.minute for moment in moments})
    if any(not _midnight(edge) for span in spans for edge in span):
        minutes = {(end - start) // timedelta(minutes=1) for start, end in spans}
        if len(minutes) == 1 and minutes <= set(GRAINS):
            return minutes.pop()
        raise _odd(spans[0], zones)
    if all(end.day == start.day == 1 and _months(start, end) == 1 for start, end in spans):
        return "month"
    days = {(end.date() - start.date()).days for start, end in spans}
    if days == {1}:
        return DAY
    if days == {7}:
        return "week"
    raise _odd(spans[0], zones)


def _grid(minutes: Iterable[int]) -> int:
    """The widest interval on whose grid all stamps lie, a day where all are midnight."""
    seen = set(minutes)
    if seen <= {0}:
        return DAY
    fitting = [grain for grain in GRAINS if all(minute % grain == 0 for minute in seen)]
    if not fitting:
        raise refuse("grain", "Times do not stand on a grid of 5 minutes: these look like calls; say calls.")
    return fitting[0]


def _odd(span: tuple[datetime, datetime], zones: Zones) -> ReportRefused:
    start, end = (edge.strftime("%Y-%m-%d %H:%M") for edge in span)
    message = (
        f"An interval lasts from {start} to {end} in {zones.contract}: rows are 5 to 60 minutes, or days, "
        "weeks or months from midnight to midnight in the contract's time zone."
    )
    return refuse("grain", message)


def _midnight(moment: datetime) -> bool:
    return (moment.hour, moment.minute, moment.second) == (0, 0, 0)


def _months(start: datetime, end: datetime) -> int:
    return (end.year - start.year) * 12 + end.month - start.month


def _placed(moment: Moment, grain: Grain, zones: Zones) -> tuple[int, int, int]:
    """Local day, interval, and by how many minutes the stamp misses the beginning of its row."""
    day = number_of(moment.start.date())
    minutes = (moment.start.astimezone(UTC) - _EPOCH) // timedelta(minutes=1)
    if not isinstance(grain, int) or grain >= DAY:
        return day, 0, minutes - day_start(zones.contract, day)
    slot, rest = divmod(minutes - day_start(zones.contract, day), grain)
    return day, slot, rest


def _length(grain: Grain) -> str:
    if isinstance(grain, int):
        return "a day" if grain >= DAY else f"{grain} minutes"
    return f"a {grain}"
