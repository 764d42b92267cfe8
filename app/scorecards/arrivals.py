"""When the report of a period came: the day of its last figures that had not been stated before."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.contracts.tables import Contract, ContractRevision
from app.reports.tables import SheetRow
from app.sla.periods import Period
from app.sla.timeline import Due


def arrived_on(
    session: Session, contract: Contract, dues: Iterable[Due], revision: int
) -> Mapping[Period, date]:
    """For each period whose terms price a late report, the day where the contract lives on which it came.

    A queue's day counts from when it was first stated, so a correction is not late. A period of which nothing
    came is left out.
    """
    found: dict[Period, date] = {}
    for due in dues:
        if due.terms.reports.late is None:
            continue
        last = _last_first_stated(session, contract, due, revision)
        at = session.get(ContractRevision, (contract.id, last)) if last else None
        if at is not None:
            found[due.period] = at.at.astimezone(due.terms.zone).date()
    return found


def _last_first_stated(session: Session, contract: Contract, due: Due, revision: int) -> int | None:
    """The newest of the revisions at which each sheet of the period was stated for the first time."""
    place = (SheetRow.queue, SheetRow.segment, SheetRow.channel, SheetRow.first_day, SheetRow.last_day)
    first = (
        select(func.min(SheetRow.from_revision).label("first"))
        .where(
            col(SheetRow.organisation_id) == contract.organisation_id,
            col(SheetRow.contract_id) == contract.id,
            col(SheetRow.side) == due.terms.measured_by,
            col(SheetRow.first_day) >= due.period.start,
            col(SheetRow.last_day) < due.period.end,
            col(SheetRow.from_revision) <= revision,
        )
        .group_by(*(col(part) for part in place))
        .subquery()
    )
    newest: int | None = session.execute(select(func.max(first.c.first))).scalar()
    return newest
