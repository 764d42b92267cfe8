"""The record of a judgement: canonical JSON of every input that it consumed (domain.md §8).

Its SHA-256 is what a scorecard shows as ``evidence.sha256``; ``replay`` makes the same scorecard from it. It
holds the engine, the whole text of the terms, whose figures counted, the period with its edges as UTC
instants, the day of reading (no later than the last one that could change anything), the sheets, exclusions,
calendar, earlier periods, and the digests of the reports.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.sla.agreed.conditions import FORECAST
from app.sla.beside import CalendarYear, Exclusion
from app.sla.evidence import canonical, digest, quoted, sha256
from app.sla.judging.reach import Days, consumed, opened, reach, reads_calendar, settled_on
from app.sla.periods import Period
from app.sla.reconciling.reading import read_of_other
from app.sla.replaying.beside import calendar_document, exclusions_document
from app.sla.replaying.parts import instant_text
from app.sla.replaying.past import history_text
from app.sla.replaying.sheets import sheets_text
from app.sla.scorecard import ENGINE, Scorecard
from app.sla.sheets import Sheet
from app.sla.timeline import Due

# What of a scorecard's document was judged; the rest (evidence, replies, who issued it) came afterwards.
JUDGED = (
    "contract", "terms_version", "period", "status", "score", "rating", "targets", "money", "triggers",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rules:
    """What a judgement was made by: the canonical text of the terms, its SHA-256, and the tzdata version."""

    text: str
    sha256: str
    time_zones: str


@dataclass(frozen=True, slots=True)
class Written:
    """A record as its canonical text, with the digests of the whole and of the parts that change most."""

    text: str
    sheets_sha256: str
    history_sha256: str

    @property
    def sha256(self) -> str:
        """The SHA-256 of the record."""
        return sha256(self.text)

    def record(self) -> dict[str, Any]:
        """The record as plain values."""
        found: dict[str, Any] = json.loads(self.text)
        return found


def write_record(card: Scorecard, rules: Rules, reports: Iterable[str]) -> Written:
    """The record of a judgement; ``reports`` are the SHA-256 of the reports that stated its figures."""
    span, names, beside = reach(card.due), consumed(card.terms), card.given.beside
    exclusions = _touching(beside.exclusions, span, card.terms.zone)
    days = opened(card.due, (one for one in exclusions if one.is_agreed))
    sheets = sheets_text(_within(card.given.sheets, span), names, days)
    read = read_of_other(card.terms)
    other = [sheet for sheet in _within(beside.other, span) if read & sheet.totals.keys()]
    history = history_text(card.given.history)
    arrived = {} if beside.arrived is None else {"arrived": quoted(beside.arrived.isoformat())}
    parts = {
        **arrived,
        "calendar": _text(calendar_document(_asked(beside.calendar, card.due))),
        "day": quoted(last_day_that_counts(card).isoformat()),
        "engine": f'"{ENGINE}"',
        "exclusions": _text(exclusions_document(exclusions)),
        **({} if beside.forecasts is None else {"forecasts": _forecasts(beside.forecasts, span, days)}),
        "history": history,
        "other": sheets_text(other, read, days),
        "period": _text(_period(card)),
        "reports": _text(sorted(set(reports))),
        "sheets": sheets,
        "side": quoted(card.terms.measured_by),
        "terms": rules.text,
        "terms_sha256": quoted(rules.sha256),
        "time_zones": quoted(rules.time_zones),
    }
    text = ",".join(f'"{key}":{part}' for key, part in parts.items())
    earlier = sha256(history) if card.given.history.periods else ""
    return Written(f"{{{text}}}", sha256(sheets), earlier)


def evidence_record(card: Scorecard, rules: Rules, reports: Iterable[str]) -> dict[str, Any]:
    """The record of a judgement as plain values: texts, lists, objects, true and false."""
    return write_record(card, rules, reports).record()


def record_sha256(record: Mapping[str, object]) -> str:
    """The SHA-256 of a record; its scorecard shows it as ``evidence.sha256``. Raises TypeError."""
    return digest(record)


def chain_sha256(previous_sha256: str, record_sha256: str, document: Mapping[str, object]) -> str:
    """The link of an issued scorecard: over the link before it (empty for the first), evidence and judgement.

    Of the document only what was judged counts; each link holds all before it, so none can be changed alone.
    """
    judged = {key: document[key] for key in JUDGED if key in document}
    return digest({"previous": previous_sha256, "evidence": record_sha256, "scorecard": digest(judged)})


def last_day_that_counts(card: Scorecard) -> date:
    """The day of reading; but once all is over that a judgement waits for, every later day is the same."""
    return min(card.given.today, settled_on(card.due, card.given.beside.calendar))


def _forecasts(sheets: Iterable[Sheet], span: Period, days: Iterable[Days]) -> str:
    """The client's forecast as it was locked."""
    names = frozenset({FORECAST})
    return sheets_text([one.only(names) for one in _within(sheets, span)], names, tuple(days))


def _within(sheets: Iterable[Sheet], span: Period) -> list[Sheet]:
    return [sheet for sheet in sheets if span.start <= sheet.first_day and sheet.last_day < span.end]


def _touching(exclusions: Iterable[Exclusion], span: Period, zone: ZoneInfo) -> list[Exclusion]:
    begin, end = span.bounds(zone)
    return [one for one in exclusions if one.start < end and begin < one.end]


def _asked(years: Iterable[CalendarYear], due: Due) -> list[CalendarYear]:
    """The years of which anything is known, where the terms ask for them and as far as they do."""
    if not reads_calendar(due.terms):
        return []
    times = (due.terms.reports.due, due.terms.claim_within)
    waits = [3 * time.days + 14 for time in times if time is not None and time.business]
    last = due.period.last_day + timedelta(max(waits, default=0))
    known = (year for year in years if year.holidays or year.makeup_days or year.state == "confirmed")
    return [year for year in known if reach(due).start.year <= year.year <= last.year]


def _period(card: Scorecard) -> dict[str, object]:
    due, (begins, ends) = card.due, card.period.bounds(card.terms.zone)
    return {
        "label": due.period.label,
        "start": due.period.start.isoformat(),
        "end": due.period.end.isoformat(),
        "begins": instant_text(begins),
        "ends": instant_text(ends),
        "whole": {
            "label": due.whole.label,
            "start": due.whole.start.isoformat(),
            "end": due.whole.end.isoformat(),
        },
        "parts": list(due.parts),
        "index": due.index,
        "contract_ends": due.ends and due.ends.isoformat(),
    }


def _text(value: object) -> str:
    return canonical(value).decode()
