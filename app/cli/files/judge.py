"""Judging files with no server and no database: the pure core alone."""

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from app.cli.files.beside import beside_files
from app.cli.files.faults import SHOWN, BadInput, Located
from app.cli.files.read import ReportFile
from app.reports.keeping.merge import Key, Known, Overlap, key_of, merge, overlaps, reports_of
from app.sla.beside import Beside, Exclusion
from app.sla.document import evidence_document, scorecard_document
from app.sla.history import History
from app.sla.judging.in_order import assess_in_order
from app.sla.judging.reach import reach
from app.sla.judging.reckoning import own_or_known
from app.sla.measures import Measure
from app.sla.remedies.order import NO_HISTORY
from app.sla.replaying.record import Rules
from app.sla.scorecard import Scorecard
from app.sla.sheets import Sheet
from app.sla.terms import Terms
from app.sla.timeline import Due, Timeline
from app.sla.what_if.documents import sensitivity_document
from app.sla.what_if.sensitivity import sensitivity

MISSED = frozenset({"below_expected", "below_minimum", "deemed_failed"})


@dataclass(frozen=True, slots=True)
class Merged:
    """What all the reports together state, by first day, and the reports by the key that sources name."""

    known: Sequence[Known]
    reports: dict[str, dict[str, Any]]

    @property
    def days(self) -> list[date]:
        """The first day of each figure, in order."""
        return [one.sheet.first_day for one in self.known]


def merge_files(files: Sequence[ReportFile], terms: Terms) -> Merged:
    """All figures of the files; where two state the same cell, the later file wins.

    Raises BadInput when a later file states figures at another grain, because they would be counted twice.
    """
    known: dict[Key, Known] = {}
    for number, file in enumerate(files):
        if known:
            _refuse_overlaps(file, overlaps(file.reading.sheets, list(known.values())))
        for sheet in file.reading.sheets:
            old = known.get(key_of(sheet))
            known[key_of(sheet)] = merge(sheet, old, str(number), _adding(terms))
    reports = {str(number): _report(file) for number, file in enumerate(files)}
    return Merged(sorted(known.values(), key=attrgetter("sheet.first_day")), reports)


def _adding(terms: Terms) -> Callable[[str], Measure]:
    return lambda name: own_or_known(terms, name)


def _report(file: ReportFile) -> dict[str, Any]:
    sha256 = hashlib.sha256(file.content).hexdigest()
    return {"name": file.path.name, "sha256": sha256, "rows": file.reading.rows}


def _refuse_overlaps(file: ReportFile, found: Sequence[Overlap]) -> None:
    if found:
        shown = [Located(str(file.path), _counted_twice(one)) for one in found[:SHOWN]]
        raise BadInput(shown, len(found))


def _counted_twice(one: Overlap) -> str:
    where = ", ".join(part for part in (str(one.sheet.first_day), one.sheet.queue, one.measure) if part)
    return (
        f"{where}: an earlier file states this at another grain ({_grain(one.known_grain)}, here "
        f"{_grain(one.sheet.grain)}), so it would be counted twice; leave one of the files out"
    )


def _grain(minutes: int) -> str:
    return f"{minutes // 1440} d" if minutes >= 1440 else f"{minutes} min"


def dues_of(timeline: Timeline, merged: Merged) -> list[Due]:
    """Every period that the reports cover, in order."""
    if not merged.known:
        return []
    last = max(one.sheet.last_day for one in merged.known)
    return list(timeline.between(merged.known[0].sheet.first_day, date.fromordinal(last.toordinal() + 1)))


def inside(merged: Merged, due: Due) -> list[Known]:
    """The figures wholly in the reach of a period."""
    span, days = reach(due), merged.days
    begun = merged.known[bisect_left(days, span.start) : bisect_left(days, span.end)]
    return [one for one in begun if one.sheet.last_day < span.end]


def cards_of(
    timeline: Timeline,
    dues: Sequence[Due],
    merged: Merged,
    today: date,
    exclusions: Sequence[Exclusion] = (),
    known: History = NO_HISTORY,
) -> Iterator[Scorecard]:
    """The scorecards of the periods, with what is to be left out of them.

    Where the terms look back, the periods before count as well: as they are known, else as far as the files
    state them.
    """

    def beside(due: Due) -> Beside:
        return beside_files(due, exclusions, today)

    return assess_in_order(timeline, dues, lambda due: sheets_of(merged, due), today, beside, known)


def sheets_of(merged: Merged, due: Due) -> list[Sheet]:
    """The sheets that judging a period may read."""
    return [one.sheet for one in inside(merged, due)]


def judge_dues(
    timeline: Timeline,
    dues: Sequence[Due],
    merged: Merged,
    rules: Rules,
    today: date,
    exclusions: Sequence[Exclusion] = (),
    known: History = NO_HISTORY,
    *,
    is_sensitive: bool = False,
) -> Iterator[dict[str, Any]]:
    """The scorecards of the periods as documents of interface.md, with the record of their evidence.

    With ``is_sensitive`` each shows every target under every variant of its metric as well.
    """
    for card in cards_of(timeline, dues, merged, today, exclusions, known):
        document = _document(card, inside(merged, card.due), merged, rules)
        if is_sensitive:
            document["sensitivity"] = sensitivity_document(card, sensitivity(card))["targets"]
        yield document


def _document(card: Scorecard, inside: Sequence[Known], merged: Merged, rules: Rules) -> dict[str, Any]:
    used = reports_of(inside)
    reports = [report for key, report in merged.reports.items() if key in used]
    document: dict[str, Any] = scorecard_document(card)
    document["evidence"] = evidence_document(card, rules, reports, with_record=True)
    return document


def is_missed(document: dict[str, Any]) -> bool:
    """Whether any target of the scorecard was missed."""
    return any(line["verdict"] in MISSED for line in document["targets"])
