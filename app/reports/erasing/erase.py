"""What erasing a file takes away, and what it leaves.

The bytes go, of every reading of them on that side, with the list of refused rows, with every cell that a
problem or a flag quotes, with drafts and with the answers of large uploads. Digest, size, mapping, sheets and
evidence stay, so that an issued scorecard is still replayed from its sheets.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.errors import Conflict
from app.reports.tables import ArrivingReport, DraftReport, RefusedRows, Report

GONE = "The file was erased, and the cells that stood here with it."


def erase_file(session: Session, report: Report, now: datetime) -> Sequence[Report]:
    """Erase the bytes of a report in the caller's transaction; returns the readings that lost theirs.

    None when they were erased before. Raises Conflict while the same bytes are still being read by a job.
    """
    if session.get_bind().dialect.name == "sqlite":  # else the bytes stay in pages that nobody uses
        session.connection().exec_driver_sql("PRAGMA secure_delete=ON")
    arrived = _uploads_of(session, report)
    if any(one.state == "being_read" for one in arrived):
        raise Conflict("This file is being read just now; erase it when that is done.")
    for upload in arrived:
        session.delete(upload)
    of_the_same = (
        col(DraftReport.contract_id) == report.contract_id,
        col(DraftReport.side) == report.side,
        col(DraftReport.sha256) == report.sha256,
    )
    session.execute(delete(DraftReport).where(*of_the_same))
    readings = [one for one in _readings_of(session, report) if one.erased_at is None]
    for one in readings:
        one.content, one.erased_at = b"", now
        one.problems, one.flags = _without_cells(one.problems), _without_cells(one.flags)
        session.add(one)
    ids = [one.id for one in readings]
    session.execute(delete(RefusedRows).where(col(RefusedRows.report_id).in_(ids)))
    return readings


def erased_among(session: Session, organisation_id: UUID, digests: Sequence[str]) -> dict[str, datetime]:
    """When the files with these digests were erased, as far as they were."""
    chosen = select(Report.sha256, Report.erased_at).where(
        col(Report.organisation_id) == organisation_id,
        col(Report.sha256).in_(digests),
        col(Report.erased_at).is_not(None),
    )
    return {sha256: at for sha256, at in session.exec(chosen) if at is not None}


def _readings_of(session: Session, report: Report) -> Sequence[Report]:
    chosen = select(Report).where(
        col(Report.organisation_id) == report.organisation_id,
        col(Report.contract_id) == report.contract_id,
        col(Report.side) == report.side,
        col(Report.sha256) == report.sha256,
    )
    return session.exec(chosen.with_for_update()).all()


def _uploads_of(session: Session, report: Report) -> Sequence[ArrivingReport]:
    chosen = select(ArrivingReport).where(
        col(ArrivingReport.organisation_id) == report.organisation_id,
        col(ArrivingReport.contract_id) == report.contract_id,
        col(ArrivingReport.side) == report.side,
        col(ArrivingReport.sha256) == report.sha256,
    )
    return session.exec(chosen).all()


def _without_cells(problems: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Place and code stay; the message may quote a cell, so it goes with it."""
    return [{"where": one["where"], "code": one["code"], "message": GONE, "value": None} for one in problems]
