"""The trend of one target: a point per period, read from what is kept, whatever the number of reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, func, select
from sqlmodel import col

from app.access.prepared import Prepared
from app.access.unit import Work
from app.columns import read_document, text_of
from app.contracts.in_force import terms_in_force
from app.contracts.open import find_contract
from app.contracts.tables import Contract
from app.database import columns_of
from app.errors import NotFound, Problem, Refused
from app.jobs import Work as DueWork
from app.jobs import behind
from app.scorecards.tables import Assessment

LONGEST_DAYS = 3700
_A: Final = columns_of(Assessment)


def _judged(visible: Select[tuple[UUID]], dialect: str) -> Select[Any]:
    """The periods with the one line of the target: the database picks it, so that the others are not read."""
    late = exists().where(
        col(DueWork.kind) == "reassess",
        col(DueWork.contract_id) == bindparam("contract_id"),
        col(DueWork.done_at).is_(None),
    )
    unfolded = func.json_each if dialect == "sqlite" else func.jsonb_array_elements
    line = unfolded(_A.lines).table_valued("value").c.value
    its_id = func.json_extract(line, "$.id") if dialect == "sqlite" else line.op("->>")("id")
    picked = select(text_of(line, dialect)).where(its_id == bindparam("target")).limit(1)
    return (
        select(late, _A.label, _A.start_day, _A.end_day, _A.currency, picked.scalar_subquery())
        .where(
            _A.contract_id.in_(visible),
            _A.organisation_id == bindparam("organisation_id"),
            _A.contract_id == bindparam("contract_id"),
            _A.end_day > bindparam("start"),
            _A.start_day < bindparam("end"),
        )
        .order_by(_A.start_day)
    )


_JUDGED: Final = Prepared(_judged)


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a target: its line as it was judged, and the version of the terms that judged it."""

    label: str
    start: date
    end: date
    currency: str
    line: dict[str, Any]

    def __hash__(self) -> int:
        """By its period alone: what is made of a point is kept by it, and all of it is compared."""
        return hash(self.label)


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
    # An id is printable; PostgreSQL would not even take the character NUL.
    rows = _JUDGED.ask(work, **key, **span) if target.isprintable() else []
    points = [_point(*row[1:]) for row in rows if row[-1] is not None]
    if points:
        return Trend(contract, target, points, bool(rows[0][0]))
    _refuse_unknown(work, contract, target)
    return Trend(contract, target, points, behind(work.session, "reassess", contract.id) > 0)


# The same row is the same point: it is made once, and whatever is made of it can be kept by it.
@lru_cache(maxsize=8192)
def _point(label: str, start: date, end: date, currency: str, line: str) -> Point:
    return Point(label, start, end, currency, read_document(line))


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
