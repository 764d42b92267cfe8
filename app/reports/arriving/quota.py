"""How much an organisation may keep here: the bytes of all files that it has sent, as they came."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.errors import TooLarge
from app.reports.tables import ArrivingReport, DraftReport, Report

EACH = 4096  # bytes that a file takes beside its own: its row, its problems, its place in the log


def refuse_beyond_quota(session: Session, organisation_id: UUID, size: int, most: int) -> None:
    """Raises TooLarge when a file of `size` bytes is beyond the `most` of its sender; 0: no limit.

    Files that were erased do not count any more.
    """
    if most and stored_by(session, organisation_id) + size + EACH > most:
        raise TooLarge(
            "Your organisation has stored as much as it may here. Erase files that are not needed any more, "
            "or ask the operator for more room (SCORECARD_STORED_BYTES)."
        )


def stored_by(session: Session, organisation_id: UUID) -> int:
    """The bytes of the files that an organisation has sent and that are still here, looked at or accepted."""
    kept = select(func.coalesce(func.sum(col(Report.size) + EACH), 0)).where(
        col(Report.sender_id) == organisation_id, col(Report.erased_at).is_(None)
    )
    on_its_way = select(func.coalesce(func.sum(col(ArrivingReport.size) + EACH), 0)).where(
        col(ArrivingReport.sender_id) == organisation_id, col(ArrivingReport.state) == "being_read"
    )
    looked_at = select(func.coalesce(func.sum(func.length(DraftReport.content) + EACH), 0)).where(
        col(DraftReport.organisation_id) == organisation_id
    )
    return sum(int(session.exec(chosen).one()) for chosen in (kept, on_its_way, looked_at))
