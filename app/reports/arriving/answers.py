"""What somebody is told who sent a report: what was read, or every problem; the same at once and later."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.errors import Refused
from app.problems import problem_of
from app.reports.keeping.receive import Received
from app.reports.payloads import ReceivedShown
from app.reports.refusal import ReportRefused


def received_answer(received: Received) -> tuple[int, bytes]:
    """Status and body for a file that was taken (201), or that had come before (200)."""
    body = ReceivedShown.of(received).model_dump_json().encode()
    return (201 if received.status == "accepted" else 200), body


def refused_answer(refusal: Refused, inbox: str, report_id: UUID) -> dict[str, Any]:
    """The problem document of a file that was not taken; ``inbox`` is where the contract's reports are."""
    kept = f"{inbox}/{report_id}"
    count = refusal.count if isinstance(refusal, ReportRefused) else len(refusal.problems)
    return {**problem_of(refusal), "count": count, "report": kept, "refused": f"{kept}/refused.csv"}
