"""A month at a glance: what pages over all contracts show of each judgement, and the months around it.

The same few questions whatever the number of contracts; none of them costs more with a longer past.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Date, ScalarSelect, Select, bindparam, exists, func, select
from sqlmodel import col

from app.access.prepared import Prepared
from app.access.unit import Work
from app.columns import read_document, text_of
from app.contracts.named import party
from app.contracts.open import Parties
from app.contracts.tables import Contract
from app.database import columns_of
from app.jobs import Work as DueWork
from app.scorecards.by_metric import glances
from app.scorecards.portfolio import Judged, judged_of, month_of
from app.scorecards.tables import Assessment
from app.sla.periods import Cadence, Period

_MONTH: Final = Cadence()
_A: Final = columns_of(Assessment)
_C: Final = columns_of(Contract)
_FROM: Final = bindparam("from_day", type_=Date)


def _month(visible: Select[tuple[UUID]], dialect: str) -> Select[Any]:
    late = exists().where(
        col(DueWork.kind) == "reassess", col(DueWork.contract_id) == _C.id, col(DueWork.done_at).is_(None)
    )
    return (
        select(
            *(_C.id, _C.reference, party("client"), party("provider")),
            *(_A.label, _A.start_day, _A.end_day, _A.status, _A.currency, _A.credits, _A.bonuses),
            *(text_of(_A.summary, dialect), text_of(_A.by_metric, dialect), late),
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


_OF_MONTH: Final = Prepared(_month)


def read_month(work: Work, month: str) -> tuple[Period, list[Judged]]:
    """The judgements of the periods that end in a month, as `read_portfolio` has them, but of each line only
    what is kept by metric. Raises Refused for anything that is not a month.
    """
    period = month_of(month)
    rows = _OF_MONTH.ask(work, after=period.start, until=period.end)
    return period, [_judged(*row) for row in rows]


# The same row is the same judgement: it is made once, and whatever is made of it can be kept by it.
@lru_cache(maxsize=2048)
def _judged(
    contract_id: UUID, reference: str, client: str | None, provider: str | None, *rest: Any
) -> Judged:
    *kept, summary, by_metric, is_late = rest
    read = (read_document(summary), glances(read_document(by_metric)))
    row = (contract_id, reference, *kept, *read)
    return judged_of(row, Parties(client or "", provider or ""), is_late=bool(is_late))


@dataclass(frozen=True, slots=True)
class Months:
    """The month that is shown, and the nearest ones with a judgement on either side, or empty."""

    shown: str
    before: str
    after: str


def _newest(until: str) -> ScalarSelect[Any]:
    """The end of a contract's last period that ends by that day; its key is read backwards from there."""
    return (
        select(_A.end_day)
        .where(
            *(_A.organisation_id == _C.organisation_id, _A.contract_id == _C.id),
            *(_A.start_day < bindparam(until), _A.end_day <= bindparam(until)),
        )
        .order_by(_A.start_day.desc())
        .limit(1)
        .scalar_subquery()
    )


def _first_after() -> ScalarSelect[Any]:
    """The end of a contract's first period that ends after that day: the one around it, or the next."""
    other = _A.contract_id.table.alias().c
    around = select(func.max(other.start_day)).where(
        *(other.organisation_id == _C.organisation_id, other.contract_id == _C.id, other.start_day <= _FROM)
    )
    since = func.coalesce(around.correlate(_C.id.table).scalar_subquery(), _FROM)
    return (
        select(_A.end_day)
        .where(
            *(_A.organisation_id == _C.organisation_id, _A.contract_id == _C.id),
            *(_A.start_day >= since, _A.end_day > _FROM),
        )
        .order_by(_A.start_day)
        .limit(1)
        .correlate(_C.id.table)
        .scalar_subquery()
    )


_BY: Final = Prepared(
    lambda visible, _: select(func.max(_newest("until"))).select_from(_C.id.table).where(_C.id.in_(visible))
)
_AROUND: Final = Prepared(
    lambda visible, _: (
        select(func.max(_newest("until")), func.min(_first_after()))
        .select_from(_C.id.table)
        .where(_C.id.in_(visible))
    )
)


def months_around(work: Work, asked: str | None) -> Months:
    """The month that was asked for, else the newest that is over, else the newest, else this one.

    Raises Refused for anything that is not a month.
    """
    shown = asked or _newest_over(work)
    period = month_of(shown)
    before, after = _AROUND.ask(work, until=period.start, from_day=period.end)[0]
    return Months(shown, _label(before), _label(after))


def _newest_over(work: Work) -> str:
    today = _MONTH.containing(work.now.date())
    for until in (today.start, date.max):
        if newest := _BY.ask(work, until=until)[0][0]:
            return _label(newest)
    return today.label


def _label(end: date | None) -> str:
    return "" if end is None else _MONTH.containing(date.fromordinal(end.toordinal() - 1)).label
