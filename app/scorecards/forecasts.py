"""The client's forecast as it stood when it was locked, for the relief that terms give (domain.md §6)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from sqlmodel import Session

from app.contracts.revisions import revision_at
from app.contracts.tables import Contract
from app.reports.keeping.as_known import Side, intervals_known, sheets_known
from app.sla.agreed.conditions import FORECAST
from app.sla.judging.reach import reach
from app.sla.periods import Period, local_midnight
from app.sla.sheets import Sheet
from app.sla.timeline import Due, Timeline

ONLY_FORECAST = frozenset({FORECAST})


def locked_forecasts(
    session: Session, contract: Contract, timeline: Timeline, dues: Iterable[Due], revision: int
) -> Mapping[Period, Sequence[Sheet]]:
    """For each period whose terms give relief, the forecast that was known so many days before it began.

    A forecast that came later, or was changed later, gives no relief: it could be made to fit the volume. A
    quarterly target reads three months, and the forecast of each month as it was locked before that month.
    """
    known: dict[tuple[Period, int], list[Sheet]] = {}
    found: dict[Period, list[Sheet]] = {}
    for due in dues:
        days = _days_before(due)
        if days is None:
            continue
        found[due.period] = []
        for part in timeline.between(reach(due).start, due.period.end):
            key = part.period, days
            if key not in known:
                known[key] = _locked(session, contract, revision, part, days)
            found[due.period] += known[key]
    return found


def _days_before(due: Due) -> int | None:
    """The longest time before the period by which any of the reliefs locks its forecast."""
    reliefs = [due.terms.relief_of(target) for target in due.terms.targets]
    return max((relief.locked for relief in reliefs if relief is not None), default=None)


def _locked(session: Session, contract: Contract, revision: int, part: Due, days: int) -> list[Sheet]:
    """The forecast of the days of one contract period as it stood so many days before it."""
    start, end = part.period.start, part.period.end
    lock = local_midnight(start - timedelta(days), part.terms.zone)
    at = min(revision, revision_at(session, contract.id, lock))
    of = Side(contract.organisation_id, contract.id, "client")
    stated = (one.sheet for one in sheets_known(session, of, start, end, at) if FORECAST in one.sheet.totals)
    known = [sheet for sheet in stated if sheet.first_day >= start]
    if known:
        whole = {one.sheet.place(): one.sheet for one in intervals_known(session, of, [(start, end)], at)}
        known = [whole.get(sheet.place(), sheet) for sheet in known]
    return [sheet.only(ONLY_FORECAST) for sheet in known]
