"""The account of attempts: begun before the fetch, closed after it, interrupted when a process died."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from app.sources.fetching.windows import Window
from app.sources.outside.ask import Fetched
from app.sources.outside.faults import FetchFailed
from app.sources.tables import Source, SourceAttempt, SourceWindow

INTERRUPTED = "the process ended in the middle of it"


def begin_attempt(session: Session, source: Source, window: Window, now: datetime) -> UUID:
    """Open the next attempt at this window and return its id; one that is still open was interrupted."""
    same = (col(SourceAttempt.source_id) == source.id, col(SourceAttempt.first_day) == window.start)
    left_open = update(SourceAttempt).where(*same, col(SourceAttempt.status) == "running")
    session.execute(left_open.values(status="interrupted", error=INTERRUPTED))
    newest = session.exec(select(func.max(SourceAttempt.number)).where(*same)).one()
    attempt = SourceAttempt(
        organisation_id=source.organisation_id,
        source_id=source.id,
        first_day=window.start,
        end_day=window.end,
        number=(newest or 0) + 1,
        started_at=now,
        status="running",
    )
    session.add(attempt)
    session.flush()
    return attempt.id


def is_running(session: Session, attempt_id: UUID) -> bool:
    """Return whether this attempt is still the one at work, held until the unit of work ends."""
    chosen = select(SourceAttempt).where(col(SourceAttempt.id) == attempt_id).with_for_update()
    attempt = session.exec(chosen).first()
    return attempt is not None and attempt.status == "running"


def close_attempt(
    session: Session,
    attempt_id: UUID,
    status: str,
    *,
    fetched: Fetched | None = None,
    failed: FetchFailed | None = None,
    seconds: float = 0.0,
    error: str = "",
    sha256: str = "",
    report_id: UUID | None = None,
) -> None:
    """Write down how the attempt ended; nothing when another process has taken it over meanwhile."""
    values = {
        "status": status,
        "milliseconds": round((fetched.seconds if fetched else seconds) * 1000),
        "fault": str(failed.fault) if failed else "",
        "http_status": fetched.status if fetched else failed.status if failed else None,
        "size": len(fetched.content) if fetched else None,
        "sha256": sha256,
        "error": (failed.sentence if failed else error)[:1000],
        "report_id": report_id,
    }
    mine = (col(SourceAttempt.id) == attempt_id, col(SourceAttempt.status) == "running")
    session.execute(update(SourceAttempt).where(*mine).values(**values))


def window_row(session: Session, source: Source, window: Window) -> SourceWindow:
    """Return what is known of the window, held until the unit of work ends; a new row when nothing is."""
    chosen = select(SourceWindow).where(
        col(SourceWindow.source_id) == source.id, col(SourceWindow.first_day) == window.start
    )
    row = session.exec(chosen.with_for_update()).first()
    if row is None:
        row = SourceWindow(
            source_id=source.id,
            first_day=window.start,
            end_day=window.end,
            organisation_id=source.organisation_id,
        )
        session.add(row)
    return row
