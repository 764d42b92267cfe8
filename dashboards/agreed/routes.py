"""The page of the terms: read a version, compare, check a text, simulate it, put it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse
from sqlmodel import col, select

from app.access.credentials import Caller
from app.access.roles import Permission, is_open_to
from app.access.routes import Stored
from app.access.unit import Work, work
from app.contracts.amend import put_by, read_or_refuse
from app.contracts.open import find_contract
from app.contracts.tables import Contract, TermsVersion
from app.errors import NotFound, Problem, Refused
from app.payloads import Day
from app.scorecards.what_if.doubts import read_doubts
from app.scorecards.what_if.look import read_simulation
from dashboards.agreed.context import Simulated, TermsPage
from dashboards.agreed.reading import lines_of, simulated_of, versions_of
from dashboards.answering import shown
from dashboards.framing import contract_frame
from dashboards.parts import Crumb, Frame, Trouble
from dashboards.reader import Asking, Reader
from dashboards.readings import contract_href
from dashboards.typing_in import FromForm, attempted

router = APIRouter(include_in_schema=False)
LARGEST_TEXT = 200_000
_NEEDS: dict[str, Permission] = {
    "check": "contracts:read",
    "simulate": "scorecards:simulate",
    "put": "terms:write",
}


@router.get("/contracts/{ref}/terms")
def terms(
    ref: str,
    reader: Asking,
    caller: Caller,
    database: Stored,
    effective: Day | None = None,
    revision: Annotated[int | None, Query(ge=1, le=10**9)] = None,
) -> Response:
    """One version of the terms with findings in place, marked against the version before it."""
    with work(database, caller, "contracts:read") as w:
        page, frame = _page(w, reader, ref, effective, revision)
    return shown(reader, page, frame)


@router.post("/contracts/{ref}/terms")
def act_on_terms(ref: str, typed: FromForm, reader: Asking, caller: Caller, database: Stored) -> Response:
    """Check a text, simulate it on the last periods, or put it; what was typed is always kept."""
    text, act = typed.get("text"), typed.get("act")
    simulated: list[Simulated] = []

    def do() -> None:
        if act not in _NEEDS or len(text) > LARGEST_TEXT:
            raise Refused("This cannot be read.", [Problem("text", "form", "check, simulate or put a text")])
        with work(database, caller, _NEEDS[act], writing=act == "put") as w:
            if act == "simulate":
                simulated.append(simulated_of(read_simulation(w, ref, text), ref))
            elif act == "put":
                _put(w, ref, text)
            else:
                read_doubts(w, ref, text)

    trouble, status = attempted(do)
    if trouble is None and act == "put":
        return RedirectResponse(contract_href(ref, "terms"), 303, {"Cache-Control": "no-store"})
    with work(database, replace(caller, method="GET"), "contracts:read") as w:
        page, frame = _page(w, reader, ref, text=text, trouble=trouble)
    page = replace(page, simulated=simulated[0] if simulated else None)
    return shown(reader, page, frame, 200 if trouble is None else status)


def _put(w: Work, ref: str, text: str) -> None:
    contract = find_contract(w, ref)
    w.part_of(contract.id)
    put_by(w, contract, ref, read_or_refuse(text).terms.effective, text)


def _page(
    w: Work,
    reader: Reader,
    ref: str,
    effective: date | None = None,
    revision: int | None = None,
    *,
    text: str | None = None,
    trouble: Trouble | None = None,
) -> tuple[TermsPage, Frame]:
    contract = find_contract(w, ref)
    rows = _versions(w, contract)
    version = _chosen(rows, effective, revision)
    other = version if text is not None else _before(rows, version)
    seen = text if text is not None else (version.text if version else "")
    found = read_doubts(w, ref, seen) if seen and trouble is None else []
    part = w.part_of(contract.id)
    page = TermsPage(
        reference=contract.reference,
        action=contract_href(ref, "terms"),
        calendar_href=contract_href(ref, "calendar", str(w.now.year)),
        versions=versions_of(rows, ref, version if text is None else None),
        effective=version.effective if version and text is None else None,
        compared=other.effective if other else None,
        lines=lines_of(seen, other.text if other else None, found),
        text=seen,
        typed=text is not None,
        may_put="terms:write" in w.identity.permissions and is_open_to("terms:write", part),
        may_simulate="scorecards:simulate" in w.identity.permissions,
        trouble=trouble,
    )
    return page, contract_frame(w, reader, ref, contract, "terms", crumbs=(Crumb(word="terms"),))


def _versions(w: Work, contract: Contract) -> Sequence[TermsVersion]:
    """Every version, those that were replaced included, by effective day and revision."""
    return w.session.exec(
        select(TermsVersion)
        .where(col(TermsVersion.contract_id) == contract.id, col(TermsVersion.contract_id).in_(w.visible))
        .order_by(col(TermsVersion.effective), col(TermsVersion.from_revision))
    ).all()


def _chosen(
    rows: Sequence[TermsVersion], effective: date | None, revision: int | None
) -> TermsVersion | None:
    """The version that is asked for, else the newest that is agreed; None where there is none."""
    if effective is None:
        current = [one for one in rows if one.to_revision is None]
        return current[-1] if current else None
    named = [one for one in rows if one.effective == effective]
    if revision is not None:
        named = [one for one in named if one.from_revision == revision]
    if not named:
        raise NotFound(f"No version of these terms took effect on {effective}.")
    return named[-1]


def _before(rows: Sequence[TermsVersion], version: TermsVersion | None) -> TermsVersion | None:
    """The version that this one amends, or the text that it replaced."""
    if version is None:
        return None
    place = rows.index(version)
    return rows[place - 1] if place else None
