"""Trying a source: fetch and read, show what would be taken, store nothing."""

from dataclasses import dataclass

from app.errors import Problem, Refused
from app.reports.reading.read import Reading, read_report
from app.sources.fetching.fetch import fetch
from app.sources.fetching.judge_content import is_empty, refuse_pages
from app.sources.fetching.prepare import Prepared
from app.sources.outside.ask import Fetched
from app.sources.outside.faults import FetchFailed
from app.sources.outside.transport import Door


@dataclass(frozen=True)
class Seen:
    """What a try brought: what was asked, the answer if there was one, the reading if it was a report."""

    prepared: Prepared
    fetched: Fetched | None
    reading: Reading | None
    outcome: str  # readable, no_report, refused, failed
    sentence: str
    problems: tuple[Problem, ...] = ()


def look(prepared: Prepared, door: Door) -> Seen:
    """Return what a pull of this window would bring at this moment."""
    try:
        fetched = fetch(door, prepared.asking)
        if is_empty(fetched):
            return Seen(prepared, fetched, None, "no_report", "The answer is empty: there is no report yet.")
        refuse_pages(fetched)
    except FetchFailed as failed:
        return Seen(prepared, None, None, "failed", failed.sentence)
    try:
        reading = read_report(fetched.content, prepared.mapping, prepared.context, name=prepared.source.name)
    except Refused as refusal:
        return Seen(prepared, fetched, None, "refused", refusal.message, refusal.problems)
    days = f"{reading.first_day} to {reading.last_day}"
    return Seen(prepared, fetched, reading, "readable", f"{reading.rows} rows, {days}.", reading.flags)
