"""What goes out of the reports routes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field

from app.columns import canonical
from app.errors import Problem
from app.payloads import Id, Payload
from app.reports.keeping.receive import Received
from app.reports.tables import ArrivingReport, Report

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


def _storable(mapping: dict[str, Any]) -> dict[str, Any]:
    try:
        canonical(mapping)
    except (TypeError, ValueError) as fault:
        raise ValueError(
            "this cannot be stored as it stands: it holds no text, whole number or truth"
        ) from fault
    return mapping


MappingGiven = Annotated[
    dict[str, Any],
    AfterValidator(_storable),
    Field(description="How files are read; it lies over a `preset`."),
]
PresetGiven = Annotated[
    str | None,
    Field(pattern="^[a-z0-9-]{1,40}$", description="A known system (`GET /api/v1/presets`)."),
]


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
    replaces: Annotated[Id | None, Field(description="The reading of these bytes whose place it took.")]
    replaced_by: Annotated[Id | None, Field(description="The reading that took its place.")]
    erased_at: Annotated[datetime | None, Field(description="When its bytes were erased for good.")]

    @classmethod
    def of(cls, report: Report) -> Self:
        """The report without its bytes."""
        return cls.model_validate({name: getattr(report, name) for name in cls.model_fields})


class RefusalPlace(Payload):
    """One thing that is wrong: its place, a stable code, a sentence."""

    where: str
    code: str
    message: str


class RefusalShown(Payload):
    """The problem that an upload came to: the body that would have been answered at once."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[RefusalPlace] = Field(default_factory=list)
    count: int = 0
    report: str | None = None
    refused: str | None = None


class UploadShown(Payload):
    """A large upload, or a large report that is read again (`again_of`): how far its reading is, and in the
    end what an answer at once would have said.
    """

    id: Id
    state: Annotated[
        Literal["being_read", "accepted", "unchanged", "refused"],
        Field(description="Ask again while it is `being_read`."),
    ]
    percent: int
    rows: Annotated[int, Field(description="Rows read so far.")]
    name: str
    side: Side
    size: int
    sha256: str
    received_at: datetime
    done_at: datetime | None
    status: Annotated[int, Field(description="The status of that answer; 0 while there is none.")]
    again_of: Id | None
    received: ReceivedShown | None
    problem: RefusalShown | None

    @classmethod
    def of(cls, arriving: ArrivingReport) -> Self:
        """The upload without its bytes."""
        answer = None if arriving.answer is None else json.dumps(arriving.answer)
        refused = arriving.state == "refused"
        own = {
            name: getattr(arriving, name) for name in cls.model_fields if name not in ("received", "problem")
        }
        return cls(
            **own,
            received=ReceivedShown.model_validate_json(answer) if answer and not refused else None,
            problem=RefusalShown.model_validate_json(answer) if answer and refused else None,
        )
