"""The key of each row: queue, segment, channel, local day and interval; and the grain of the whole."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from app.errors import Problem
from app.reports.context import Context
from app.reports.formats.table import Table
from app.reports.mapping.document import Document, Label, label_of
from app.reports.mapping.names import channel_named
from app.reports.refusal import Faults, refuse, shown
from app.reports.rows.columns import DAY, Grain, Keys
from app.reports.rows.days import (
    Stamps,
    check_bounds,
    check_coarse,
    coarse_grain,
    declared_order,
    number_of,
    numbered_days,
    read_days,
    stamps_of,
)
from app.reports.rows.intervals import Clocks, Zones, grain_of, read_clocks, read_slots, without_seconds
from app.reports.rows.moments import are_spans, read_moments
from app.reports.rows.which_rows import queue_of
from app.sla.measures import DEFAULT_CHANNEL

_LONGEST_LABEL = 100
_LONGEST_CHANNEL = 20
HALF_HOUR = 30  # what calls are counted into where nothing else is said


@dataclass(frozen=True, slots=True)
class Found:
    """What the file's own values said that the mapping had left open, and what is worth knowing of it."""

    order: str | None
    grain: Grain
    zone: str | None
    notes: tuple[Problem, ...] = ()


def read_keys(
    table: Table, document: Document, index: str | None, context: Context, faults: Faults
) -> tuple[Keys, Found]:
    """The key columns and what was found about them; ``index`` is a column that merely counts the rows."""
    key = document.get("key", {})
    grain = document.get("grain")
    moments = _moments(table, key)
    if moments is not None:
        column = moments.name
        days, slots, grain = read_moments(
            moments,
            column,
            key["interval_start"].get("unit"),
            _zones(document, context),
            grain,
            faults,
            floored="calls" in document,
        )
        keys = _labelled(table, document, context, faults, days, slots, grain)
        check_coarse(keys.day, column, grain, faults)
        check_bounds(keys.day, column, grain, context, faults)
        return keys, Found(None, grain, None)
    if "value" in key.get("date", {}):
        return _all_at_once(table, document, context, faults)
    stamps = stamps_of(table, key)
    if stamps is None:
        days, found = _numbered(table, key, index, grain, faults)
        keys = _labelled(table, document, context, faults, days, _zeros(days), found.grain)
    else:
        days, slots, found = _dated(stamps, document, context, faults)
        keys = _labelled(table, document, context, faults, days, slots, found.grain)
        check_coarse(keys.day, stamps.date_column, keys.grain, faults)
    check_bounds(keys.day, stamps.date_column if stamps else index or "", keys.grain, context, faults)
    return keys, found


def _all_at_once(table: Table, document: Document, context: Context, faults: Faults) -> tuple[Keys, Found]:
    """The whole file is about one day, week or month, which only whoever sends it knows."""
    grain: Grain = document.get("grain", DAY)
    if isinstance(grain, int) and grain < DAY:
        raise refuse("grain", f"The mapping says rows of {grain} minutes, and the file has no times.")
    first = number_of(date.fromisoformat(document["key"]["date"]["value"]))
    days = pl.repeat(first, len(table.lines), dtype=pl.Int32, eager=True)
    keys = _labelled(table, document, context, faults, days, _zeros(days), grain)
    check_coarse(days, "", grain, faults)
    check_bounds(days, "", grain, context, faults)
    return keys, Found(None, grain, None)


def _zeros(days: pl.Series) -> pl.Series:
    return pl.repeat(value=0, n=len(days), dtype=pl.Int32, eager=True)


def _numbered(
    table: Table, key: Document, index: str | None, grain: Grain | None, faults: Faults
) -> tuple[pl.Series, Found]:
    if grain not in (None, DAY):
        raise refuse(
            "grain", "Rows that are numbered instead of dated are days; give a date column for others."
        )
    return numbered_days(table, key["date"]["starts"], index, faults), Found(None, DAY, None)


def _dated(
    stamps: Stamps, document: Document, context: Context, faults: Faults
) -> tuple[pl.Series, pl.Series, Found]:
    key, grain = document.get("key", {}), document.get("grain")
    part = "interval_start" if "interval_start" in key else "date"
    order = declared_order(stamps.date, key[part].get("order"), f"key.{part}")
    monthly = grain == "month" or (grain is None and stamps.time is None and coarse_grain_is_month(stamps))
    days = read_days(stamps, order, monthly, faults)
    zones, calls = _zones(document, context), "calls" in document
    if calls and grain in ("week", "month"):
        raise refuse("grain", "Calls with dates are counted by minutes or by days: say grain 1440, or less.")
    if stamps.time is None:
        if isinstance(grain, int) and grain < DAY:
            raise refuse("grain", f"The mapping says rows of {grain} minutes, and the file has no times.")
        grain = grain or (DAY if calls else coarse_grain(days, stamps.date))
        return days, _zeros(days), Found(order, grain, None)
    clocks = read_clocks(stamps, without_seconds(stamps.time) if calls else stamps.time, faults)
    found_grain: Grain = grain or (HALF_HOUR if calls else grain_of(clocks.known.values()))
    if calls and found_grain == DAY:
        return days, _zeros(days), Found(order, found_grain, None)
    if not isinstance(found_grain, int) or found_grain >= DAY:
        return _midnights(stamps, days, clocks.minute, faults), _zeros(days), Found(order, found_grain, None)
    days, slots = read_slots(days, clocks, found_grain, zones, stamps.time_column, faults, floored=calls)
    return days, slots, Found(order, found_grain, zones.written, _believed(stamps, clocks, zones, key[part]))


def _believed(stamps: Stamps, clocks: Clocks, zones: Zones, entry: Document) -> tuple[Problem, ...]:
    """Offsets that nobody said to believe are, with a note: many systems write a Z behind local times."""
    if "offset" in entry or not clocks.offset.is_not_null().any() or not zones.believed:
        return ()
    message = (
        f"times carry an offset or a Z and are read as such, in {zones.contract}; if they are local times "
        "all the same, say offset: ignored"
    )
    return (Problem(f"column {shown(stamps.time_column)}", "offset_believed", message),)


def _moments(table: Table, key: Document) -> pl.Series | None:
    """The cells of a column of epochs or ISO intervals, named as the column; None for any other."""
    entry = key.get("interval_start", {})
    if "from" not in entry:
        return None
    place = table.layout.place(entry["from"])
    if not {"to", "unit"} & entry.keys() and not are_spans(table.coded(place)):
        return None
    cells = table.column(place).alias(entry["from"])
    if "to" in entry:
        cells = (cells + "/" + table.column(table.layout.place(entry["to"]))).alias(entry["from"])
        if "unit" not in entry and not are_spans(cells):
            message = "key.interval_start.to needs stamps like 2025-01-31 09:30, or epochs with their unit."
            raise refuse("interval", message, "mapping: key.interval_start.to")
    return cells


def _zones(document: Document, context: Context) -> Zones:
    key = document.get("key", {})
    part = key.get("interval_start", key.get("date", {}))
    believed = part.get("offset", "believed") == "believed"
    return Zones(document.get("time_zone", context.time_zone), context.time_zone, believed)


def coarse_grain_is_month(stamps: Stamps) -> bool:
    """Whether the date cells themselves name months and not days."""
    return coarse_grain(pl.Series([], dtype=pl.Int32), stamps.date) == "month"


def _midnights(stamps: Stamps, days: pl.Series, minutes: pl.Series, faults: Faults) -> pl.Series:
    message = "the row is a day or more, and its time is not 00:00; declare the grain in minutes"
    faults.add(minutes != 0, stamps.time_column, lambda row: ("grain", message, None))
    return days


def _labelled(
    table: Table,
    document: Document,
    context: Context,
    faults: Faults,
    days: pl.Series,
    slots: pl.Series,
    grain: Grain,
) -> Keys:
    key = document.get("key", {})
    labels = {part: label_of(document, part) for part in ("queue", "segment", "channel")}
    if labels["queue"] == Label():
        labels["queue"] = replace(labels["queue"], value=_only_queue(context))
    readers: dict[str, Callable[[str], str | None]] = {
        "queue": lambda cell: queue_of(cell, key.get("queue", {}).get("names", {}), context),
        "segment": _segment,
        "channel": _channel,
    }
    known = ", ".join(context.queues)
    reasons = {
        "queue": ("queue", f"is no queue of this contract; known are {known}"),
        "segment": ("segment", "is no name of a segment (at most 100 characters, no control characters)"),
        "channel": ("channel", "is no channel such as voice, chat or email (at most 20 characters)"),
    }
    columns = {
        part: _label(table, labels[part], readers[part], reasons[part], faults)
        for part in ("queue", "segment", "channel")
    }
    return Keys(columns["queue"], columns["segment"], columns["channel"], days, slots, grain)


def _only_queue(context: Context) -> str:
    if len(context.queues) == 1:
        return context.queues[0]
    known = ", ".join(context.queues) or "none"
    message = f"The file names no queue and the contract has {len(context.queues)} ({known}): say key.queue."
    raise refuse("queue", message, "mapping: key.queue")


def _segment(text: str) -> str | None:
    return text if len(text) <= _LONGEST_LABEL and text.isprintable() else None


def _channel(text: str) -> str | None:
    channel = channel_named(text) if text else DEFAULT_CHANNEL
    return channel if len(channel) <= _LONGEST_CHANNEL and channel.isprintable() else None


def _among(names: Iterable[str | None]) -> pl.Enum:
    """Texts that repeat in every row are kept as codes, in their order; checks ask for the usual channel."""
    return pl.Enum(sorted({DEFAULT_CHANNEL, *(name for name in names if name is not None)}))


def _label(
    table: Table,
    label: Label,
    reader: Callable[[str], str | None],
    reason: tuple[str, str],
    faults: Faults,
) -> pl.Series:
    if label.source is None:
        value = reader(label.value or "")
        if value is None:
            raise refuse(
                reason[0], f"“{shown(label.value or '')}” {reason[1]}.", f"mapping: key.{reason[0]}.value"
            )
        return pl.repeat(value, len(table.lines), dtype=_among([value]), eager=True)
    source = label.source
    cells = table.coded(table.layout.place(source))
    texts = cells.unique().to_list()
    names = [reader(text) for text in texts]
    named = cells.replace_strict(texts, names, return_dtype=_among(names))
    faults.add(
        named.is_null(), source, lambda row: (reason[0], f"“{shown(cells[row])}” {reason[1]}", cells[row])
    )
    return named
