"""The sensitivity page of a contract's period."""

from fastapi import APIRouter, Response

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import work
from app.contracts.open import find_contract
from app.scorecards.live import find_due, known_at
from app.scorecards.what_if.look import read_sensitivity
from dashboards.answering import shown
from dashboards.framing import contract_frame, period_switch
from dashboards.parts import Crumb
from dashboards.reader import Asking
from dashboards.sensitivity.reading import sensitive_of

router = APIRouter(include_in_schema=False)


@router.get("/contracts/{ref}/sensitivity/{period:path}")
def sensitivity(ref: str, period: str, reader: Asking, caller: Caller, database: Stored) -> Response:
    """Every target of a period under every variant of its metric, and where the verdict flips."""
    with work(database, caller, "scorecards:read") as w:
        contract = find_contract(w, ref)
        due = find_due(known_at(w, contract, None), period)
        units = {one.id: str(one.metric.unit) for one in due.terms.targets}
        document = read_sensitivity(w, ref, due.period.label)
        page = sensitive_of(document, contract.reference, ref, units)
        frame = contract_frame(
            w,
            reader,
            ref,
            contract,
            "sensitivity",
            period=page.period,
            crumbs=(Crumb(word="sensitivity"),),
            switch=period_switch(w, ref, contract, due.period, "sensitivity"),
        )
    return shown(reader, page, frame)
