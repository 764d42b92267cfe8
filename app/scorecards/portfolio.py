"""The portfolio: every visible contract's judgement for a month, read from what is kept; one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from app.access.unit import Work
from app.contracts.open import Parties, parties_of
from app.contracts.tables import Contract
from app.errors import Problem, Refused
from app.jobs import Work as DueWork
from app.scorecards.spans import span_of
from app.scorecards.tables import Assessment
from app.sla.periods import Cadence, Period

_MONTH = Cadence()


@dataclass(frozen=True, slots=True)
class Judged:
    """One contract's kept judgement for one of its periods; money in minor units of the currency."""

    contract_id: UUID
    reference: str
    parties: Parties
    label: str
    start: date
    end: date
    status: str
    currency: str
    credits: int
    bonuses: int
    money: dict[str, Any]
    score: dict[str, Any]
    lines: Sequence[dict[str, Any]]
    is_being_updated: bool

    def __hash__(self) -> int:
        """By its name alone: what is made of a judgement is kept by it, and all of it is compared."""
        return hash((self.reference, self.label))


def read_portfolio(work: Work, month: str) -> tuple[Period, list[Judged]]:
    """The judgements of the contract periods that end in a month (``2026-04``), by reference.

    A week, quarter or other period counts in the month in which its last day lies. Raises Refused for
    anything that is not a month.
    """
    period = month_of(month)
    return period, _ending_in(work, period)


def month_of(month: str) -> Period:
    """The period of a month's label; Refused for anything else."""
    try:
        return _MONTH.parse(month)
    except ValueError as fault:
        raise Refused(f"{fault}.", [Problem("period", "not_a_month", f"{fault}")]) from fault


def read_judged(work: Work, span: str) -> list[Judged]:
    """The same for a month, a quarter (``2026-Q3``) or a year; Refused for anything else."""
    period = span_of(span)
    if period is None:
        why = f"“{span[:40]}” is not a month, quarter or year; write it like 2026-08, 2026-Q3 or 2026"
        raise Refused(f"{why}.", [Problem("period", "not_a_span", why)])
    return _ending_in(work, period)


def _ending_in(work: Work, period: Period) -> list[Judged]:
    columns: tuple[Any, ...] = (
        Contract.id,
        Contract.reference,
        Assessment.label,
        Assessment.start_day,
        Assessment.end_day,
        Assessment.status,
        Assessment.currency,
        Assessment.credits,
        Assessment.bonuses,
        Assessment.summary,
        Assessment.lines,
    )
    rows = work.session.execute(
        select(*columns)
        .join(Assessment, col(Assessment.contract_id) == col(Contract.id))
        .where(
            col(Contract.id).in_(work.visible),
            col(Assessment.organisation_id) == col(Contract.organisation_id),
            col(Assessment.end_day) > period.start,
            col(Assessment.end_day) <= period.end,
        )
        .order_by(col(Contract.reference), col(Assessment.start_day))
    ).all()
    return _judged(work, [tuple(row) for row in rows])


def _judged(work: Work, rows: Sequence[tuple[Any, ...]]) -> list[Judged]:
    if not rows:
        return []
    ids = sorted({row[0] for row in rows})
    parties = parties_of(work.session, ids)
    late = _late(work, ids)
    return [judged_of(row, parties[row[0]], is_late=row[0] in late) for row in rows]


def judged_of(row: Sequence[Any], parties: Parties, *, is_late: bool) -> Judged:
    """A judgement from its row: contract, reference, label, days, status, money, summary and lines."""
    contract_id, reference, label, start, end, status, currency, credits_, bonuses, summary, lines = row
    return Judged(
        contract_id=contract_id,
        reference=reference,
        parties=parties,
        label=label,
        start=start,
        end=end,
        status=status,
        currency=currency,
        credits=credits_,
        bonuses=bonuses,
        money=summary["money"],
        score=summary["score"],
        lines=lines,
        is_being_updated=is_late,
    )


def _late(work: Work, contract_ids: Sequence[UUID]) -> set[UUID]:
    """The contracts among these whose newest change is still being judged."""
    chosen = select(col(DueWork.contract_id)).where(
        col(DueWork.kind) == "reassess",
        col(DueWork.contract_id).in_(contract_ids),
        col(DueWork.done_at).is_(None),
    )
    return set(work.session.execute(chosen).scalars())
