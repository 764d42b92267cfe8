"""Pulling one window: fetch, keep, write down. Any number of times, and the data is there once.

The bytes decide: what came before changes nothing. Report, attempt and window are written in one transaction,
so a process that dies leaves either all of it or nothing, and an attempt that says so. What failed is tried
again by the work's own row, not by sleeping here: a retry that waits in a process dies with it.
"""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from cryptography.fernet import MultiFernet
from sqlmodel import Session, col, select

from app.access.locked import LOST_KEY, CannotUnlock, box_of
from app.database import Database
from app.errors import NotFound
from app.jobs import Later, Run, job
from app.settings import Settings
from app.sources.fetching.asking import Asking
from app.sources.fetching.fetch import fetch
from app.sources.fetching.judge_content import is_empty, refuse_pages
from app.sources.fetching.prepare import Prepared, prepare
from app.sources.outside.destinations import allow
from app.sources.outside.faults import FetchFailed
from app.sources.outside.transport import Door, Limits
from app.sources.pulling.attempts import begin_attempt, close_attempt, is_running, window_row
from app.sources.pulling.circuit import Circuit, after_failure, is_of_one_window
from app.sources.pulling.fare import circuit_of, note_failure
from app.sources.pulling.keep_pulled import TAKEN_OVER, keep_pulled, note_window
from app.sources.pulling.retry import after
from app.sources.pulling.schedule import pause_left
from app.sources.tables import Source

MOST_AT_ONCE = 6  # of a process's eight threads: hanging providers leave room for judging


@job("pull", most_at_once=MOST_AT_ONCE)
def pull_window(run: Run) -> str | Later:
    """Pull the window that the work names: the source's id and the first day."""
    source_id, _, day = run.argument.partition(" ")
    door, box = door_of(run.settings), box_of(run.settings)
    which, room = (UUID(source_id), date.fromisoformat(day), run.attempt, run.now), run.settings.stored_bytes
    return pull(run.database, door, box, *which, room=room)


def door_of(settings: Settings) -> Door:
    """Return the way out that the settings allow."""
    most = settings.fetch_seconds
    usual = Limits()
    limits = Limits(total=most, connect=min(most, usual.connect), read=min(most, usual.read))
    return Door(allow(settings.allowed_fetch_hosts), limits)


def pull(
    database: Database,
    door: Door,
    box: MultiFernet,
    source_id: UUID,
    day: date,
    attempt: int,
    now: datetime,
    *,
    room: int = 0,
) -> str | Later:
    """Pull the window that holds the day; `attempt` counts from 1 within one turn of the schedule.

    `room` is how many bytes the source's organisation may keep here; 0 is no limit.
    Returns accepted, unchanged, no_report, refused, failed, gone, stopped (the circuit is open: nothing was
    fetched) or superseded (another process took over); Later when it is to be tried again soon.
    """
    begun = _begin(database, box, source_id, day, now)
    if not isinstance(begun, tuple):
        return begun
    ready, attempt_id = begun
    try:
        fetched = fetch(door, ready.asking)
        if not is_empty(fetched):
            refuse_pages(fetched)
        return keep_pulled(database, ready, attempt_id, fetched, now, room)
    except FetchFailed as failed:
        return _failed(database, ready, attempt_id, failed, attempt, now)


def _begin(
    database: Database, box: MultiFernet, source_id: UUID, day: date, now: datetime
) -> tuple[Prepared, UUID] | str | Later:
    """Open the attempt and return what to fetch; a word or Later when nothing is fetched now."""
    try:
        with database.writing() as session:
            held = select(Source).where(col(Source.id) == source_id).with_for_update()
            source = session.exec(held).first()
            if source is None or source.deleted_at is not None:
                return "gone"
            if circuit_of(source).state == "open":
                return "stopped"
            if pause := pause_left(source.pause_seconds, source.asked_at, now):
                return Later(now + pause, "the source asks for a pause between requests", counted=False)
            ready = prepare(session, source, day, box, now)
            ready = replace(ready, asking=_conditional(session, ready))
            source.asked_at = now
            session.add(source)
            return ready, begin_attempt(session, source, ready.window, now)
    except CannotUnlock:
        return _stop(database, source_id, LOST_KEY, now)


def _conditional(session: Session, ready: Prepared) -> Asking:
    """Return the request, conditional when this window's report is in already."""
    known = window_row(session, ready.source, ready.window)
    if known.state != "done":
        return ready.asking
    conditions = {"if-none-match": known.etag, "if-modified-since": known.last_modified}
    filled = {name: value for name, value in conditions.items() if value}
    return replace(ready.asking, headers={**ready.asking.headers, **filled})


def _failed(
    database: Database,
    ready: Prepared,
    attempt_id: UUID,
    failed: FetchFailed,
    attempt: int,
    now: datetime,
) -> str | Later:
    spread = random.random()  # noqa: S311 - spreads load, guards nothing
    with database.writing() as session:
        if not is_running(session, attempt_id):
            return TAKEN_OVER
        circuit = _note_failed(session, ready, failed, now, spread)
        close_attempt(session, attempt_id, "failed", failed=failed, seconds=failed.seconds)
    verdict = after(failed, attempt, now, spread)
    if verdict.act == "again" and circuit.state == "closed":
        return Later(now + timedelta(seconds=failed.seconds + verdict.seconds), failed.sentence)
    return "failed"


def _note_failed(
    session: Session, ready: Prepared, failed: FetchFailed, now: datetime, spread: float
) -> Circuit:
    """Write down what the failure means for the window and for the source; return the circuit after it."""
    if is_of_one_window(failed):
        note_window(session, ready, now, failed.sentence).tries += 1
        return Circuit()
    source = session.get_one(Source, ready.source.id)
    circuit = after_failure(circuit_of(source), failed, now, spread)
    note_failure(session, source, circuit, failed.sentence, now)
    window_row(session, source, ready.window).checked_at = now
    return circuit


def _stop(database: Database, source_id: UUID, why: str, now: datetime) -> str:
    with database.writing() as session:
        source = session.get(Source, source_id)
        if source is None:
            raise NotFound
        note_failure(session, source, Circuit(source.failures + 1, source.stopped_at or now), why, now)
    return "failed"
