"""A year of one contract in money: what each of its periods came to, and how each stands; one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, select
from sqlmodel import col

from app.access.unit import Work
from app.contracts.tables import Contract
from app.scorecards.life.tables import IssuedScorecard
from app.scorecards.tables import Assessment


@dataclass(frozen=True, slots=True)
class InYear:
    """One period of the year: as it was issued (then it has a number), else as it is judged by now."""

    label: str
    status: str
    money: dict[str, Any]
    number: int | None = None


def read_year(work: Work, contract: Contract, year: int) -> Sequence[InYear]:
    """The periods whose last day lies in the year, oldest first."""
    columns: tuple[Any, ...] = (
        Assessment.label,
        Assessment.status,
        Assessment.summary,
        IssuedScorecard.label,
        IssuedScorecard.number,
        IssuedScorecard.state,
        IssuedScorecard.document,
    )
    same = and_(
        col(IssuedScorecard.organisation_id) == col(Assessment.organisation_id),
        col(IssuedScorecard.contract_id) == col(Assessment.contract_id),
        col(IssuedScorecard.start_day) == col(Assessment.start_day),
    )
    rows = work.session.execute(
        select(*columns)
        .join_from(Assessment, IssuedScorecard, same, isouter=True)
        .where(
            col(Assessment.organisation_id) == contract.organisation_id,
            col(Assessment.contract_id) == contract.id,
            col(Assessment.contract_id).in_(work.visible),
            col(Assessment.end_day) > date(year, 1, 1),
            col(Assessment.end_day) <= date(year + 1, 1, 1),
        )
        .order_by(col(Assessment.start_day))
    ).all()
    return [_in_year(tuple(row)) for row in rows]


def _in_year(row: tuple[Any, ...]) -> InYear:
    label, status, summary, issued_label, number, state, document = row
    if number is None:
        return InYear(label, status, summary["money"])
    return InYear(issued_label, state, document["money"], number)
