"""Intervals that a reported day lacks: listed for a period beside its missing days, never filled.

Looked at are queues' days that state anything of which verdicts are made by intervals. Where the terms have
service hours, the intervals that touch them are expected; else those that the queue states on more than half
of its days in the period, as the flags of a report have it. What lies in an agreed exclusion is not expected.
Calls are counted where they begin, so an interval without one is not missing (docs/decisions/0016).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from itertools import groupby
from operator import and_, or_
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
    """One queue's day cut into so many intervals: for each measure those that no sheet states, as bits."""

    sheet: Sheet
    count: int
    missing: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, values: Sequence[int | None]) -> None:
        bits = sum(1 << slot for slot, value in enumerate(values) if value is None) if None in values else 0
        self.missing[name] = bits & self.missing.get(name, bits)

    @property
    def nowhere(self) -> int:
        """The intervals that no measure states."""
        return reduce(and_, self.missing.values())

    @property
    def anywhere(self) -> int:
        """The intervals that some measure does not state."""
        return reduce(or_, self.missing.values())


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
    count, spans = 0, list[MissingSpan]()
    for day, lacking in _lacking(days, terms, rules):
        count += lacking.bit_count()
        spans += _spans(day, lacking, terms.zone) if len(spans) < LISTED else ()
    return MissingIntervals(count, tuple(spans[:LISTED]))


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
                days.setdefault(key, _Day(one.sheet, len(values))).add(name, values)
    return days


def _lacking(days: Days, terms: Terms, rules: Sequence[Rule]) -> Iterator[tuple[_Day, int]]:
    """The days that lack any expected interval, by queue and day, with those that they lack as bits."""
    usual = _usual(days) if terms.service_hours is None else None
    stays: dict[tuple[int, date, int], int] = {}  # the same for every queue that a rule touches
    for (queue, first, count), day in sorted(days.items(), key=lambda item: item[0]):
        lacking = day.anywhere & (-1 if usual is None else usual.get((queue, count), 0))
        for number, rule in enumerate(rules if lacking else ()):
            if rule.touches(day.sheet):
                key = number, first, count
                if key not in stays:
                    stays[key] = _bits(rule.stays(day.sheet, count))
                lacking &= stays[key]
        if lacking:
            yield day, lacking


def _bits(flags: Iterable[bool]) -> int:
    return sum(1 << slot for slot, flag in enumerate(flags) if flag)


def _slots(bits: int, count: int) -> Iterator[int]:
    return (slot for slot in range(count) if bits >> slot & 1)


def _spans(day: _Day, lacking: int, zone: ZoneInfo) -> Iterator[MissingSpan]:
    cut = slots(day.sheet.first_day, day.count, zone)
    names = sorted(day.missing)
    found = [
        (slot, tuple(name for name in names if day.missing[name] >> slot & 1))
        for slot in _slots(lacking, day.count)
    ]
    for _, run in groupby(enumerate(found), key=lambda one: (one[1][0] - one[0], one[1][1])):
        numbers = [slot for _, (slot, _) in run]
        begins = cut.starts[numbers[0]].astimezone(zone)
        ends = (cut.starts[numbers[-1]] + cut.length).astimezone(zone)
        measures = tuple(name for name in names if day.missing[name] >> numbers[0] & 1)
        yield MissingSpan(day.sheet.queue, begins, ends, len(numbers), measures)


def _usual(days: Days) -> Mapping[tuple[str, int], int]:
    """Of each queue and length of interval, those that more than half of a week's days or more state."""
    found: dict[tuple[str, int], list[int]] = {}
    for (queue, _, count), day in days.items():
        found.setdefault((queue, count), []).append(day.nowhere)
    usual = {}
    for (queue, count), some in found.items():
        absent = Counter(slot for bits in some for slot in _slots(bits, count))
        if len(some) >= FEWEST:
            usual[queue, count] = _bits(absent[slot] * 2 < len(some) for slot in range(count))
    return usual
