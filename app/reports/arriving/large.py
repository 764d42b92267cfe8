"""Large uploads: kept at once, read by a job, while whoever sent them asks how far it is."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.access.unit import Work
from app.contracts.tables import Contract
from app.errors import NotFound
from app.jobs import remember_work
from app.reports.formats.kept import Content, Kept, head_of, whole
from app.reports.formats.packed import size_unpacked, unpack_is_needed
from app.reports.keeping.basis import Sent
from app.reports.keeping.receive import plain_file_name
from app.reports.keeping.reread import source_of
from app.reports.tables import ArrivingReport

JOB = "read_upload"
LISTED = 20
HEAD = 16  # bytes that tell an archive


def is_large(content: Content, most: int) -> bool:
    """Whether a file has more than ``most`` bytes as it came, or once it is unpacked."""
    text = not unpack_is_needed(head_of(content, HEAD))
    size = len(content) if text else size_unpacked(whole(content))
    return size > most or (len(content) > most and size > 0)


def put_in_line(
    session: Session, contract: Contract, sent: Sent, now: datetime, again_of: UUID | None = None
) -> ArrivingReport:
    """Keeps the bytes and asks a job to read them; the same file that still waits is not kept twice.

    With ``again_of`` they are those of a report that is to be read again.
    """
    same = select(ArrivingReport).where(
        col(ArrivingReport.contract_id) == contract.id,
        col(ArrivingReport.side) == sent.side,
        col(ArrivingReport.sha256) == sent.sha256,
        col(ArrivingReport.state) == "being_read",
    )
    for waiting in session.exec(same):
        if (waiting.mapping, waiting.good_rows, waiting.again_of) == (sent.mapping, sent.good_rows, again_of):
            return waiting
    arriving = ArrivingReport(
        organisation_id=contract.organisation_id,
        contract_id=contract.id,
        side=sent.side,
        state="being_read",
        sender_id=sent.sender_id,
        person_id=sent.person_id,
        name=plain_file_name(sent.name),
        sha256=sent.sha256,
        size=len(sent.content),
        content=sent.packed,
        mapping=None if sent.mapping is None else dict(sent.mapping),
        confirmed=sent.confirmed,
        good_rows=sent.good_rows,
        again_of=again_of,
        received_at=now,
    )
    session.add(arriving)
    session.flush()
    remember_work(session, JOB, contract.id, 0, str(arriving.id))
    return arriving


def sent_of(session: Session, arriving: ArrivingReport) -> Sent:
    """The file as it was sent, or pulled where it is read again."""
    return Sent(
        content=Kept(arriving.content, arriving.size),
        name=arriving.name,
        side="client" if arriving.side == "client" else "provider",
        sender_id=arriving.sender_id,
        person_id=arriving.person_id,
        mapping=arriving.mapping,
        confirmed=arriving.confirmed,
        good_rows=arriving.good_rows,
        arrived=arriving.received_at,
        digest=arriving.sha256,
        source_id=source_of(session, arriving.again_of),
        upload_id=arriving.id,
    )


def find_arriving(work: Work, contract: Contract, upload_id: UUID) -> ArrivingReport:
    """One upload of the contract, without its bytes; raises NotFound."""
    one = _of(contract).where(col(ArrivingReport.id) == upload_id)
    found = work.session.exec(one.options(defer(ArrivingReport.content))).first()  # type: ignore[arg-type]
    if found is None:
        raise NotFound
    return found


def being_read(work: Work, contract: Contract) -> Sequence[ArrivingReport]:
    """The contract's uploads that are not read yet, newest first; without their bytes."""
    waiting = _of(contract).where(col(ArrivingReport.state) == "being_read")
    newest = waiting.order_by(col(ArrivingReport.id).desc()).limit(LISTED)
    return work.session.exec(newest.options(defer(ArrivingReport.content))).all()  # type: ignore[arg-type]


def _of(contract: Contract) -> SelectOfScalar[ArrivingReport]:
    return select(ArrivingReport).where(
        col(ArrivingReport.organisation_id) == contract.organisation_id,
        col(ArrivingReport.contract_id) == contract.id,
    )


def close(
    session: Session, arriving: ArrivingReport, state: str, status: int, body: bytes, now: datetime
) -> None:
    """Writes down what became of it: state, and the answer that it would have had at once."""
    arriving.state, arriving.status, arriving.answer = state, status, json.loads(body)
    arriving.content, arriving.percent, arriving.done_at = b"", 100, now
    session.add(arriving)
