"""One report of the inbox: how it was read, what was refused, what it changed; and reading it once more."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import Work, work
from app.contracts.in_force import terms_in_force
from app.contracts.open import find_contract
from app.contracts.tables import Contract
from app.reports.changes.between import ChangedDay, changed_days
from app.reports.drafts.keep import keep_again
from app.reports.keeping.as_known import Side
from app.reports.keeping.inbox import find_report
from app.reports.keeping.reread import reading_that_counts
from app.reports.keeping.whose_word import whose_word
from app.reports.tables import Report
from app.scorecards.what_changed import what_changed
from dashboards.answering import shown
from dashboards.arriving.context import OneReport
from dashboards.arriving.one import report_of
from dashboards.framing import contract_frame
from dashboards.parts import Crumb, Frame, Trouble
from dashboards.reader import Asking, Reader
from dashboards.readings import contract_href
from dashboards.typing_in import FromForm, attempted

router = APIRouter(include_in_schema=False)
Just = Annotated[Literal["accepted", "unchanged"] | None, Query()]


@router.get("/contracts/{ref}/reports/{report_id}")
def report(
    ref: str, report_id: UUID, reader: Asking, caller: Caller, database: Stored, just: Just = None
) -> Response:
    """One report: how it was read, what was refused of it, what it changed in figures and scorecards."""
    with work(database, caller, "reports:read") as w:
        page, frame = _page(w, reader, ref, report_id, just or "")
    return shown(reader, page, frame)


@router.post("/contracts/{ref}/reports/{report_id}")
def look_again(
    ref: str, report_id: UUID, typed: FromForm, reader: Asking, caller: Caller, database: Stored
) -> Response:
    """Look at a report once more, to read it otherwise; it counts as it did until that is accepted."""
    going: list[str] = []

    def act() -> None:
        with work(database, caller, "reports:write") as w:
            contract = find_contract(w, ref)
            found = reading_that_counts(w.session, find_report(w, contract, report_id))
            whose_word(w, contract.id, "client" if found.side == "client" else "provider")
            draft = keep_again(w, contract, found)
            w.audit("report.look", ref, after={"draft": str(draft.id), "report": str(found.id)})
            going.append(contract_href(ref, "drafts", str(draft.id)))

    trouble, status = attempted(act)
    if trouble is None:
        return RedirectResponse(going[0], 303, {"Cache-Control": "no-store"})
    with work(database, replace(caller, method="GET"), "reports:read") as w:
        page, frame = _page(w, reader, ref, report_id, "", trouble)
    return shown(reader, page, frame, status)


def _page(
    w: Work, reader: Reader, ref: str, report_id: UUID, just: str, trouble: Trouble | None = None
) -> tuple[OneReport, Frame]:
    contract = find_contract(w, ref)
    found = find_report(w, contract, report_id)
    part = w.part_of(contract.id)
    page = report_of(
        found,
        ref,
        contract.reference,
        _days(w, contract, found),
        what_changed(w, contract, found),
        may_again="reports:write" in w.identity.permissions and part in ("client", found.side),
        just=just,
        trouble=trouble,
    )
    crumbs = (Crumb(word="reports", href=contract_href(ref, "reports")), Crumb(found.name))
    return page, contract_frame(w, reader, ref, contract, "reports", crumbs=crumbs)


def _days(w: Work, contract: Contract, found: Report) -> Iterator[ChangedDay]:
    if found.revision is None:
        return iter(())
    of = Side(contract.organisation_id, contract.id, found.side)
    zone = terms_in_force(w.session, contract.id, contract.revision).timeline.versions[-1].timezone
    return changed_days(w.session, of, found.revision - 1, found.revision, zone)
