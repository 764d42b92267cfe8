"""Reading a report again with a better mapping: the new reading takes the place of the earlier one.

The bytes, the side and who sent them stay; what is new is the mapping, and with it a reading of its own. What
the earlier one stated and the new one does not goes back to what was known before. The same mapping again
changes nothing and says so. A refused file that can be read now is accepted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.contracts.in_force import InForce
from app.contracts.revisions import lock, take_revision
from app.contracts.tables import Contract
from app.errors import Problem, Refused
from app.jobs import remember_work
from app.reports.keeping.as_known import Side, sheets_current
from app.reports.keeping.basis import Ahead, Basis, Sent, basis_of, context_of, in_force_or_refuse, same_bytes
from app.reports.keeping.before import with_what_was_known
from app.reports.keeping.inbox import original_bytes
from app.reports.keeping.keep_sheets import counted_twice, put_sheets
from app.reports.keeping.merge import key_of
from app.reports.keeping.receive import Received, keep_rows, received_of, report_of
from app.reports.keeping.remember import remember
from app.reports.keeping.replay import (
    Sheets,
    Span,
    cells_changed,
    differing,
    known_in,
    merge_reading,
    place_of,
    readings_from,
)
from app.reports.mapping.document import mapping_hash
from app.reports.reading.read import READER, Reading
from app.reports.tables import Report


@dataclass(frozen=True, slots=True)
class Reread:
    """What became of reading a report again: the reading that counts now, the one whose place it took (None
    where nothing changed), and in how many cells the figures changed.
    """

    received: Received
    replaces: UUID | None
    cells_changed: int


def reading_that_counts(session: Session, report: Report) -> Report:
    """The report itself, or the newest reading of its bytes that took its place."""
    while report.replaced_by is not None:
        chosen = select(Report).where(
            col(Report.organisation_id) == report.organisation_id, col(Report.id) == report.replaced_by
        )
        report = session.exec(chosen).one()
    return report


def sent_again(
    report: Report, mapping: Mapping[str, Any] | None, person_id: UUID | None, *, confirmed: bool
) -> Sent:
    """The report's bytes as if they were sent again, to be read by that mapping; None: the remembered one."""
    return Sent(
        content=original_bytes(report),
        name=report.name,
        side="client" if report.side == "client" else "provider",
        sender_id=report.sender_id,
        person_id=person_id,
        mapping=mapping,
        confirmed=confirmed,
        good_rows=report.left_out > 0,
        source_id=report.source_id,
    )


def source_of(session: Session, report_id: UUID | None) -> UUID | None:
    """The source that a report was pulled from; None for one that was sent, and for no report."""
    if report_id is None:
        return None
    return session.exec(select(Report.source_id).where(col(Report.id) == report_id)).first()


def plan_rereading(session: Session, contract: Contract, sent: Sent, now: datetime) -> Basis:
    """The basis to read the bytes ahead from, while nothing is locked."""
    return basis_of(session, contract, in_force_or_refuse(session, contract), sent, now)


def reread(session: Session, report: Report, sent: Sent, ahead: Ahead, now: datetime) -> Reread:
    """Reads the bytes of a report again in the caller's writing unit; raises Refused with every problem."""
    contract = lock(session, report.contract_id)
    before = reading_that_counts(session, report)
    in_force = in_force_or_refuse(session, contract)
    basis = basis_of(session, contract, in_force, sent, now, ahead.basis.heads)
    reading = ahead.reading if ahead.basis == basis else basis.read(sent)
    digest = mapping_hash(reading.mapping)
    if before.mapping_sha256 == digest and before.reader == READER and before.status == "accepted":
        return Reread(received_of(before, "unchanged", 0), None, 0)
    if (twin := same_bytes(session, contract, sent, digest)) is not None:
        message = "These bytes are read like this already, as another report; nothing was changed."
        raise Refused(message, [Problem("mapping", "same_reading", f"is that of report {twin.id}")])
    side = Side(contract.organisation_id, contract.id, before.side)
    reading = with_what_was_known(session, side, reading, contract.revision)
    after = _new_reading(session, contract, before, sent, reading, now)
    if reading.left_out is not None:
        keep_rows(session, after, reading.left_out.faults.listed())
    sheets, cells = _put(session, contract, in_force, before, after, reading, now)
    remember(session, contract, after, basis.heads, basis.mapping, now)
    remember_work(session, "reassess", contract.id, after.revision or 0)
    session.flush()
    return Reread(received_of(after, "accepted", sheets), before.id, cells)


def _new_reading(
    session: Session, contract: Contract, before: Report, sent: Sent, reading: Reading, now: datetime
) -> Report:
    """The new reading's row; the bytes arrived when they first came, so a re-reading is never late."""
    after = report_of(contract, sent, reading, mapping_hash(reading.mapping), now)
    after.received_at, after.replaces = before.received_at, before.id
    after.revision = take_revision(session, contract.id, "report", now, sent.person_id)
    after.place = place_of(before) or after.revision
    before.replaced_by = after.id
    session.add(before)
    session.flush()  # before its twin may come: one reading of the same bytes counts at any time
    session.add(after)
    session.flush()
    return after


def _put(
    session: Session,
    contract: Contract,
    in_force: InForce,
    before: Report,
    after: Report,
    reading: Reading,
    now: datetime,
) -> tuple[int, int]:
    """Writes the sheets as they stand with the new reading; how many changed, and how many cells of them."""
    of = Side(contract.organisation_id, contract.id, after.side)
    days = [day for one in (before, after) for day in (one.first_day, one.last_day) if day is not None]
    span, revision = Span(min(days), max(days)), after.revision or 0
    place, readings = readings_from(session, of, span, after.place or revision)
    sheets = known_in(session, of, span, place - 1)
    for one in readings:
        stated = reading if one.id == after.id else _read_again(one, in_force, now)
        if twice := merge_reading(sheets, str(one.id), stated.stated, span, in_force.lookup()):
            raise counted_twice(twice)
    return _write(session, of, after, sheets, span)


def _read_again(report: Report, in_force: InForce, now: datetime) -> Reading:
    """A later reading as it was made; raises Refused where it cannot be made any more."""
    sent = sent_again(report, report.mapping, report.person_id, confirmed=True)
    try:
        return Basis(context_of(in_force, now), report.mapping).read(sent)
    except Refused as refusal:
        message = (
            f"The report {report.name} came later and must be merged again, which fails: {refusal.message}"
        )
        raise Refused(message, refusal.problems) from refusal


def _write(session: Session, of: Side, report: Report, sheets: Sheets, span: Span) -> tuple[int, int]:
    revision = report.revision or 0
    present = known_in(session, of, span, revision)
    keys = differing(present, sheets)
    over, queues = span.last + timedelta(days=1), {key[0] for key in keys}
    current = sheets_current(session, of, span.first, over, revision, queues)
    closed = [row_id for row_id, known in current if key_of(known.sheet) in keys]
    put_sheets(session, of, report, closed, [sheets[key] for key in keys if key in sheets])
    return len(keys), sum(cells_changed(present.get(key), sheets.get(key)) for key in keys)
