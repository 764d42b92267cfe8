"""One metric over the last periods of every visible contract; one query, whatever their number."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select, true, type_coerce
from sqlmodel import col

from app.access.unit import Work
from app.columns import Document
from app.contracts.tables import Contract
from app.scorecards.tables import Assessment
from app.sla.periods import Period

MONTHS = 12


@dataclass(frozen=True, slots=True)
class LinePoint:
    """The judged line of one contract's target in one period."""

    contract_id: UUID
    reference: str
    label: str
    currency: str
    line: dict[str, Any]


def _by_metric(dialect: str) -> Select[Any]:
    """Every line of that metric; the database picks them, so that the others are not read."""
    unfolded = func.json_each if dialect == "sqlite" else func.jsonb_array_elements
    each = unfolded(col(Assessment.lines)).table_valued("value")
    metric = (
        func.json_extract(each.c.value, "$.metric")
        if dialect == "sqlite"
        else each.c.value.op("->>")("metric")
    )
    columns: tuple[Any, ...] = (Contract.id, Contract.reference, Assessment.label, Assessment.currency)
    return (
        select(*columns, type_coerce(each.c.value, Document()))
        .select_from(Contract)
        .join(
            Assessment,
            (col(Assessment.contract_id) == col(Contract.id))
            & (col(Assessment.organisation_id) == col(Contract.organisation_id)),
        )
        .join(each, true())
        .where(
            col(Assessment.end_day) > bindparam("after"),
            col(Assessment.end_day) <= bindparam("until"),
            metric == bindparam("metric"),
        )
        .order_by(col(Contract.reference), col(Assessment.start_day))
    )


_BY_METRIC = {dialect: _by_metric(dialect) for dialect in ("sqlite", "postgresql")}


def read_over_periods(work: Work, metric: str, until: Period) -> list[LinePoint]:
    """The lines of that metric in the periods that end in the twelve months up to that one, by contract,
    the oldest first."""
    chosen = _BY_METRIC[work.session.get_bind().dialect.name].where(col(Contract.id).in_(work.visible))
    span = {"after": _months_before(until.start), "until": until.end}
    return [LinePoint(*row) for row in work.session.execute(chosen, {"metric": metric, **span}).all()]


def _months_before(first: date) -> date:
    """The first day of the month from which on twelve months end with that one."""
    months = first.year * 12 + first.month - MONTHS
    return date(months // 12, months % 12 + 1, 1)
