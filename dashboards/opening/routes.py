"""The page of the contracts: the list, and opening one with the terms to start from, or nothing."""

from dataclasses import replace

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import Work, work
from app.contracts.amend import put_by, read_or_refuse
from app.contracts.open import list_contracts, open_by
from app.contracts.payloads import ContractBody
from app.errors import NotAllowed, Refused
from app.payloads import Cursor, cursor_of, read_cursor
from dashboards.answering import shown
from dashboards.opening.context import ContractList, OpeningForm
from dashboards.opening.reading import steps_of
from dashboards.opening.typed import CURRENCIES, check, form_typed, terms_to_start_from, zones
from dashboards.parts import Crumb, Trouble
from dashboards.reader import Asking
from dashboards.readings import contract_href
from dashboards.typing_in import FromForm, attempted

router = APIRouter(include_in_schema=False)
LISTED = 200


@router.get("/contracts")
def contracts(reader: Asking, caller: Caller, database: Stored, cursor: Cursor = None) -> Response:
    """Every contract that one may see with its next step, and the form that opens another one."""
    with work(database, caller, "contracts:read") as w:
        page = _page(w, cursor)
    return shown(reader, page, reader.frame(w.identity, (Crumb(word="contracts"),)))


@router.post("/contracts")
def open_here(typed: FromForm, reader: Asking, caller: Caller, database: Stored) -> Response:
    """Open a contract; refused, nothing is opened and the page comes back with what was typed."""
    form = form_typed(typed)
    wrong: list[str] = []

    def act() -> None:
        try:
            check(form)
        except Refused as refused:
            wrong.extend(one.where for one in refused.problems)
            raise
        with work(database, caller, "contracts:write") as w:
            _open(w, form)

    trouble, status = attempted(act)
    if trouble is None:
        following = contract_href(form.reference, "terms")
        return RedirectResponse(following, 303, {"Cache-Control": "no-store"})
    with work(database, replace(caller, method="GET"), "contracts:read") as w:
        page = _page(w, None, form, "".join(wrong), trouble)
    return shown(reader, page, reader.frame(w.identity, (Crumb(word="contracts"),)), status)


def _open(w: Work, form: OpeningForm) -> None:
    """The contract and its first terms, in one transaction."""
    may = "terms:write" in w.identity.permissions or form.start == "later"
    if not may:
        raise NotAllowed
    body = ContractBody.model_validate({"reference": form.reference, "provider": form.provider})
    contract = open_by(w, body.reference, body.provider)
    text = terms_to_start_from(form, w.identity.organisation)
    if text:
        put_by(w, contract, body.reference, read_or_refuse(text).terms.effective, text)


def _page(
    w: Work,
    cursor: str | None,
    form: OpeningForm | None = None,
    wrong: str = "",
    trouble: Trouble | None = None,
) -> ContractList:
    found = list_contracts(w, read_cursor(cursor), LISTED + 1)
    may = "contracts:write" in w.identity.permissions
    return ContractList(
        organisation=w.identity.organisation,
        lines=steps_of(w, found[:LISTED]),
        form=(form or OpeningForm()) if may else None,
        currencies=CURRENCIES,
        zones=zones() if may else (),
        more_href=f"/contracts?cursor={cursor_of(found[LISTED - 1].id)}" if len(found) > LISTED else "",
        wrong=wrong,
        trouble=trouble,
    )
