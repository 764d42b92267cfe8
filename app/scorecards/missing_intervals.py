"""Intervals that a reported day lacks: listed for a period beside its missing days, never filled.

Looked at are queues' days that state anything of which verdicts are made by intervals. Where the terms have
service hours, the intervals that touch them are expected; else those that the queue states on more than half
of its days in the period, as the flags of a report have it. What lies in an agreed exclusion is not expected.
Calls are counted where they begin, so an interval without one is not missing (docs/decisions/0016).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from app.access.unit import Work
from app.contracts.calendars.years import confirmed_years, years_of
from app.contracts.excluded import exclusions_known
from app.contracts.in_force import terms_in_force
from app.contracts.tables import Contract
from app.reports.checking.gaps import FEWEST
from app.reports.keeping.as_known import Side, sheets_with_intervals
from app.reports.keeping.merge import Known, reports_of
from app.reports.tables import Report
from app.sla.calendars import Calendar
from app.sla.judging.reach import consumed
from app.sla.leaving_out.rules import ExclusionRule, Rule, ServiceHoursRule
from app.sla.leaving_out.slots import slots
from app.sla.periods import local_midnight
from app.sla.sheets import Sheet
from app.sla.terms import Terms

LISTED: Final = 200
Flags = Sequence[bool]


@dataclass(frozen=True, slots=True)
class MissingSpan:
    """Intervals of a queue's day one after the other that lack the same measures; [begins, ends) where the
    contract lives.
    """

    queue: str
    begins: datetime
    ends: datetime
    intervals: int
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MissingIntervals:
    """How many intervals a period lacks, and the first spans of them by queue and day."""

    count: int
    spans: tuple[MissingSpan, ...]


NOTHING_MISSING: Final = MissingIntervals(0, ())


@dataclass(slots=True)
class _Day:
    """One queue's day cut into so many intervals: which of them each measure states in any sheet."""

    sheet: Sheet
    stated: dict[str, Flags] = field(default_factory=dict)

    def add(self, name: str, values: Sequence[int | None]) -> None:
        flags = [value is not None for value in values] if None in values else [True] * len(values)
        before = self.stated.get(name)
        self.stated[name] = flags if before is None else [a or b for a, b in zip(before, flags, strict=True)]

    def states(self, slot: int) -> bool:
        return any(flags[slot] for flags in self.stated.values())

    def lacks(self, slot: int) -> tuple[str, ...]:
        return tuple(sorted(name for name, flags in self.stated.items() if not flags[slot]))


Days = Mapping[tuple[str, date, int], _Day]


def missing_intervals(w: Work, contract: Contract, document: Mapping[str, Any]) -> MissingIntervals:
    """What the days of a period's document lack, as known at its revision, of the side that counts."""
    revision, side = document["evidence"]["revision"], document["evidence"]["side"]
    in_force = terms_in_force(w.session, contract.id, revision)
    start, end = (date.fromisoformat(document["period"][edge]) for edge in ("start", "end"))
    terms = in_force.timeline.on(start).terms
    over = min(end, w.now.astimezone(terms.zone).date())
    of = Side(contract.organisation_id, contract.id, side)
    known = [
        one
        for one in sheets_with_intervals(w.session, of, start, end, revision)
        if one.sheet.intervals and start <= one.sheet.first_day < over
    ]
    days = _days(known, consumed(terms), _of_calls(w, known)) if known else {}
    if not days:
        return NOTHING_MISSING
    confirmed = confirmed_years(w.session, contract, revision)
    years = years_of(in_force.timeline, confirmed, range(start.year, end.year + 1))
    calendar = Calendar.of(terms.service_hours, years)
    begins, ends = (local_midnight(day, terms.zone) for day in (start, end))
    agreed = exclusions_known(w.session, contract, begins, ends, revision)
    rules: list[Rule] = [ExclusionRule(one, calendar, terms.zone) for one in agreed if one.is_agreed]
    if terms.service_hours is not None:
        rules.append(ServiceHoursRule(calendar, terms.zone))
    spans = list(_spans(days, terms, rules))
    return MissingIntervals(sum(one.intervals for one in spans), tuple(spans[:LISTED]))


def _of_calls(w: Work, known: Sequence[Known]) -> set[str]:
    """The reports among those of the sheets that are call records."""
    ids = [UUID(id_) for id_ in reports_of(known)]
    chosen = select(Report.id, Report.mapping).where(
        col(Report.id).in_(ids), col(Report.contract_id).in_(w.visible)
    )
    return {str(id_) for id_, mapping in w.session.exec(chosen) if mapping and "calls" in mapping}


def _days(known: Iterable[Known], names: Collection[str], of_calls: Collection[str]) -> Days:
    days: dict[tuple[str, date, int], _Day] = {}
    for one in known:
        for name, values in one.sheet.intervals.items():
            if name in names and one.sources[name]["report"] not in of_calls:
                key = one.sheet.queue, one.sheet.first_day, len(values)
                days.setdefault(key, _Day(one.sheet)).add(name, values)
    return days


def _spans(days: Days, terms: Terms, rules: Sequence[Rule]) -> Iterator[MissingSpan]:
    usual = _usual(days) if terms.service_hours is None else None
    for (queue, _, count), day in sorted(days.items(), key=lambda item: item[0]):
        every: Flags = [True] * count
        expected = every if usual is None else usual.get((queue, count), ())
        for rule in rules:
            if rule.touches(day.sheet):
                stays = rule.stays(day.sheet, count)
                expected = [wanted and kept for wanted, kept in zip(expected, stays, strict=False)]
        yield from _of_day(day, expected, terms.zone)


def _of_day(day: _Day, expected: Flags, zone: ZoneInfo) -> Iterator[MissingSpan]:
    cut = slots(day.sheet.first_day, len(expected), zone) if any(expected) else None
    if cut is None:
        return
    lacking = [(slot, day.lacks(slot) if wanted else ()) for slot, wanted in enumerate(expected)]
    for measures, run in groupby(lacking, key=lambda one: one[1]):
        numbers = [slot for slot, _ in run]
        if measures:
            begins = cut.starts[numbers[0]].astimezone(zone)
            ends = (cut.starts[numbers[-1]] + cut.length).astimezone(zone)
            yield MissingSpan(day.sheet.queue, begins, ends, len(numbers), measures)


def _usual(days: Days) -> dict[tuple[str, int], Flags]:
    """Of each queue and length of interval, those that more than half of a week's days or more state."""
    found: dict[tuple[str, int], list[_Day]] = {}
    for (queue, _, count), day in days.items():
        found.setdefault((queue, count), []).append(day)
    return {
        (queue, count): [sum(day.states(slot) for day in some) * 2 > len(some) for slot in range(count)]
        for (queue, count), some in found.items()
        if len(some) >= FEWEST
    }
