"""Merging: what a report states replaces, per measure and interval, what was known; the rest lives on.

So a month of surveys lives beside days of calls, and a corrected file that states one measure leaves the
others as they were. Overlap of grains is checked per measure: a monthly figure over daily ones is refused,
never summed twice.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.sla.measures import Measure
from app.sla.sheets import Sheet

Key = tuple[str, str, str, date, date]


@dataclass(frozen=True, slots=True)
class Known:
    """A sheet as it is known, and per measure where it came from: ``{report, grain, slack}``."""

    sheet: Sheet
    sources: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Overlap:
    """A figure that would be counted twice: the same measure at another grain for the same days."""

    sheet: Sheet
    measure: str
    known: Sheet
    known_grain: int


def key_of(sheet: Sheet) -> Key:
    """What identifies a sheet within one side of a contract."""
    return sheet.queue, sheet.segment, sheet.channel, sheet.first_day, sheet.last_day


def overlaps(stated: Iterable[Sheet], known: Sequence[Known]) -> list[Overlap]:
    """Every measure of a stated sheet that is known at another grain for a day which the sheet covers."""
    by_place: dict[tuple[str, str, str], list[Known]] = {}
    for old in known:
        by_place.setdefault(key_of(old.sheet)[:3], []).append(old)
    return [
        Overlap(sheet, name, old.sheet, int(old.sources[name]["grain"]))
        for sheet in stated
        for old in by_place.get(key_of(sheet)[:3], ())
        if old.sheet.first_day <= sheet.last_day and sheet.first_day <= old.sheet.last_day
        for name in sheet.totals.keys() & old.sources.keys()
        if old.sources[name]["grain"] != sheet.grain or key_of(old.sheet) != key_of(sheet)
    ]


def merge(stated: Sheet, old: Known | None, report: str, lookup: Callable[[str], Measure]) -> Known:
    """The sheet as it is known once the report is accepted: stated measures replaced, the others kept."""
    fresh = {name: _source(stated, name, report) for name in stated.totals}
    if old is None:
        return Known(stated, fresh)
    intervals = dict(old.sheet.intervals)
    totals, slack = dict(old.sheet.totals), dict(old.sheet.slack)
    for name, total in stated.totals.items():
        values = _merged_intervals(stated.intervals.get(name), intervals.get(name))
        if values is not None:
            intervals[name] = values
        totals[name] = total if values is None else _added(values, lookup(name))
        slack[name] = stated.slack.get(name, 0)
    sheet = replace(
        stated,
        grain=min(stated.grain, old.sheet.grain),
        totals=totals,
        intervals=intervals,
        slack={name: value for name, value in slack.items() if value},
    )
    return Known(sheet, {**old.sources, **fresh})


def says_the_same(one: Sheet, other: Sheet) -> bool:
    """Whether two sheets of one key state the same figures; then the older one stands."""
    return (
        dict(one.totals) == dict(other.totals)
        and dict(one.intervals) == dict(other.intervals)
        and dict(one.slack) == dict(other.slack)
    )


def _source(stated: Sheet, name: str, report: str) -> dict[str, Any]:
    source: dict[str, Any] = {"report": report, "grain": stated.grain}
    if stated.slack.get(name):
        source["slack"] = stated.slack[name]
    return source


def _merged_intervals(
    stated: tuple[int | None, ...] | None, known: tuple[int | None, ...] | None
) -> tuple[int | None, ...] | None:
    if stated is None or known is None or len(stated) != len(known):
        return stated
    return tuple(old if new is None else new for new, old in zip(stated, known, strict=True))


def _added(values: tuple[int | None, ...], what: Measure) -> int:
    numbers = [value for value in values if value is not None]
    return max(numbers, default=0) if what.adds == "maximum" else sum(numbers)
