"""The page of the two sides of a contract's period."""

from datetime import timedelta
from typing import Final

from fastapi import APIRouter, Response

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import work
from app.contracts.open import find_contract
from app.errors import NotFound
from app.scorecards.live import find_due, known_at
from app.scorecards.reconciliation.read import read_reconciliation
from app.sla.metrics import title_of
from dashboards.answering import shown
from dashboards.framing import contract_frame, period_switch
from dashboards.parts import Crumb
from dashboards.reader import Asking
from dashboards.sides.reading import sides_of

router = APIRouter(include_in_schema=False)
_PAST: Final = 5  # periods before the one that is asked for, about


@router.get("/contracts/{ref}/sides/{period:path}")
def sides(ref: str, period: str, reader: Asking, caller: Caller, database: Stored) -> Response:
    """The provider's figures beside the client's own, in a period and in those before it."""
    with work(database, caller, "scorecards:read") as w:
        contract = find_contract(w, ref)
        moment = known_at(w, contract, None)
        due = find_due(moment, period)
        start, end, terms = due.period.start, due.period.end, due.terms
        first = max(start - _PAST * (end - start) + timedelta(1), moment.in_force.timeline.starts)
        found = read_reconciliation(w, ref, first, end, None)
        titles = {one.id: one.title or title_of(one.metric) for one in terms.targets}
        if not found:
            raise NotFound(f"{due.period.label} has not begun yet.")
        page = sides_of(contract.reference, ref, found, titles, moment.in_force.lookup(), terms.currency)
        frame = contract_frame(
            w,
            reader,
            ref,
            contract,
            "sides",
            period=due.period.label,
            crumbs=(Crumb(word="sides"),),
            switch=period_switch(w, ref, contract, due.period, "sides"),
        )
    return shown(reader, page, frame)
