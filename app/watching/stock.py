"""What the database says at the moment it is asked: jobs that wait, pulls and reports of the last day."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, func, select

from app.database import Database
from app.jobs.heartbeat import LEASE
from app.jobs.tables import Executor, Work
from app.reports.tables import ArrivingReport, Report
from app.sources.tables import SourceAttempt

DAY = timedelta(hours=24)
Rows = Iterable[tuple[Any, ...]]


class Stock(Collector):
    """Asks the database each time that it is collected; a database that is away is a metric too."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.database = database
        self.clock = clock

    def collect(self) -> Iterable[Metric]:
        """The gauges of this moment; `scorecard_database_up` 0 and no other when it cannot be asked."""
        up = GaugeMetricFamily("scorecard_database_up", "Whether the database answers.")
        try:
            with self.database.reading() as session:
                found = [*_jobs(session, self.clock()), *_reports(session, self.clock())]
        except SQLAlchemyError:
            return [_with(up, [(0,)])]
        return [_with(up, [(1,)]), *found]

    def describe(self) -> Iterable[Metric]:
        """Nothing: registering asks no database."""
        return ()


def _jobs(session: Session, now: datetime) -> Iterable[Metric]:
    kind, due_at = col(Work.kind), col(Work.due_at)
    waiting = session.execute(
        select(kind, func.count(), func.min(due_at)).where(col(Work.done_at).is_(None)).group_by(kind)
    ).all()
    failed = select(kind, func.count()).where(col(Work.outcome) == "failed").group_by(kind)
    alive = select(func.count()).select_from(Executor).where(col(Executor.beat_at) >= now - LEASE)
    oldest = [(row[0], max((now - _utc(row[2])).total_seconds(), 0)) for row in waiting]
    yield _with(_gauge("jobs_open", "Work that is not done.", "kind"), [(r[0], r[1]) for r in waiting])
    yield _with(_gauge("jobs_oldest_seconds", "For how long the oldest is due.", "kind"), oldest)
    yield _with(_gauge("jobs_failed", "Work given up in the last 30 days.", "kind"), _rows(session, failed))
    yield _with(_gauge("workers", "Processes that do jobs."), [(session.execute(alive).scalar_one(),)])


def _reports(session: Session, now: datetime) -> Iterable[Metric]:
    since = _first_id(now - DAY)
    pull, fault = col(SourceAttempt.status), col(SourceAttempt.fault)
    pulls = select(pull, fault, func.count()).where(col(SourceAttempt.id) >= since).group_by(pull, fault)
    side, status = col(Report.side), col(Report.status)
    reports = select(side, status, func.count()).where(col(Report.id) >= since).group_by(side, status)
    arriving = select(func.count()).select_from(ArrivingReport)
    still = session.execute(arriving.where(col(ArrivingReport.state) == "being_read")).scalar_one()
    yield _with(_gauge("pulls_last_day", "Pulls by outcome.", "outcome", "fault"), _rows(session, pulls))
    yield _with(_gauge("reports_last_day", "Reports read.", "side", "status"), _rows(session, reports))
    yield _with(_gauge("uploads_being_read", "Large uploads that a job still reads."), [(still,)])


def _rows(session: Session, statement: Any) -> Rows:
    return [tuple(row) for row in session.execute(statement)]


def _first_id(moment: datetime) -> uuid.UUID:
    """The smallest UUIDv7 of that millisecond: ids are in order of time, and the key is an index."""
    return uuid.UUID(int=(int(moment.timestamp() * 1000) << 80) | (7 << 76) | (2 << 62))


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _gauge(name: str, says: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"scorecard_{name}", says, labels=labels)


def _with(family: GaugeMetricFamily, rows: Rows) -> GaugeMetricFamily:
    for *labels, value in rows:
        family.add_metric([str(one) for one in labels], value)
    return family
