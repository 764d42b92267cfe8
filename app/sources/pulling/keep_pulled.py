"""Keeping what was pulled: read while nobody waits, then stored with its attempt and window in one step.

The contract is locked only to see whether the reading still holds and to store it. A process that was thought
dead and comes late stores nothing: its attempt is not running any more, and newer data may be in.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.contracts.tables import Contract
from app.database import Database
from app.errors import Refused, TooLarge
from app.reports.arriving.quota import refuse_beyond_quota
from app.reports.keeping.basis import Ahead, plan_reading
from app.reports.keeping.receive import Received, Sent, keep_refused, receive
from app.sources.fetching.judge_content import is_empty
from app.sources.fetching.prepare import Prepared
from app.sources.outside.ask import Fetched
from app.sources.outside.faults import Fault, FetchFailed
from app.sources.pulling.attempts import close_attempt, is_running, window_row
from app.sources.pulling.fare import note_answer
from app.sources.tables import Source, SourceWindow

TAKEN_OVER = "superseded"
NO_ROOM = "your organisation has stored as much as it may here; erase files that are not needed any more"


def keep_pulled(
    database: Database, ready: Prepared, attempt_id: UUID, fetched: Fetched, now: datetime, room: int = 0
) -> str:
    """Keep what came for a window; returns accepted, unchanged, no_report, refused or superseded.

    Raises FetchFailed when new bytes do not fit into the room of the source's organisation; 0 is no limit.
    """
    if fetched.status == 304 or is_empty(fetched):
        return _keep_nothing(database, ready, attempt_id, fetched, now)
    sent = _sent(ready, fetched)
    try:
        ahead = _read_ahead(database, ready, sent, now, room)
        with database.writing() as session:
            if not is_running(session, attempt_id):
                return TAKEN_OVER
            received = receive(session, ready.source.contract_id, sent, now, ahead)
            _note_taken(session, ready, attempt_id, fetched, sent, received, now)
            return received.status
    except Refused as refusal:
        with database.writing() as session:
            if not is_running(session, attempt_id):
                return TAKEN_OVER
            _keep_refused(session, ready, attempt_id, fetched, sent, refusal, now)
        return "refused"


def _sent(ready: Prepared, fetched: Fetched) -> Sent:
    return Sent(
        content=fetched.content,
        name=f"{ready.source.name} {ready.window.start}",
        side="client" if ready.source.side == "client" else "provider",
        sender_id=ready.source.organisation_id,
        person_id=ready.source.person_id,
        mapping=ready.mapping,
        source_id=ready.source.id,
    )


def _read_ahead(database: Database, ready: Prepared, sent: Sent, now: datetime, room: int) -> Ahead | None:
    """Return the reading, made while no transaction is open; None when the bytes are known already."""
    with database.reading() as session:
        contract = session.get_one(Contract, ready.source.contract_id)
        basis = plan_reading(session, contract, sent, now)
        if basis is not None:
            _refuse_without_room(session, sent, room)
    return None if basis is None else Ahead(basis, basis.read(sent))


def _refuse_without_room(session: Session, sent: Sent, room: int) -> None:
    try:
        refuse_beyond_quota(session, sent.sender_id, len(sent.content), room)
    except TooLarge:
        raise FetchFailed(Fault.TOO_LARGE, NO_ROOM) from None


def _keep_nothing(
    database: Database, ready: Prepared, attempt_id: UUID, fetched: Fetched, now: datetime
) -> str:
    status = "unchanged" if fetched.status == 304 else "no_report"
    with database.writing() as session:
        if not is_running(session, attempt_id):
            return TAKEN_OVER
        window = note_window(session, ready, now)
        if status == "no_report":
            window.tries += 1
        close_attempt(session, attempt_id, status, fetched=fetched)
    return status


def _note_taken(
    session: Session,
    ready: Prepared,
    attempt_id: UUID,
    fetched: Fetched,
    sent: Sent,
    received: Received,
    now: datetime,
) -> None:
    window = note_window(session, ready, now)
    window.state, window.sha256, window.report_id = "done", sent.sha256, received.report_id
    window.etag = _validator(fetched, "etag", 200)
    window.last_modified = _validator(fetched, "last-modified", 100)
    close_attempt(
        session,
        attempt_id,
        received.status,
        fetched=fetched,
        sha256=sent.sha256,
        report_id=received.report_id,
    )


def _keep_refused(
    session: Session,
    ready: Prepared,
    attempt_id: UUID,
    fetched: Fetched,
    sent: Sent,
    refusal: Refused,
    now: datetime,
) -> None:
    window = note_window(session, ready, now, refusal.message)
    window.tries += 1
    same_again = window.state == "refused" and window.sha256 == sent.sha256
    report_id = window.report_id
    if not same_again:  # the same faulty file every hour is one file in the inbox, not twenty-four
        report_id = keep_refused(session, ready.source.contract_id, sent, refusal, now)
    close_attempt(
        session,
        attempt_id,
        "refused",
        fetched=fetched,
        sha256=sent.sha256,
        report_id=report_id,
        error=refusal.message,
    )
    if window.state != "done":  # good data that is in stays what it is
        window.state, window.sha256, window.report_id = "refused", sent.sha256, report_id


def note_window(session: Session, ready: Prepared, now: datetime, why: str = "") -> SourceWindow:
    """Write down that the source answered about a window; return the window's row."""
    source = session.get_one(Source, ready.source.id)
    note_answer(session, source, now, why)
    window = window_row(session, source, ready.window)
    window.checked_at = now
    session.add(window)
    return window


def _validator(fetched: Fetched, name: str, longest: int) -> str:
    value = fetched.headers.get(name, "")
    return value if len(value) <= longest and value.isascii() and value.isprintable() else ""
