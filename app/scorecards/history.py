"""The history of one contract: the kept judgements before a period, for the spark lines of its scorecard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.access.unit import Work
from app.contracts.tables import Contract
from app.scorecards.tables import Assessment


@dataclass(frozen=True, slots=True)
class Past:
    """One kept period: its label, and its judged lines by target."""

    label: str
    lines: Mapping[str, dict[str, Any]]


def read_history(work: Work, contract: Contract, before: date, periods: int = 11) -> Sequence[Past]:
    """The last judged periods that ended on or before that day, oldest first; one query."""
    columns: tuple[Any, ...] = (Assessment.label, Assessment.lines)
    rows = work.session.execute(
        select(*columns)
        .where(
            col(Assessment.organisation_id) == contract.organisation_id,
            col(Assessment.contract_id) == contract.id,
            col(Assessment.contract_id).in_(work.visible),
            col(Assessment.end_day) <= before,
        )
        .order_by(col(Assessment.start_day).desc())
        .limit(periods)
    ).all()
    return [Past(label, {line["id"]: line for line in lines}) for label, lines in reversed(rows)]
