"""Pulling one window: fetch, receive, write down. Any number of times, and the data is there once.

The bytes decide: what came before changes nothing. Report, attempt and window are written in one transaction,
so a process that dies leaves either all of it or nothing, and an attempt that says so.
"""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from cryptography.fernet import MultiFernet
from sqlmodel import Session

from app.database import Database
from app.errors import NotFound, Refused
from app.jobs import Later, Run, job
from app.reports.receive import Sent, keep_refused, receive
from app.settings import Settings
from app.sources.asking import Asking
from app.sources.attempts import begin_attempt, close_attempt, window_row
from app.sources.destinations import allow
from app.sources.faults import FetchFailed
from app.sources.fetch import fetch
from app.sources.join_pages import mapping_for
from app.sources.judge_content import is_empty, refuse_pages
from app.sources.locked import LOST_KEY, CannotUnlock, box_of
from app.sources.prepare import Prepared, prepare
from app.sources.retry import after
from app.sources.tables import Source, SourceWindow
from app.sources.transport import Door, Fetched


@job("pull")
def pull_window(run: Run) -> str | Later:
    """Pull the window that the work names: the source's id and the first day."""
    source_id, _, day = run.argument.partition(" ")
    door, box = door_of(run.settings), box_of(run.settings)
    return pull(run.database, door, box, UUID(source_id), date.fromisoformat(day), run.attempt, run.now)


def door_of(settings: Settings) -> Door:
    """Return the way out that the settings allow."""
    return Door(allow(settings.allowed_fetch_hosts))


def pull(
    database: Database, door: Door, box: MultiFernet, source_id: UUID, day: date, attempt: int, now: datetime
) -> str | Later:
    """Pull the window that holds the day; `attempt` counts from 1 within one turn of the schedule.

    Returns accepted, unchanged, no_report, refused, failed or gone; Later when it is to be tried again soon.
    """
    try:
        with database.writing() as session:
            source = session.get(Source, source_id)
            if source is None or source.deleted_at is not None:
                return "gone"
            ready = prepare(session, source, day, box, now)
            ready = replace(ready, asking=_conditional(session, ready))
            attempt_id = begin_attempt(session, source, ready.window, now)
    except CannotUnlock:
        return _stop(database, source_id, LOST_KEY)
    try:
        fetched = fetch(door, ready.asking)
        if not is_empty(fetched):
            refuse_pages(fetched)
    except FetchFailed as failed:
        return _failed(database, ready, attempt_id, failed, attempt, now)
    return _received(database, ready, attempt_id, fetched, now)


def _conditional(session: Session, ready: Prepared) -> Asking:
    """Return the request, conditional when this window's report is in already."""
    known = window_row(session, ready.source, ready.window)
    if known.state != "done":
        return ready.asking
    conditions = {"if-none-match": known.etag, "if-modified-since": known.last_modified}
    return replace(
        ready.asking, headers={**ready.asking.headers, **{k: v for k, v in conditions.items() if v}}
    )


def _received(database: Database, ready: Prepared, attempt_id: UUID, fetched: Fetched, now: datetime) -> str:
    """Receive what came. A refused report is kept with its faults in a transaction of its own."""
    if fetched.status == 304 or is_empty(fetched):
        status = "unchanged" if fetched.status == 304 else "no_report"
        with database.writing() as session:
            close_attempt(session, attempt_id, status, fetched=fetched)
            _note(session, ready, now)
        return status
    sent = Sent(
        content=fetched.content,
        name=f"{ready.source.name} {ready.window.start}",
        side="client" if ready.source.side == "client" else "provider",
        sender_id=ready.source.organisation_id,
        person_id=ready.source.person_id,
        mapping=mapping_for(ready.mapping, fetched),
    )
    try:
        with database.writing() as session:
            return _accept(session, ready, attempt_id, fetched, sent, now)
    except Refused as refusal:
        with database.writing() as session:
            _refuse(session, ready, attempt_id, fetched, sent, refusal, now)
        return "refused"


def _accept(
    session: Session, ready: Prepared, attempt_id: UUID, fetched: Fetched, sent: Sent, now: datetime
) -> str:
    received = receive(session, ready.source.contract_id, sent, now)
    report_id = received.report_id
    close_attempt(
        session, attempt_id, received.status, fetched=fetched, sha256=sent.sha256, report_id=report_id
    )
    window = _note(session, ready, now)
    window.state, window.sha256, window.report_id = "done", sent.sha256, report_id
    window.etag = _validator(fetched, "etag", 200)
    window.last_modified = _validator(fetched, "last-modified", 100)
    return received.status


def _refuse(
    session: Session,
    ready: Prepared,
    attempt_id: UUID,
    fetched: Fetched,
    sent: Sent,
    refusal: Refused,
    now: datetime,
) -> None:
    window = window_row(session, ready.source, ready.window)
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
    _note(session, ready, now, "failing", refusal.message)
    if window.state != "done":  # good data that is in stays what it is
        window.state, window.sha256, window.report_id = "refused", sent.sha256, report_id


def _failed(
    database: Database,
    ready: Prepared,
    attempt_id: UUID,
    failed: FetchFailed,
    attempt: int,
    now: datetime,
) -> str | Later:
    verdict = after(failed, attempt, now, random.random())  # noqa: S311 - spreads load, guards nothing
    with database.writing() as session:
        seconds = failed.seconds
        close_attempt(session, attempt_id, "failed", failed=failed, seconds=seconds)
        _note(session, ready, now, "stopped" if verdict.act == "stop" else "failing", failed.sentence)
    if verdict.act == "again":
        return Later(now + timedelta(seconds=seconds + verdict.seconds), failed.sentence)
    return "failed"


def _note(session: Session, ready: Prepared, now: datetime, state: str = "ok", why: str = "") -> SourceWindow:
    """Write down how the source fares; return the row of the window."""
    source = session.get_one(Source, ready.source.id)
    source.state, source.note = state, why[:500]
    session.add(source)
    window = window_row(session, source, ready.window)
    window.checked_at = now
    session.add(window)
    return window


def _stop(database: Database, source_id: UUID, why: str) -> str:
    with database.writing() as session:
        source = session.get(Source, source_id)
        if source is None:
            raise NotFound
        source.state, source.note = "stopped", why
        session.add(source)
    return "failed"


def _validator(fetched: Fetched, name: str, longest: int) -> str:
    value = fetched.headers.get(name, "")
    return value if len(value) <= longest and value.isascii() and value.isprintable() else ""
