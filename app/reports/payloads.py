"""What goes out of the reports routes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from app.payloads import Id, Payload
from app.reports.receive import Received
from app.reports.tables import Report


class ReceivedShown(Payload):
    """What was read from a file, and what it changed."""

    id: Id
    status: str
    revision: int
    rows: int
    sheets_changed: int
    first_day: date | None
    last_day: date | None
    measures: list[str]
    flags: list[dict[str, str | None]]
    mapping: dict[str, Any]

    @classmethod
    def of(cls, received: Received) -> ReceivedShown:
        """The answer to whoever sent the file."""
        return cls(
            id=received.report_id,
            status=received.status,
            revision=received.revision,
            rows=received.rows,
            sheets_changed=received.sheets_changed,
            first_day=received.first_day,
            last_day=received.last_day,
            measures=list(received.measures),
            flags=[
                {"where": one.where, "code": one.code, "message": one.message, "value": one.value}
                for one in received.flags[:100]
            ],
            mapping=dict(received.mapping),
        )


class ReportShown(Payload):
    """One report of the inbox: accepted with its revision, or refused with what was wrong."""

    id: Id
    side: str
    status: str
    name: str
    sha256: str
    size: int
    rows: int
    first_day: date | None
    last_day: date | None
    measures: list[str]
    revision: int | None
    received_at: datetime
    mapping: dict[str, Any] | None
    flags: list[dict[str, Any]]
    problems: list[dict[str, Any]]

    @classmethod
    def of(cls, report: Report) -> ReportShown:
        """The report without its bytes."""
        return cls(
            id=report.id,
            side=report.side,
            status=report.status,
            name=report.name,
            sha256=report.sha256,
            size=report.size,
            rows=report.rows,
            first_day=report.first_day,
            last_day=report.last_day,
            measures=report.measures,
            revision=report.revision,
            received_at=report.received_at,
            mapping=report.mapping,
            flags=report.flags,
            problems=report.problems,
        )
