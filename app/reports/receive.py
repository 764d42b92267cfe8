"""Receiving a report: keep its bytes, read it, check it, write its sheets; all of it or nothing.

The same bytes, read the same way, change nothing and say so. A refused file changes no figures, but its
bytes and everything that was wrong with it are kept, in a transaction of their own (``keep_refused``).
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

import zstandard
from sqlmodel import Session, col, select

from app.contracts.in_force import InForce, terms_in_force
from app.contracts.revisions import lock, take_revision
from app.contracts.tables import Contract
from app.errors import NotFound, Problem, Refused
from app.jobs import remember_work
from app.reports.as_known import Side
from app.reports.keep_sheets import keep_sheets, refuse_overlaps, sheets_touched
from app.reports.mapping import mapping_hash
from app.reports.reading import READER, Context, Reading, read_report
from app.reports.refusal import ReportRefused
from app.reports.remember import remember, remembered
from app.reports.tables import Report
from app.sla.measures import Measure

_KEPT_PROBLEMS = 100
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Sent:
    """A file as it was sent: by whom, for which side, and how it is to be read (None: guess)."""

    content: bytes
    name: str
    side: Literal["provider", "client"]
    sender_id: UUID
    person_id: UUID | None = None
    mapping: Mapping[str, Any] | None = None
    confirmed: bool = False  # somebody has looked at how the columns are guessed

    @cached_property
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
    if sent.mapping is None and (before := _same_bytes(session, contract, sent)) is not None:
        return _received(before, "unchanged", 0)
    mapping = sent.mapping or remembered(session, contract, sent.side, sent.content)
    reading = read_report(sent.content, mapping, context_of(in_force, now), name=sent.name)
    _refuse_unconfirmed(reading, sent)
    digest = mapping_hash(reading.mapping)
    if (before := _same_bytes(session, contract, sent, digest)) is not None:
        return _received(before, "unchanged", 0)
    report = _report(contract, sent, reading, digest, now)
    changed = _keep(session, contract, in_force, report, reading)
    remember(session, contract, sent.side, sent.content, reading.mapping, mapping, now)
    remember_work(session, "reassess", contract.id, report.revision or 0)
    session.flush()
    return _received(report, "accepted", changed)


def _refuse_unconfirmed(reading: Reading, sent: Sent) -> None:
    """A guess is stored without asking only where it is proven; else whoever sent the file looks first."""
    if reading.proven or not reading.guessed or sent.confirmed:
        return
    columns = reading.mapping.get("columns", {})
    raise Refused(
        "Some column names of this file are not known, so how it is read is a guess. Look at it below; send "
        "the file again with “confirm”, or with a mapping that says how its columns are read.",
        [
            Problem(f"column {_source(part)}", "confirm_mapping", f"is read as {name} ({part.get('unit')})")
            for name, part in columns.items()
        ],
    )


def _source(part: Mapping[str, str]) -> str:
    return part.get("from") or part.get("expression", "")


def _keep(session: Session, contract: Contract, in_force: InForce, report: Report, reading: Reading) -> int:
    """Writes the report and its sheets under the contract's next revision; how many sheets changed."""
    side = Side(contract.organisation_id, contract.id, report.side)
    known = sheets_touched(session, side, reading.sheets)
    refuse_overlaps(reading.sheets, known)
    report.revision = take_revision(session, contract.id, "report", report.received_at, report.person_id)
    session.add(report)
    session.flush()
    return keep_sheets(session, side, report, reading.sheets, known, in_force.lookup())


def keep_refused(session: Session, contract_id: UUID, sent: Sent, refusal: Refused, now: datetime) -> UUID:
    """Keeps the bytes of a refused file and what was wrong with it; returns its id in the inbox."""
    contract = lock(session, contract_id)
    report = _blank(contract, sent, now, "refused")
    problems = refusal.problems or (Problem("file", "refused", refusal.message),)
    report.problems = _kept(problems)
    report.problem_count = refusal.count if isinstance(refusal, ReportRefused) else len(problems)
    session.add(report)
    session.flush()
    return report.id


def context_of(in_force: InForce, now: datetime) -> Context:
    """What a reader needs to know of the contract: time zone, queues, declared measures, span of days."""
    timeline = in_force.timeline
    newest = timeline.versions[-1]
    today = now.astimezone(newest.zone).date()
    declared: dict[str, Measure] = {}
    for terms in timeline.versions:
        declared.update(terms.measures)
    queues = {queue.id: queue for terms in timeline.versions for queue in terms.queues}
    return Context(
        time_zone=newest.timezone,
        queues=tuple(queues),
        outbound_queues=frozenset(key for key, queue in queues.items() if queue.direction == "outbound"),
        earliest=timeline.starts,
        latest=min(today, timeline.ends - timedelta(days=1)) if timeline.ends else today,
        declared=declared,
        queue_titles={key: queue.title for key, queue in queues.items()},
        contract=newest.contract,
    )


def _in_force(session: Session, contract: Contract) -> InForce:
    try:
        return terms_in_force(session, contract.id, contract.revision)
    except NotFound as none:
        raise Refused("This contract has no terms yet; add a version before sending reports.") from none


def _same_bytes(
    session: Session, contract: Contract, sent: Sent, mapping_sha256: str | None = None
) -> Report | None:
    """The accepted report of the same bytes: by this mapping, or by any when none is given."""
    same = select(Report).where(
        col(Report.organisation_id) == contract.organisation_id,
        col(Report.contract_id) == contract.id,
        col(Report.side) == sent.side,
        col(Report.sha256) == sent.sha256,
        col(Report.reader) == READER,
        col(Report.status) == "accepted",
    )
    if mapping_sha256 is not None:
        same = same.where(col(Report.mapping_sha256) == mapping_sha256)
    return session.exec(same.order_by(col(Report.revision).desc()).limit(1)).first()


def _blank(contract: Contract, sent: Sent, now: datetime, status: str) -> Report:
    return Report(
        organisation_id=contract.organisation_id,
        contract_id=contract.id,
        side=sent.side,
        status=status,
        sender_id=sent.sender_id,
        person_id=sent.person_id,
        name=plain_file_name(sent.name),
        sha256=sent.sha256,
        content=zstandard.ZstdCompressor(level=3).compress(sent.content),
        size=len(sent.content),
        mapping_sha256="",
        reader=READER,
        received_at=now,
    )


def plain_file_name(name: str) -> str:
    """The last part of a file's name as people may read it: no folders, nothing that cannot be printed."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip()[:_LONGEST_NAME] or "report"


def _report(contract: Contract, sent: Sent, reading: Reading, mapping_sha256: str, now: datetime) -> Report:
    report = _blank(contract, sent, now, "accepted")
    report.mapping = dict(reading.mapping)
    report.mapping_sha256 = mapping_sha256
    report.rows = reading.rows
    report.first_day, report.last_day = reading.first_day, reading.last_day
    report.measures = list(reading.measures)
    report.flags = _kept(reading.flags)
    return report


def _kept(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """The first problems as they are stored: a sender's words stand in them, so only what can be printed."""
    return [
        {key: _printable(text) for key, text in asdict(problem).items()}
        for problem in list(problems)[:_KEPT_PROBLEMS]
    ]


def _printable(text: str | None) -> str | None:
    if text is None or text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in text)


def _received(report: Report, status: Literal["accepted", "unchanged"], changed: int) -> Received:
    return Received(
        report_id=report.id,
        status=status,
        revision=report.revision or 0,
        rows=report.rows,
        sheets_changed=changed,
        first_day=report.first_day,
        last_day=report.last_day,
        measures=tuple(report.measures),
        flags=tuple(Problem(**flag) for flag in report.flags),
        mapping=report.mapping or {},
    )
