"""From the inbox, and from a file just sent, to the page of reports."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from app.errors import Problem, Refused
from app.reports.keeping.receive import Received
from app.reports.routes import RefusedAndKept
from app.reports.tables import ArrivingReport, DraftReport, Report
from app.scorecards.due_reports import DueReport
from dashboards.arriving.context import DraftLine, DueLine, Reading, ReceivedReport, Refusal, Sample
from dashboards.parts import ArrivingFile
from dashboards.readings import contract_href, scorecard_href

SHOWN = 100
SAID_BY_ITSELF = "rows_refused"  # the page has a sentence of its own for it
_KEYS = ("date", "time", "interval_start", "queue", "segment", "channel")


def received_of(reports: Sequence[Report], reference: str) -> tuple[ReceivedReport, ...]:
    """The inbox, newest first; a name leads to the report's own page."""
    return tuple(one_received(report, reference) for report in reports)


def one_received(report: Report, reference: str) -> ReceivedReport:
    """One report of the inbox."""
    return ReceivedReport(
        id=str(report.id),
        name=report.name,
        side=report.side,
        received=report.received_at,
        first=report.first_day,
        last=report.last_day,
        rows=report.rows,
        state="replaced" if report.replaced_by else report.status,
        sha256=report.sha256,
        href=contract_href(reference, "reports", str(report.id)),
        erased=report.erased_at,
    )


def arriving_of(files: Sequence[ArrivingReport]) -> tuple[ArrivingFile, ...]:
    """The large files that are being read, newest first."""
    return tuple(ArrivingFile(file.name, file.percent, file.rows) for file in files)


def drafts_of(drafts: Sequence[DraftReport], reference: str) -> tuple[DraftLine, ...]:
    """The files that wait for somebody to look at them, newest first."""
    return tuple(
        DraftLine(one.name, one.created_at, contract_href(reference, "drafts", str(one.id))) for one in drafts
    )


def due_of(due: Sequence[DueReport], reference: str) -> tuple[DueLine, ...]:
    """What is still to be reported, period by period, the newest first."""
    return tuple(
        DueLine(
            period=one.label,
            href=scorecard_href(reference, one.label),
            side=one.side,
            running=one.is_running,
            due=one.due_day,
            left=one.left,
            business=one.business,
            missing=len(one.missing),
            first=min((day for _, day in one.missing), default=None),
            provisional=one.provisional,
        )
        for one in due
    )


def reading_of(received: Received, name: str, reference: str) -> Reading:
    """What was read from a file that was taken, or that had come before; rows left out beside the reasons."""
    return Reading(
        name=name,
        state=received.status,
        rows=received.rows,
        first=received.first_day,
        last=received.last_day,
        samples=tuple(samples_of(received.mapping)),
        refusals=refusals_of(received.problems),
        refused=len(received.problems),
        notes=refusals_of(flag for flag in received.flags if flag.code != SAID_BY_ITSELF),
        href=contract_href(reference, "reports", str(received.report_id)),
        left_out=received.left_out,
        list_href=_list_href(reference, received.report_id) if received.left_out else "",
    )


UNSURE = "confirm_mapping"  # of a problem: the columns were guessed, and somebody should look at the guess


def refusal_of(refused: Refused, name: str, reference: str) -> Reading:
    """Why a file was not taken: the first of its problems beside their places, and how many there are."""
    found = refused.problems or (Problem("file", "refused", refused.message),)
    kept = refused.report_id if isinstance(refused, RefusedAndKept) else None
    return Reading(
        name=name,
        state="unsure" if any(one.code == UNSURE for one in found) else "refused",
        rows=0,
        first=None,
        last=None,
        samples=(),
        refusals=refusals_of(found),
        refused=getattr(refused, "count", 0) or len(found),
        href=contract_href(reference, "reports", str(kept)) if kept else "",
        list_href=_list_href(reference, kept) if kept else "",
    )


def _list_href(reference: str, report_id: UUID) -> str:
    return f"/api/v1{contract_href(reference, 'reports', str(report_id), 'refused.csv')}"


def refusals_of(problems: Iterable[Problem]) -> tuple[Refusal, ...]:
    """The first of these problems as they are shown."""
    return tuple(Refusal(one.where, one.message, one.value or "", one.code) for one in list(problems)[:SHOWN])


def samples_of(mapping: Mapping[str, Any]) -> Iterator[Sample]:
    """What each column was taken for: the key of a row, the measures, and what says what became of a call."""
    key = mapping.get("key", {})
    for part in _KEYS:
        source = key.get(part)
        if isinstance(source, Mapping) and (source.get("from") or source.get("value")):
            yield Sample(str(source.get("from") or source["value"]), part, str(source.get("order", "")))
    for measure, source in mapping.get("columns", {}).items():
        yield Sample(_stated_by(source), measure, str(source.get("unit", "")))
    for part, source in mapping.get("calls", {}).items():
        if part != "thresholds":
            said = {"when": source} if isinstance(source, list) else source
            yield Sample(_stated_by(said), f"calls.{part}", str(said.get("unit", "")))


def _stated_by(source: Mapping[str, Any]) -> str:
    """The columns that state it, or an expression; 1 where each row counts one."""
    columns = [source["from"]] if "from" in source else [one["column"] for one in source.get("when", ())]
    named = " – ".join(map(str, [*columns, source["to"]] if "to" in source else dict.fromkeys(columns)))
    return str(named or source.get("expression", "1"))
