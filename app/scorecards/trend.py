"""The trend of one target: a point per period, read from what is kept, whatever the number of reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.access.unit import Work
from app.contracts.in_force import terms_in_force
from app.contracts.open import find_contract
from app.contracts.tables import Contract
from app.errors import NotFound, Problem, Refused
from app.jobs import behind
from app.scorecards.tables import Assessment

LONGEST_DAYS = 3700


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a target: its line as it was judged, and the version of the terms that judged it."""

    label: str
    start: date
    end: date
    currency: str
    line: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Trend:
    """The points of one target in order, and whether a newer change is still being judged."""

    contract: Contract
    target: str
    points: Sequence[Point]
    is_being_updated: bool


def read_trend(
    work: Work, reference: str, target: str, start: date | None = None, end: date | None = None
) -> Trend:
    """The points of the periods that touch [start, end); by default all that are judged.

    Raises NotFound for a contract or target that is unknown or not the caller's, Refused for a span that
    ends before it begins or is longer than ten years.
    """
    _check_span(start, end)
    contract = find_contract(work, reference)
    columns: tuple[Any, ...] = (
        Assessment.label,
        Assessment.start_day,
        Assessment.end_day,
        Assessment.currency,
        Assessment.lines,
    )
    chosen = select(*columns).where(
        col(Assessment.organisation_id) == contract.organisation_id,
        col(Assessment.contract_id) == contract.id,
        col(Assessment.contract_id).in_(work.visible),
    )
    if start is not None:
        chosen = chosen.where(col(Assessment.end_day) > start)
    if end is not None:
        chosen = chosen.where(col(Assessment.start_day) < end)
    rows = work.session.execute(chosen.order_by(col(Assessment.start_day))).all()
    points = [
        Point(label, first, last, currency, line)
        for label, first, last, currency, lines in rows
        for line in lines
        if line["id"] == target
    ]
    if not points:
        _refuse_unknown(work, contract, target)
    return Trend(contract, target, points, behind(work.session, "reassess", contract.id) > 0)


def _refuse_unknown(work: Work, contract: Contract, target: str) -> None:
    """A target without a judged period is one that no version of the terms has, or one that is new."""
    in_force = terms_in_force(work.session, contract.id, contract.revision)
    if all(one.id != target for terms in in_force.timeline.versions for one in terms.targets):
        raise NotFound(f"No version of these terms has a target “{target[:64]}”.")


def _check_span(start: date | None, end: date | None) -> None:
    if start is None or end is None:
        return
    if start >= end:
        raise Refused("The span ends before it begins.", [Problem("to", "span", "lies before “from”")])
    if (end - start).days > LONGEST_DAYS:
        raise Refused("A trend covers at most ten years.", [Problem("to", "span", "more than ten years")])
