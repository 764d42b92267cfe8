"""What somebody is told who sent a report: what was read, or every problem; the same at once and later."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from fastapi import Response

from app.access.idempotent import Answer
from app.errors import Refused
from app.problems import problem_of
from app.reports.keeping.receive import Received
from app.reports.payloads import ReceivedShown
from app.reports.refusal import ReportRefused


def received_answer(received: Received) -> tuple[int, bytes]:
    """Status and body for a file that was taken (201), or that had come before (200)."""
    body = ReceivedShown.of(received).model_dump_json().encode()
    return (201 if received.status == "accepted" else 200), body


def later(answer: Answer, uploads: str) -> Response:
    """The answer with where to ask, below ``uploads``, what became of a file that a job reads."""
    response = answer.response()
    if answer.status == 202:
        response.headers["Location"] = f"{uploads}/{json.loads(answer.body)['id']}"
        response.headers["Retry-After"] = "1"
    return response


def refused_answer(refusal: Refused, inbox: str, report_id: UUID) -> dict[str, Any]:
    """The problem document of a file that was not taken; ``inbox`` is where the contract's reports are."""
    kept = f"{inbox}/{report_id}"
    count = refusal.count if isinstance(refusal, ReportRefused) else len(refusal.problems)
    return {**problem_of(refusal), "count": count, "report": kept, "refused": f"{kept}/refused.csv"}
