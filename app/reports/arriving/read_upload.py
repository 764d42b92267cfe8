"""The job that reads a large upload: all of it or nothing, and the same however often the process dies.

It reads while nothing is locked, and says how far it is. What the file changes and what becomes of the upload
are written in one transaction, so that a second run finds either nothing done or all of it.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from uuid import UUID

import structlog
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import defer
from sqlmodel import Session, col

from app.access.audit import Facts, record
from app.access.credentials import Credentials
from app.access.events import Kind, emit
from app.contracts.tables import Contract
from app.database import Database, is_passing
from app.errors import Problem, Refused, ScorecardError
from app.jobs import Run, job
from app.jobs.perform import MOST_ATTEMPTS
from app.memory import give_back
from app.problems import problem_of
from app.reports.arriving.answers import received_answer, refused_answer
from app.reports.arriving.large import JOB, close, sent_of
from app.reports.formats.progress import watched
from app.reports.keeping.basis import Ahead, Sent, plan_reading
from app.reports.keeping.receive import keep_refused, receive
from app.reports.keeping.reread import plan_rereading, reread
from app.reports.reading.read import READER
from app.reports.tables import ArrivingReport, Report

NOTED_EVERY = 0.5  # seconds between two notes of how far it is
READ = 60  # hundredths that are done when the file is read; the rest is writing
log = structlog.get_logger("scorecard.reports")
_BY_A_JOB = Credentials("none", "", "", "")
_FAULT = "The report could not be read, for a reason of ours; tell the operator, and send it again."
_TOO_MUCH = (
    "The report was not read: {why}, so it is too much for this machine as it is. Nothing of it was taken. "
    "Send it in smaller parts, by months or by queues, or tell the operator."
)


def _too_much(run: Run, why: str) -> None:
    _give_up(run, UUID(run.argument), _TOO_MUCH.format(why=why))


@job(JOB, given_up=_too_much)
def read_upload(run: Run) -> str:
    """Read one upload by its id; what became of it."""
    upload_id = UUID(run.argument)
    with run.database.reading() as session:
        arriving = session.get(ArrivingReport, upload_id)
        sent = None if arriving is None else sent_of(session, arriving)
    if arriving is None or sent is None or arriving.state != "being_read":
        return "read before"
    give_back()  # what taking the file in took
    try:
        return _read(run, arriving, sent)
    except Exception:
        if run.attempt >= MOST_ATTEMPTS:
            _give_up(run, upload_id, _FAULT)
        raise
    finally:
        give_back()


def _read(run: Run, arriving: ArrivingReport, sent: Sent) -> str:
    try:
        ahead = _read_ahead(run, arriving, sent)
        give_back()  # what reading took, before writing takes as much
        return _take(run, arriving.id, sent, ahead)
    except Refused as refusal:
        return _refuse(run, arriving.id, sent, refusal)


def _read_ahead(run: Run, arriving: ArrivingReport, sent: Sent) -> Ahead | None:
    """The reading, made while no transaction is open; None when the bytes are known already."""
    with run.database.reading() as session:
        contract = session.get_one(Contract, run.contract_id)
        plan = plan_reading if arriving.again_of is None else plan_rereading
        basis = plan(session, contract, sent, run.now)
    if basis is None:
        return None
    with watched(_Noting(run.database, arriving.id)):
        return Ahead(basis, basis.read(sent))


@dataclass(slots=True)
class _Noting:
    """Notes how far the reading is, now and then, in transactions of their own.

    Where the database cannot be written to for the moment there is no note: the reading goes on.
    """

    database: Database
    upload_id: UUID
    noted: float = 0.0

    def __call__(self, percent: int, rows: int) -> None:
        now = time.monotonic()
        if now - self.noted < NOTED_EVERY:
            return
        try:
            self._note(percent, rows)
        except SQLAlchemyError as fault:
            if not is_passing(fault):
                raise
            log.info("how far a file is read was not noted", upload=str(self.upload_id), exc_info=fault)
        self.noted = time.monotonic()

    def _note(self, percent: int, rows: int) -> None:
        this = col(ArrivingReport.id) == self.upload_id, col(ArrivingReport.state) == "being_read"
        with self.database.writing() as session:
            session.execute(
                update(ArrivingReport).where(*this).values(percent=percent * READ // 100, rows=rows)
            )


def _take(run: Run, upload_id: UUID, sent: Sent, ahead: Ahead | None) -> str:
    with run.database.writing() as session:
        arriving = _still_open(session, upload_id)
        if arriving is None:
            return "read before"
        after: dict[str, object] = {"upload": str(upload_id)}
        if arriving.again_of is None or ahead is None:
            received, action = receive(session, run.contract_id, sent, run.now, ahead), "report.receive"
        else:
            report = session.get_one(Report, arriving.again_of)
            found = reread(session, report, sent, ahead, run.now)
            received, action = found.received, "report.reread"
            after |= {"replaces": str(found.replaces or ""), "cells_changed": found.cells_changed}
        if arriving.again_of is not None or received.status == "unchanged":
            _tell(session, run, arriving, "report.received", {"report": str(received.report_id)})
        arriving.rows = received.rows
        close(session, arriving, received.status, *received_answer(received), datetime.now(UTC))
        after |= {"report": str(received.report_id), "status": received.status}
        _audit(session, run, arriving, action, after)
    return received.status


def _refuse(run: Run, upload_id: UUID, sent: Sent, refusal: Refused) -> str:
    with run.database.writing() as session:
        arriving = _still_open(session, upload_id)
        if arriving is None:
            return "read before"
        again = arriving.again_of  # its bytes lie in the inbox already
        report_id = again or keep_refused(session, run.contract_id, sent, refusal, run.now)
        if again is not None:
            problems = len(refusal.problems) or 1
            _tell(session, run, arriving, "report.refused", {"report": str(again), "problems": problems})
        reference = session.get_one(Contract, run.contract_id).reference
        document = refused_answer(refusal, f"/api/v1/contracts/{reference}/reports", report_id)
        close(
            session, arriving, "refused", document["status"], json.dumps(document).encode(), datetime.now(UTC)
        )
        after = {"report": str(report_id), "problems": len(refusal.problems), "upload": str(upload_id)}
        _audit(session, run, arriving, "report.refuse", after)
    return "refused"


def _give_up(run: Run, upload_id: UUID, why: str) -> None:
    """Closes an upload that cannot be read; its bytes stay in the inbox, refused."""
    with run.database.writing() as session:
        arriving = _still_open(session, upload_id)
        if arriving is None:
            return
        kept = arriving.again_of or _keep_unread(session, arriving, why)
        _tell(session, run, arriving, "report.refused", {"report": str(kept), "problems": 1})
        document = problem_of(ScorecardError(why)) | {"report": _kept_at(session, run, kept)}
        body = json.dumps(document).encode()
        close(session, arriving, "refused", document["status"], body, datetime.now(UTC))
        _audit(session, run, arriving, "report.refuse", {"report": str(kept), "upload": str(upload_id)})


def _kept_at(session: Session, run: Run, report_id: UUID) -> str:
    reference = session.get_one(Contract, run.contract_id).reference
    return f"/api/v1/contracts/{reference}/reports/{report_id}"


def _keep_unread(session: Session, arriving: ArrivingReport, why: str) -> UUID:
    report = _unread(arriving, why)
    session.add(report)
    session.flush()
    return report.id


def _unread(arriving: ArrivingReport, why: str) -> Report:
    """A refused report of bytes that are not even unpacked: that may be what cannot be done."""
    same = ("organisation_id", "contract_id", "side", "sender_id", "person_id", "name", "sha256", "size")
    return Report(
        **{name: getattr(arriving, name) for name in (*same, "content", "received_at")},
        status="refused",
        mapping_sha256="",
        reader=READER,
        problems=[asdict(Problem("file", "not_read", why))],
        problem_count=1,
    )


def _still_open(session: Session, upload_id: UUID) -> ArrivingReport | None:
    """The upload, held until the unit of work ends; None when another run has closed it."""
    unseen = defer(ArrivingReport.content)  # type: ignore[arg-type]
    arriving = session.get(ArrivingReport, upload_id, options=[unseen], with_for_update=True)
    return arriving if arriving is not None and arriving.state == "being_read" else None


def _tell(session: Session, run: Run, arriving: ArrivingReport, kind: Kind, facts: Facts) -> None:
    """Says what became of an upload where receiving it has not: who sent it was promised an answer."""
    reference = session.get_one(Contract, run.contract_id).reference
    told = {"side": arriving.side, "name": arriving.name, "upload": str(arriving.id), **facts}
    emit(session, kind, run.contract_id, reference, told, run.now)


def _audit(session: Session, run: Run, arriving: ArrivingReport, action: str, after: Facts) -> None:
    reference = session.get_one(Contract, run.contract_id).reference
    record(
        session,
        run.now,
        _BY_A_JOB,
        action,
        reference,
        person_id=arriving.person_id,
        organisation_id=arriving.sender_id,
        after=after,
    )
