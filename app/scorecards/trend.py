"""The trend of one target: a point per period, read from what is kept, whatever the number of reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, func, select, type_coerce
from sqlmodel import col

from app.access.unit import Work
from app.columns import Document
from app.contracts.in_force import terms_in_force
from app.contracts.open import find_contract
from app.contracts.tables import Contract
from app.errors import NotFound, Problem, Refused
from app.jobs import behind
from app.scorecards.tables import Assessment

LONGEST_DAYS = 3700
_COLUMNS: tuple[Any, ...] = (
    Assessment.label,
    Assessment.start_day,
    Assessment.end_day,
    Assessment.currency,
)


def _judged(dialect: str) -> Select[Any]:
    """The periods with the one line of the target: the database picks it, so that the others are not read."""
    unfolded = func.json_each if dialect == "sqlite" else func.jsonb_array_elements
    line = unfolded(col(Assessment.lines)).table_valued("value").c.value
    its_id = func.json_extract(line, "$.id") if dialect == "sqlite" else line.op("->>")("id")
    picked = select(type_coerce(line, Document())).where(its_id == bindparam("target")).limit(1)
    return (
        select(*_COLUMNS, picked.scalar_subquery())
        .where(
            col(Assessment.organisation_id) == bindparam("organisation_id"),
            col(Assessment.contract_id) == bindparam("contract_id"),
            col(Assessment.end_day) > bindparam("start"),
            col(Assessment.start_day) < bindparam("end"),
        )
        .order_by(col(Assessment.start_day))
    )


_JUDGED = {dialect: _judged(dialect) for dialect in ("sqlite", "postgresql")}


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
    span = {"start": start or date.min, "end": end or date.max}
    key = {"organisation_id": contract.organisation_id, "contract_id": contract.id, "target": target}
    visible = col(Assessment.contract_id).in_(work.visible)
    judged = _JUDGED[work.session.get_bind().dialect.name].where(visible)
    # An id is printable; PostgreSQL would not even take the character NUL.
    rows = work.session.execute(judged, {**key, **span}).all() if target.isprintable() else []
    points = [Point(*row) for row in rows if row[-1] is not None]
    if not points:
        _refuse_unknown(work, contract, target)
    return Trend(contract, target, points, behind(work.session, "reassess", contract.id) > 0)


def _refuse_unknown(work: Work, contract: Contract, target: str) -> None:
    """A target without a judged period is one that no version of the terms has, or one that is new."""
    in_force = terms_in_force(work.session, contract.id, contract.revision)
    if all(one.id != target for terms in in_force.timeline.versions for one in terms.judged):
        raise NotFound(f"No version of these terms has a target “{target[:64]}”.")


def _check_span(start: date | None, end: date | None) -> None:
    if start is None or end is None:
        return
    if start >= end:
        raise Refused("The span ends before it begins.", [Problem("to", "span", "lies before “from”")])
    if (end - start).days > LONGEST_DAYS:
        raise Refused("A trend covers at most ten years.", [Problem("to", "span", "more than ten years")])
