"""What goes out of the reports routes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from app.errors import Problem
from app.payloads import Id, Payload
from app.reports.receive import Received
from app.reports.tables import Report

Side = Literal["provider", "client"]
Mapping = Annotated[
    dict[str, Any],
    Field(description="How the file is read: the document that an upload may bring as `mapping`."),
]
LeftOut = Annotated[
    int,
    Field(
        description="Rows that were refused while the others were taken; `problems` has the first of them."
    ),
]
_SHOWN = 100


class ProblemShown(Payload):
    """One thing worth knowing or wrong in a report: where it stands, a stable code, a sentence, the cell."""

    where: str
    code: str
    message: str
    value: str | None

    @classmethod
    def listed(cls, problems: Iterable[Problem]) -> list[Self]:
        """The first hundred."""
        found = list(problems)[:_SHOWN]
        return [cls(where=one.where, code=one.code, message=one.message, value=one.value) for one in found]


class ReceivedShown(Payload):
    """What was read from a file, and what it changed: `unchanged` when the same reading had come before."""

    id: Id
    status: Literal["accepted", "unchanged"]
    revision: int
    rows: int
    sheets_changed: int
    first_day: date | None
    last_day: date | None
    measures: list[str]
    flags: list[ProblemShown]
    left_out: LeftOut
    problems: list[ProblemShown]
    mapping: Mapping

    @classmethod
    def of(cls, received: Received) -> Self:
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
            flags=ProblemShown.listed(received.flags),
            left_out=received.left_out,
            problems=ProblemShown.listed(received.problems),
            mapping=dict(received.mapping),
        )


class ReportShown(Payload):
    """One report of the inbox: accepted with its revision, or refused with the first of what was wrong."""

    id: Id
    side: Side
    status: Literal["accepted", "refused"]
    name: str
    sha256: str
    size: int
    rows: int
    left_out: LeftOut
    first_day: date | None
    last_day: date | None
    measures: list[str]
    revision: int | None
    received_at: datetime
    mapping: Mapping | None
    flags: list[ProblemShown]
    problems: list[ProblemShown]
    problem_count: int

    @classmethod
    def of(cls, report: Report) -> Self:
        """The report without its bytes."""
        return cls.model_validate({name: getattr(report, name) for name in cls.model_fields})
