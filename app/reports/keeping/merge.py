"""Merging: what a report states replaces, per measure and interval, what was known; the rest lives on.

So a month of surveys lives beside days of calls, and a corrected file that states one measure leaves the
others as they were. Overlap of grains is checked per measure: a monthly figure over daily ones is refused,
never summed twice.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from app.sla.measures import Measure
from app.sla.sheets import Sheet, add_intervals

Key = tuple[str, str, str, date, date]
Intervals = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A sheet as it is known, and per measure where it came from: ``{report, grain, slack, also}``.

    ``also`` lists the reports whose intervals of the day still stand beside those of ``report``.
    """

    sheet: Sheet
    sources: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Overlap:
    """A figure that would be counted twice: the same measure at another grain for the same days."""

    sheet: Sheet
    measure: str
    known: Sheet
    known_grain: int


def reports_of(known: Iterable[Known]) -> set[str]:
    """The ids of every report that a figure of these sheets comes from."""
    shared = {id(one.sources): one.sources for one in known}  # as read: once for all days of a report
    return {
        id_
        for sources in shared.values()
        for source in sources.values()
        for id_ in (source["report"], *source.get("also", ()))
    }


def key_of(sheet: Sheet) -> Key:
    """What identifies a sheet within one side of a contract."""
    return sheet.queue, sheet.segment, sheet.channel, sheet.first_day, sheet.last_day


def overlaps(stated: Iterable[Sheet], known: Iterable[Known]) -> list[Overlap]:
    """Every measure of a stated sheet that is known at another grain for a day which the sheet covers."""
    by_day: dict[tuple[str, str, str, date], list[Known]] = {}
    for old in known:
        for day in _days(old.sheet):
            by_day.setdefault((*key_of(old.sheet)[:3], day), []).append(old)
    found: dict[tuple[Key, Key, str], Overlap] = {}
    for sheet in stated:
        for day in _days(sheet):
            for old in by_day.get((*key_of(sheet)[:3], day), ()):
                found.update(_overlaps_of(sheet, old))
    return list(found.values())


def _days(sheet: Sheet) -> Iterable[date]:
    first = sheet.first_day.toordinal()
    return (date.fromordinal(first + offset) for offset in range(sheet.days))


def _overlaps_of(sheet: Sheet, old: Known) -> Iterable[tuple[tuple[Key, Key, str], Overlap]]:
    keys = key_of(sheet), key_of(old.sheet)
    for name in sorted(sheet.totals.keys() & old.sources.keys()):
        grain = int(old.sources[name]["grain"])
        if grain != sheet.grain or keys[0] != keys[1]:
            yield (*keys, name), Overlap(sheet, name, old.sheet, grain)


def merge(stated: Sheet, old: Known | None, report: str, lookup: Callable[[str], Measure]) -> Known:
    """The sheet as it is known once the report is accepted: stated measures replaced, the others kept."""
    if old is None:
        return Known(stated, _fresh(stated, report))
    sources = dict(old.sources)
    totals, intervals, slack = dict(old.sheet.totals), dict(old.sheet.intervals), dict(old.sheet.slack)
    for name in stated.totals:
        cell = _restated(stated, old, name, report, lookup(name))
        totals[name], slack[name], sources[name] = cell.total, cell.slack, cell.source
        if cell.values is not None:
            intervals[name] = cell.values
    sheet = replace(
        stated,
        grain=min(stated.grain, old.sheet.grain),
        totals=totals,
        intervals=intervals,
        slack={name: value for name, value in slack.items() if value},
    )
    return Known(sheet, sources)


def says_the_same(one: Sheet, other: Sheet) -> bool:
    """Whether two sheets of one key state the same figures; then the older one stands."""
    return (
        dict(one.totals) == dict(other.totals)
        and dict(one.intervals) == dict(other.intervals)
        and dict(one.slack) == dict(other.slack)
    )


@dataclass(frozen=True, slots=True)
class _Cell:
    """One measure of one sheet after a report stated it anew."""

    total: int
    values: Intervals | None
    slack: int
    source: Mapping[str, Any]


def _fresh(stated: Sheet, report: str) -> Mapping[str, Mapping[str, Any]]:
    if not stated.slack:
        return sources_of(report, stated.grain, tuple(stated.totals))
    return {name: _source(report, stated.grain, stated.slack.get(name, 0)) for name in stated.totals}


@lru_cache(maxsize=256)
def sources_of(report: str, grain: int, names: tuple[str, ...]) -> Mapping[str, Mapping[str, Any]]:
    """The same sources for all days of a report that states the same measures: then they are written once."""
    return MappingProxyType({name: _source(report, grain, 0) for name in names})


def _source(report: str, grain: int, slack: int, also: Iterable[str] = ()) -> dict[str, Any]:
    source: dict[str, Any] = {"report": report, "grain": grain}
    if slack:
        source["slack"] = slack
    if others := sorted(set(also) - {report}):
        source["also"] = others
    return source


def _restated(stated: Sheet, old: Known, name: str, report: str, what: Measure) -> _Cell:
    """The measure as stated; where only some intervals of the day are, those of before stand beside them."""
    new, known = stated.intervals.get(name), old.sheet.intervals.get(name)
    slack = stated.slack.get(name, 0)
    if new is None or known is None or len(new) != len(known) or not _leaves_some(new, known):
        return _Cell(stated.totals[name], new, slack, _source(report, stated.grain, slack))
    values = tuple(before if now is None else now for now, before in zip(new, known, strict=True))
    slack += old.sheet.slack.get(name, 0)
    before = old.sources[name]
    source = _source(report, stated.grain, slack, [before["report"], *before.get("also", ())])
    return _Cell(add_intervals(values, what), values, slack, source)


def _leaves_some(new: Intervals, known: Intervals) -> bool:
    return None in new and any(
        now is None and before is not None for now, before in zip(new, known, strict=True)
    )
