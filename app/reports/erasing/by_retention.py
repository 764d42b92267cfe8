"""Erasing what has been kept long enough: every night, by what each client has set for its contracts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.access.audit import record
from app.access.credentials import Credentials
from app.contracts.tables import Contract
from app.database import Database
from app.jobs import scheduled
from app.reports.erasing.erase import erase_file
from app.reports.erasing.tables import Retention
from app.reports.tables import ArrivingReport, Report
from app.settings import Settings

AT_ONCE = 20  # files in one transaction: each may have many megabytes
BY_A_JOB = Credentials("none", "", "", "")


@scheduled("erase-by-retention", "23 2 * * *")
def erase_by_retention(database: Database, _settings: Settings, now: datetime) -> None:
    """Erase every file that is older than its organisation keeps it; doing it again erases nothing more."""
    with database.reading() as session:
        rules = session.exec(select(Retention).order_by(col(Retention.organisation_id))).all()
        due = [one for rule in rules for one in due_files(session, rule, now)]
    for first in range(0, len(due), AT_ONCE):
        with database.writing() as session:
            for report_id in due[first : first + AT_ONCE]:
                _erase(session, report_id, now)


def due_files(session: Session, rule: Retention, now: datetime) -> Iterator[UUID]:
    """The reports of the organisation's contracts whose bytes are due, oldest first."""
    kept = [days for days in (rule.all_days, rule.personal_days) if days is not None]
    if not kept:
        return
    chosen = select(Report.id, Report.received_at, Report.status, Report.mapping).where(
        col(Report.organisation_id) == rule.organisation_id,
        col(Report.erased_at).is_(None),
        col(Report.received_at) < now - timedelta(days=min(kept)),
    )
    for report_id, received_at, status, mapping in session.exec(chosen.order_by(col(Report.id))):
        days = days_kept(rule, status, mapping)
        if days is not None and received_at < now - timedelta(days=days):
            yield report_id


def days_kept(rule: Retention, status: str, mapping: Mapping[str, Any] | None) -> int | None:
    """For how many days such a file is kept; None: for ever. The shorter one counts where both rules do.

    Personal are rows that are calls or contacts, and refused files, because nobody knows what is in them.
    """
    of_people = status == "refused" or mapping is None or "calls" in mapping
    said = (rule.all_days, rule.personal_days if of_people else None)
    return min((days for days in said if days is not None), default=None)


def _erase(session: Session, report_id: UUID, now: datetime) -> None:
    report = session.get(Report, report_id)
    if report is None or report.erased_at is not None or _is_being_read(session, report):
        return  # erased with another reading of the same bytes, or due tomorrow
    contract = session.get_one(Contract, report.contract_id)
    for one in erase_file(session, report, now):
        after = {"report": str(one.id), "sha256": one.sha256, "why": "retention"}
        record(
            session,
            now,
            BY_A_JOB,
            "report.erase",
            contract.reference,
            organisation_id=contract.organisation_id,
            after=after,
        )


def _is_being_read(session: Session, report: Report) -> bool:
    reading = select(ArrivingReport.id).where(
        col(ArrivingReport.contract_id) == report.contract_id,
        col(ArrivingReport.sha256) == report.sha256,
        col(ArrivingReport.state) == "being_read",
    )
    return session.exec(reading).first() is not None
