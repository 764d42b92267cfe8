"""One metric over the last periods of every visible contract; one query, whatever their number."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, String, bindparam, func, literal, select, type_coerce

from app.access.prepared import Prepared
from app.access.unit import Work
from app.columns import Document
from app.contracts.named import party
from app.contracts.tables import Contract
from app.database import columns_of
from app.scorecards.by_metric import glance
from app.scorecards.tables import Assessment
from app.sla.periods import Period

MONTHS = 12
_A: Final = columns_of(Assessment)
_C: Final = columns_of(Contract)
_METRIC: Final = bindparam("metric", type_=String)


@dataclass(frozen=True, slots=True)
class LinePoint:
    """The judged line of one contract's target in one period, as it is kept by metric."""

    contract_id: UUID
    reference: str
    provider: str
    label: str
    currency: str
    line: dict[str, Any]


def _by_metric(visible: Select[tuple[UUID]], dialect: str) -> Select[Any]:
    """What is kept under that metric; the database picks it, so that nothing else is read."""
    if dialect == "sqlite":
        picked = func.json_extract(_A.by_metric, literal('$."') + _METRIC + '"')
    else:
        picked = _A.by_metric.op("->")(_METRIC)
    return (
        select(
            *(_C.id, _C.reference, party("provider"), _A.label, _A.currency),
            type_coerce(picked, Document()),
        )
        .join(_A.contract_id.table, _A.contract_id == _C.id)
        .where(
            _C.id.in_(visible),
            _A.organisation_id == _C.organisation_id,
            _A.end_day > bindparam("after"),
            _A.end_day <= bindparam("until"),
        )
        .order_by(_C.reference, _A.start_day)
    )


_BY_METRIC: Final = Prepared(_by_metric)


def read_over_periods(work: Work, metric: str, until: Period) -> list[LinePoint]:
    """The lines of that metric in the periods that end in the twelve months up to that one, by contract,
    the oldest first."""
    rows = _BY_METRIC.ask(work, metric=metric, after=_months_before(until.start), until=until.end)
    return [
        LinePoint(contract_id, reference, provider or "", label, currency, glance(metric, one))
        for contract_id, reference, provider, label, currency, found in rows
        for one in found or ()
    ]


def _months_before(first: date) -> date:
    """The first day of the month from which on twelve months end with that one."""
    months = first.year * 12 + first.month - MONTHS
    return date(months // 12, months % 12 + 1, 1)
