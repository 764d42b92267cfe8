"""From the inbox and from a file just sent to the page of reports."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from app.errors import Problem, Refused
from app.reports.receive import Received
from app.reports.routes import RefusedAndKept
from app.reports.tables import ArrivingReport, Report
from dashboards.contexts import Reading, ReceivedReport, Refusal, Sample
from dashboards.parts import ArrivingFile
from dashboards.readings import contract_href

SHOWN = 100
SAID_BY_ITSELF = "rows_refused"  # the page has a sentence of its own for it
_KEYS = ("date", "time", "interval_start", "queue", "segment", "channel")


def received_of(reports: Sequence[Report], reference: str) -> tuple[ReceivedReport, ...]:
    """The inbox, newest first; a name leads to the bytes as they came."""
    return tuple(
        ReceivedReport(
            id=str(report.id),
            name=report.name,
            side=report.side,
            received=report.received_at,
            first=report.first_day,
            last=report.last_day,
            rows=report.rows,
            state=report.status,
            sha256=report.sha256,
            file_href=f"/api/v1{contract_href(reference, 'reports', str(report.id), 'file')}",
        )
        for report in reports
    )


def arriving_of(files: Sequence[ArrivingReport]) -> tuple[ArrivingFile, ...]:
    """The large files that are being read, newest first."""
    return tuple(ArrivingFile(file.name, file.percent, file.rows) for file in files)


def reading_of(received: Received, name: str, reference: str) -> Reading:
    """What was read from a file that was taken, or that had come before; rows left out beside the reasons."""
    return Reading(
        name=name,
        state=received.status,
        rows=received.rows,
        first=received.first_day,
        last=received.last_day,
        samples=tuple(_samples(received.mapping)),
        refusals=tuple(_refusal(problem) for problem in received.problems[:SHOWN]),
        refused=len(received.problems),
        notes=tuple(_refusal(flag) for flag in received.flags[:SHOWN] if flag.code != SAID_BY_ITSELF),
        left_out=received.left_out,
        list_href=_list_href(reference, received.report_id) if received.left_out else "",
    )


UNSURE = "confirm_mapping"  # of a problem: the columns were guessed, and somebody should look at the guess


def refusal_of(refused: Refused, name: str, reference: str) -> Reading:
    """Why a file was not taken: the first of its problems beside their places, and how many there are."""
    found = refused.problems or (Problem("file", "refused", refused.message),)
    return Reading(
        name=name,
        state="unsure" if any(one.code == UNSURE for one in found) else "refused",
        rows=0,
        first=None,
        last=None,
        samples=(),
        refusals=tuple(_refusal(problem) for problem in found[:SHOWN]),
        refused=getattr(refused, "count", 0) or len(found),
        list_href=_list_href(reference, refused.report_id) if isinstance(refused, RefusedAndKept) else "",
    )


def _list_href(reference: str, report_id: UUID) -> str:
    return f"/api/v1{contract_href(reference, 'reports', str(report_id), 'refused.csv')}"


def _refusal(problem: Problem) -> Refusal:
    return Refusal(problem.where, problem.message, problem.code)


def _samples(mapping: Mapping[str, Any]) -> Iterable[Sample]:
    """What each column was taken for: first the key of a row, then the measures."""
    key = mapping.get("key", {})
    for part in _KEYS:
        source = key.get(part)
        if isinstance(source, Mapping) and (source.get("from") or source.get("value")):
            yield Sample(str(source.get("from") or source["value"]), part, str(source.get("order", "")))
    for measure, source in mapping.get("columns", {}).items():
        yield Sample(
            str(source.get("from") or source.get("expression", "")), measure, str(source.get("unit", ""))
        )
