"""The reconciliation over HTTP: the two sides, per measure and period."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import work
from app.contracts.terms_routes import AsOf
from app.payloads import Day
from app.scorecards.reconciliation.payloads import PeriodReconciled, ReconciliationShown
from app.scorecards.reconciliation.read import read_reconciliation

router = APIRouter(prefix="/api/v1/contracts/{ref}/reconciliation", tags=["reconciliation"])


@router.get("")
def reconciliation(
    ref: str,
    caller: Caller,
    database: Stored,
    start: Annotated[Day, Query(alias="from", description="First day.")],
    end: Annotated[Day, Query(alias="to", description="The day after the last one.")],
    as_of: AsOf = None,
) -> ReconciliationShown:
    """The client's own measurement beside the provider's figures: difference, tolerance, what follows."""
    with work(database, caller, "scorecards:read") as w:
        found = read_reconciliation(w, ref, start, end, as_of)
    return ReconciliationShown(items=[PeriodReconciled.of(one) for one in found])
