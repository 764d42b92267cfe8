"""Complaints handled in time, where no target is about them (98 % unless the client says else)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from sqlmodel import Session

from app.actions.lifecycle import Point, in_time
from app.contracts.tables import Contract
from app.reports.keeping.as_known import Side, measures_stated, sheets_known
from app.sla.sheets import Sheet
from app.sla.terms import Terms

LOOK_BACK: Final = timedelta(days=400)  # what is older has been dealt with
ALL, ON_TIME = "complaints", "complaints_on_time"


def late_complaints(
    session: Session, contract: Contract, terms: Terms, periods: Sequence[Any], share: Fraction
) -> list[Point]:
    """What became of each period that is judged for good; none where nobody counts complaints in time."""
    over = [one for one in periods if one.status == "judged"]
    if not over:
        return []
    start, end = max(over[0].start_day, over[-1].end_day - LOOK_BACK), over[-1].end_day
    of = Side(contract.organisation_id, contract.id, terms.measured_by)
    stated = measures_stated(session, of, start, end, contract.revision, below_day=False)
    if not {ALL, ON_TIME} <= set(stated):
        return []
    sheets = [known.sheet for known in sheets_known(session, of, start, end, contract.revision)]
    return [
        Point(one.label, in_time(_sum(sheets, ON_TIME, one), _sum(sheets, ALL, one), share))
        for one in over
        if one.start_day >= start
    ]


def _sum(sheets: Sequence[Sheet], measure: str, period: Any) -> Fraction | None:
    """The sum of a measure over the sheets that begin in the period; None where none states it."""
    begin: date = period.start_day
    stated = [
        sheet.totals[measure]
        for sheet in sheets
        if begin <= sheet.first_day < period.end_day and measure in sheet.totals
    ]
    return Fraction(sum(stated)) if stated else None
