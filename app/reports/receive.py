"""Receiving a report: keep its bytes, read it, check it, write its sheets; all of it or nothing.

The same bytes, read the same way, change nothing and say so. A refused file changes no figures, but its
bytes and everything that was wrong with it are kept, in a transaction of their own (``keep_refused``).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import zstandard
from sqlmodel import Session, col, select

from app.contracts.in_force import InForce, terms_in_force
from app.contracts.revisions import lock, take_revision
from app.contracts.tables import Contract
from app.errors import NotFound, Problem, Refused
from app.jobs import remember_work
from app.reports.keep_sheets import keep_sheets, refuse_overlaps, sheets_touched
from app.reports.mapping import mapping_hash
from app.reports.reading import READER, Context, Reading, read_report
from app.reports.remember import remember, remembered
from app.reports.tables import Report
from app.sla.measures import Measure

Side = Literal["provider", "client"]
_KEPT_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent: by whom, for which side, and how it is to be read (None: guess)."""

    content: bytes
    name: str
    side: Side
    sender_id: UUID
    person_id: UUID | None = None
    mapping: Mapping[str, Any] | None = None

    @property
    def sha256(self) -> str:
        """The digest of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a file: ``accepted`` with its revision, or ``unchanged`` when it had come before."""

    report_id: UUID
    status: Literal["accepted", "unchanged"]
    revision: int
    rows: int
    sheets_changed: int
    first_day: date | None
    last_day: date | None
    measures: tuple[str, ...]
    flags: tuple[Problem, ...]
    mapping: Mapping[str, Any]


def receive(session: Session, contract_id: UUID, sent: Sent, now: datetime) -> Received:
    """Reads and keeps a report in the caller's writing unit; raises Refused with every problem."""
    contract = lock(session, contract_id)
    in_force = _in_force(session, contract)
    mapping = sent.mapping or remembered(session, contract, sent.side, sent.content)
    reading = read_report(sent.content, mapping, context_of(in_force, now), name=sent.name)
    before = _same_reading(session, contract, sent, reading)
    if before is not None:
        return _received(before, reading, "unchanged", 0)
    report = _report(contract, sent, reading, now)
    known = sheets_touched(session, contract, sent.side, reading.sheets)
    refuse_overlaps(reading.sheets, known)
    report.revision = take_revision(session, contract_id, "report", now, sent.person_id)
    session.add(report)
    session.flush()
    changed = keep_sheets(session, contract, report, reading.sheets, known)
    remember(session, contract, sent.side, reading.mapping, now)
    remember_work(session, "reassess", contract.id, report.revision or 0)
    session.flush()
    return _received(report, reading, "accepted", changed)


def keep_refused(session: Session, contract_id: UUID, sent: Sent, refusal: Refused, now: datetime) -> UUID:
    """Keeps the bytes of a refused file and what was wrong with it; returns its id in the inbox."""
    contract = lock(session, contract_id)
    problems = [asdict(problem) for problem in refusal.problems[:_KEPT_PROBLEMS]]
    report = _blank(contract, sent, now, "refused")
    report.problems = problems or [asdict(Problem("file", "refused", refusal.message))]
    session.add(report)
    session.flush()
    return report.id


def context_of(in_force: InForce, now: datetime) -> Context:
    """What a reader needs to know of the contract: time zone, queues, declared measures, span of days."""
    timeline = in_force.timeline
    newest = timeline.versions[-1]
    today = now.astimezone(newest.zone).date()
    declared: dict[str, Measure] = {}
    titles: dict[str, str] = {}
    for terms in timeline.versions:
        declared.update(terms.measures)
        titles.update({queue.id: queue.title for queue in terms.queues})
    queues = {queue.id: queue for terms in timeline.versions for queue in terms.queues}
    return Context(
        time_zone=newest.timezone,
        queues=tuple(queues),
        outbound_queues=frozenset(key for key, queue in queues.items() if queue.direction == "outbound"),
        earliest=timeline.starts,
        latest=min(today, timeline.ends - timedelta(days=1)) if timeline.ends else today,
        declared=declared,
        queue_titles=titles,
    )


def _in_force(session: Session, contract: Contract) -> InForce:
    try:
        return terms_in_force(session, contract.id, contract.revision)
    except NotFound as none:
        raise Refused("This contract has no terms yet; add a version before sending reports.") from none


def _same_reading(session: Session, contract: Contract, sent: Sent, reading: Reading) -> Report | None:
    return session.exec(
        select(Report).where(
            col(Report.organisation_id) == contract.organisation_id,
            col(Report.contract_id) == contract.id,
            col(Report.side) == sent.side,
            col(Report.sha256) == sent.sha256,
            col(Report.mapping_sha256) == mapping_hash(reading.mapping),
            col(Report.reader) == READER,
            col(Report.status) == "accepted",
        )
    ).first()


def _blank(contract: Contract, sent: Sent, now: datetime, status: str) -> Report:
    return Report(
        organisation_id=contract.organisation_id,
        contract_id=contract.id,
        side=sent.side,
        status=status,
        sender_id=sent.sender_id,
        person_id=sent.person_id,
        name=sent.name[:200],
        sha256=sent.sha256,
        content=zstandard.ZstdCompressor(level=3).compress(sent.content),
        size=len(sent.content),
        mapping_sha256="",
        reader=READER,
        received_at=now,
    )


def _report(contract: Contract, sent: Sent, reading: Reading, now: datetime) -> Report:
    report = _blank(contract, sent, now, "accepted")
    report.mapping = dict(reading.mapping)
    report.mapping_sha256 = mapping_hash(reading.mapping)
    report.rows = reading.rows
    report.first_day, report.last_day = reading.first_day, reading.last_day
    report.measures = list(reading.measures)
    report.flags = [asdict(flag) for flag in reading.flags[:_KEPT_PROBLEMS]]
    return report


def _received(
    report: Report, reading: Reading, status: Literal["accepted", "unchanged"], changed: int
) -> Received:
    return Received(
        report_id=report.id,
        status=status,
        revision=report.revision or 0,
        rows=report.rows,
        sheets_changed=changed,
        first_day=report.first_day,
        last_day=report.last_day,
        measures=tuple(report.measures),
        flags=reading.flags,
        mapping=reading.mapping,
    )
