"""Receiving a report: keep its bytes, read it, check it, write its sheets; all of it or nothing.

The same bytes, read the same way, change nothing and say so. A refused file changes no figures, but its
bytes and everything that was wrong with it are kept, in a transaction of their own (``keep_refused``).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlmodel import Session

from app.access.events import emit
from app.contracts.in_force import InForce
from app.contracts.revisions import lock, take_revision
from app.contracts.tables import Contract
from app.errors import Problem, Refused
from app.jobs import remember_work
from app.reports.formats.kept import packed
from app.reports.keeping.as_known import Side
from app.reports.keeping.basis import Ahead, Sent, basis_of, context_of, in_force_or_refuse, same_bytes
from app.reports.keeping.before import with_what_was_known
from app.reports.keeping.keep_sheets import keep_sheets
from app.reports.keeping.remember import remember
from app.reports.mapping.document import mapping_hash
from app.reports.reading.read import READER, Reading
from app.reports.refusal import OfOtherContracts, ReportRefused
from app.reports.tables import RefusedRows, Report

__all__ = [
    "Received",
    "Sent",
    "context_of",
    "keep_refused",
    "plain_file_name",
    "receive",
    "received_of",
    "report_of",
]
_KEPT_PROBLEMS = 100
_LONGEST_NAME = 200


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
    left_out: int
    problems: tuple[Problem, ...]
    mapping: Mapping[str, Any]


def receive(
    session: Session, contract_id: UUID, sent: Sent, now: datetime, ahead: Ahead | None = None
) -> Received:
    """Reads and keeps a report in the caller's writing unit; raises Refused with every problem.

    A reading made ahead spares the one made here, while others wait, if it is still what would be read.
    """
    contract = lock(session, contract_id)
    in_force = in_force_or_refuse(session, contract)
    if sent.mapping is None and (before := same_bytes(session, contract, sent)) is not None:
        return received_of(before, "unchanged", 0)
    basis = basis_of(session, contract, in_force, sent, now, ahead.basis.heads if ahead else None)
    reading = ahead.reading if ahead is not None and ahead.basis == basis else basis.read(sent)
    digest = mapping_hash(reading.mapping)
    if (before := same_bytes(session, contract, sent, digest)) is not None:
        return received_of(before, "unchanged", 0)
    side = Side(contract.organisation_id, contract.id, sent.side)
    reading = with_what_was_known(session, side, reading, contract.revision)
    report = report_of(contract, sent, reading, digest, now)
    listed = reading.left_out.faults.listed() if reading.left_out else None
    changed = _keep(session, contract, in_force, report, reading, now)
    if listed is not None:
        keep_rows(session, report, listed)
    remember(session, contract, report, basis.heads, basis.mapping, now)
    remember_work(session, "reassess", contract.id, report.revision or 0)
    emit(session, "report.received", contract.id, contract.reference, _facts(report, sent), now)
    session.flush()
    return received_of(report, "accepted", changed)


def _keep(
    session: Session, contract: Contract, in_force: InForce, report: Report, reading: Reading, now: datetime
) -> int:
    """Writes the report and its sheets under the contract's next revision; how many sheets changed."""
    side = Side(contract.organisation_id, contract.id, report.side)
    report.revision = take_revision(session, contract.id, "report", now, report.person_id)
    session.add(report)
    session.flush()
    return keep_sheets(session, side, report, reading.stated, in_force.lookup())


def keep_refused(session: Session, contract_id: UUID, sent: Sent, refusal: Refused, now: datetime) -> UUID:
    """Keeps a refused file and what was wrong with it; returns its id in the inbox.

    Not the bytes of one with rows of another contract: who may read them here need not be who may there.
    """
    listed = refusal.listed() if isinstance(refusal, ReportRefused) else None  # before others have to wait
    contract = lock(session, contract_id)
    report = _blank(contract, sent, now, "refused")
    if isinstance(refusal, OfOtherContracts):
        report.content, report.erased_at = b"", now
    problems = refusal.problems or (Problem("file", "refused", refusal.message),)
    report.problems = _kept(problems)
    report.problem_count = refusal.count if isinstance(refusal, ReportRefused) else len(problems)
    session.add(report)
    session.flush()
    if listed is not None:
        keep_rows(session, report, listed)
    facts = {**_facts(report, sent), "problems": report.problem_count}
    emit(session, "report.refused", contract.id, contract.reference, facts, now)
    return report.id


def _facts(report: Report, sent: Sent) -> dict[str, Any]:
    """What others are told of a report; both parties see it in the inbox."""
    upload = {"upload": str(sent.upload_id)} if sent.upload_id is not None else {}
    days = {"first_day": report.first_day, "last_day": report.last_day}
    told = {name: day.isoformat() for name, day in days.items() if day is not None}
    return {"report": str(report.id), "side": report.side, "name": report.name, **told, **upload}


def keep_rows(session: Session, report: Report, listed: bytes) -> None:
    """Keeps the list of the rows that were not taken beside their report."""
    session.add(RefusedRows(report_id=report.id, organisation_id=report.organisation_id, csv=packed(listed)))
    session.flush()


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
        content=sent.packed,
        size=len(sent.content),
        mapping_sha256="",
        reader=READER,
        received_at=sent.arrived or now,
        source_id=sent.source_id,
    )


def plain_file_name(name: str) -> str:
    """The last part of a file's name as people may read it: no folders, nothing that cannot be printed."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip()[:_LONGEST_NAME] or "report"


def report_of(contract: Contract, sent: Sent, reading: Reading, mapping_sha256: str, now: datetime) -> Report:
    """The row of an accepted report, not yet stored: it has no revision."""
    report = _blank(contract, sent, now, "accepted")
    report.mapping = dict(reading.mapping)
    report.mapping_sha256 = mapping_sha256
    report.rows = reading.rows
    report.first_day, report.last_day = reading.first_day, reading.last_day
    report.measures = list(reading.measures)
    report.flags = _kept(reading.flags)
    if reading.left_out is not None:
        report.left_out, report.problem_count = reading.left_out.rows, reading.left_out.faults.count
        report.problems = _kept(reading.left_out.faults.problems())
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


def received_of(report: Report, status: Literal["accepted", "unchanged"], changed: int) -> Received:
    """What became of a report, as whoever sent it is told."""
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
        left_out=report.left_out,
        problems=tuple(Problem(**problem) for problem in report.problems),
        mapping=report.mapping or {},
    )
