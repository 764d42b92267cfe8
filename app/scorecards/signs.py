"""What judging anew shows that people want to be told: missed targets, early signs, reports that never came.

A finding is told once for its period and target, and only while it is news: whoever loads the history of
three years is not told of every miss in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from sqlmodel import Session

from app.access.events import Kind, emit
from app.contracts.tables import Contract

NEWS = timedelta(days=45)  # after its end a period is history
MISSED = frozenset({"below_expected", "below_minimum", "deemed_failed"})
WAITING = frozenset({"period_running", "report_not_due"})


class Period(Protocol):
    """A judged period: its days, half-open, and its scorecard."""

    @property
    def start(self) -> date:
        """The first day."""

    @property
    def end(self) -> date:
        """The day after the last."""

    @property
    def document(self) -> Mapping[str, Any]:
        """The scorecard."""


@dataclass(frozen=True, slots=True)
class Sign:
    """Something to tell: `once` keeps it from being told again."""

    kind: Kind
    once: str
    facts: dict[str, Any]


def signs(period: Period, today: date) -> Iterator[Sign]:
    """What the scorecard of a period shows on that day. Pure.

    A running period is an early sign where it would be missed if it ended today and half of it is over:
    before that a bad first week would cry wolf.
    """
    if today - period.end > NEWS:
        return
    lines: Sequence[Mapping[str, Any]] = period.document["targets"]
    label = str(period.document["period"]["label"])
    half_over = today >= period.start + (period.end - period.start) / 2
    for line in lines:
        told = {"period": label, "target": line["id"], "verdict": line["verdict"], "shown": line["shown"]}
        if line["verdict"] not in MISSED:
            continue
        if not line["provisional"]:
            yield Sign("target.missed", f"{label} {line['id']}", {**told, "expected": line["expected"]})
        elif "period_running" in line["provisional"] and half_over:
            yield Sign("target.early_sign", f"{label} {line['id']}", {**told, "expected": line["expected"]})
    missing = {(day["queue"], day["day"]) for line in lines for day in _never_came(line)}
    if missing and today >= period.end:
        yield Sign("report.missing", label, {"period": label, "missing": len(missing)})


def _never_came(line: Mapping[str, Any]) -> Sequence[Mapping[str, str]]:
    """The days of a line that nobody stated although the report was due."""
    if WAITING & set(line["provisional"]):
        return ()
    found: Sequence[Mapping[str, str]] = line["coverage"]["missing"]
    return found


def tell_signs(
    session: Session, contract: Contract, today: date, judged: Sequence[Period], now: datetime
) -> int:
    """Emit what these periods show and was not told before; return how many events."""
    found = [sign for period in judged for sign in signs(period, today)]
    told = [
        emit(session, one.kind, contract.id, contract.reference, one.facts, now, once=one.once)
        for one in found
    ]
    return sum(told)
