"""Cells: the figures of many sheets by half-hour, day, week or month, added up over queues."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal, cast

from app.sla.formula import NoData
from app.sla.measures import Measure
from app.sla.periods import Cadence, Every
from app.sla.procedures.procedure import Setting
from app.sla.quantities import from_millionths
from app.sla.sheets import Sheet, Total, add_up_stated, stated_as

Grain = Literal["quarter_hour", "half_hour", "hour", "day", "week", "month"]
GRAINS: tuple[Grain, ...] = ("quarter_hour", "half_hour", "hour", "day", "week", "month")
MINUTES: Mapping[str, int] = {"quarter_hour": 15, "half_hour": 30, "hour": 60}
Cells = dict[tuple[date, int], dict[str, Total]]


def cells(sheets: Sequence[Sheet], grain: Grain, names: frozenset[str], setting: Setting) -> Cells | NoData:
    """The totals of the named measures in each cell, by its first day and the number of the interval in it.

    NoData where a sheet is coarser than the grain: what it states cannot be told apart.
    """
    stating = [sheet for sheet in sheets if not stated_as(sheets, names).isdisjoint(sheet.totals)]
    if grain in MINUTES:
        return _by_minutes(stating, MINUTES[grain], names, setting)
    return _by_days(stating, cast("Every", grain), names, setting)


def _by_days(
    sheets: Sequence[Sheet], every: Every, names: frozenset[str], setting: Setting
) -> Cells | NoData:
    groups: dict[tuple[date, int], list[Sheet]] = {}
    cadence = Cadence(every)
    for sheet in sheets:
        cell = cadence.containing(sheet.first_day)
        if sheet.last_day >= cell.end:
            return NoData(f"the figures of {sheet.first_day} to {sheet.last_day} are not stated by {every}")
        groups.setdefault((cell.start, 0), []).append(sheet)
    return {key: add_up_stated(group, names, setting.lookup) for key, group in sorted(groups.items())}


def _by_minutes(
    sheets: Sequence[Sheet], minutes: int, names: frozenset[str], setting: Setting
) -> Cells | NoData:
    read = stated_as(sheets, names)
    parts: dict[tuple[date, int], dict[str, list[Fraction]]] = {}
    for sheet in sheets:
        for name in sorted(read & sheet.totals.keys()):
            joined = _joined(sheet, name, minutes, setting)
            if isinstance(joined, NoData):
                return joined
            for slot, value in joined.items():
                parts.setdefault((sheet.first_day, slot), {}).setdefault(name, []).append(value)
    as_handled = "answered" if "handled" in names - read else ""
    return {
        key: {
            name: Total(_over_queues(values, setting.lookup(name)))
            for name, values in _named(cell, as_handled)
        }
        for key, cell in sorted(parts.items())
    }


def _named(cell: Mapping[str, list[Fraction]], as_handled: str) -> Iterable[tuple[str, list[Fraction]]]:
    yield from cell.items()
    if as_handled in cell:
        yield "handled", cell[as_handled]


def _joined(sheet: Sheet, name: str, minutes: int, setting: Setting) -> dict[int, Fraction] | NoData:
    """The intervals of one measure joined to longer ones; an interval that nobody states is not there."""
    values = sheet.intervals.get(name, ())
    if not values:
        unstated = NoData(f"{name} of {sheet.first_day} is not stated by intervals")
        return unstated if sheet.totals[name] else {}
    length, rest = divmod(setting.minutes_of(sheet.first_day), len(values))
    if rest or minutes % length:
        return NoData(f"{name} of {sheet.first_day} is not stated by {minutes} minutes or a part of them")
    size = minutes // length
    joined: dict[int, Fraction] = {}
    for slot in range(0, len(values), size):
        stated = [value for value in values[slot : slot + size] if value is not None]
        if stated:
            joined[slot // size] = _in_time(stated, setting.lookup(name))
    return joined


def _in_time(stated: Sequence[int], what: Measure) -> Fraction:
    if what.adds == "maximum":
        return from_millionths(max(stated))
    whole = from_millionths(sum(stated))
    return whole / len(stated) if what.adds == "mean_by_day" else whole


def _over_queues(values: Sequence[Fraction], what: Measure) -> Fraction:
    return max(values) if what.adds == "maximum" else sum(values, Fraction(0))
