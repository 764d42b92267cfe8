"""The page of exclusions: what is left out, its price; propose, agree, decline, withdraw."""

from dataclasses import replace
from datetime import datetime
from typing import Final, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from app.access.credentials import Caller
from app.access.roles import is_open_to
from app.access.routes import Stored
from app.access.unit import Work, work
from app.contracts.consent import DEAD, Step
from app.contracts.exclude import propose, take_step
from app.contracts.excluded import as_agreed, list_exclusions
from app.contracts.open import find_contract
from app.contracts.tables import ExclusionState
from app.errors import Problem, Refused
from app.scorecards.exclusions.payloads import ExclusionBody
from app.scorecards.exclusions.price import prices
from app.scorecards.live import known_at
from app.sla.metrics import title_of
from dashboards.answering import shown
from dashboards.framing import contract_frame
from dashboards.leaving_out.context import Exclusions
from dashboards.leaving_out.reading import Known, form_of, items_of
from dashboards.parts import Crumb, Frame, Trouble
from dashboards.reader import Asking, Reader
from dashboards.readings import contract_href, scorecard_href
from dashboards.typing_in import FromForm, Typed, attempted

router = APIRouter(include_in_schema=False)
MOST: Final = 50  # exclusions of a page, the newest ones


@router.get("/contracts/{ref}/exclusions")
def exclusions(ref: str, reader: Asking, caller: Caller, database: Stored) -> Response:
    """What is left out of the figures or proposed to be, with its price, and the form that proposes."""
    with work(database, caller, "contracts:read") as w:
        page, frame = _page(w, reader, ref)
    return shown(reader, page, frame)


@router.post("/contracts/{ref}/exclusions")
def act_on_exclusions(
    ref: str, typed: FromForm, reader: Asking, caller: Caller, database: Stored
) -> Response:
    """Propose, or take a step; refused, the page comes back with what was typed and why."""

    def act() -> None:
        with work(database, caller, "exclusions:write") as w:
            row = _propose(w, ref, typed) if not typed.get("step") else _take(w, ref, typed)
            done = typed.get("step") or "propose"
            after = {"id": str(row.exclusion_id), "name": row.name, "state": row.state}
            w.audit(f"exclusion.{done}", ref, after=after)

    trouble, status = attempted(act)
    if trouble is None:
        here = contract_href(ref, "exclusions")
        return RedirectResponse(here, 303, {"Cache-Control": "no-store"})
    with work(database, replace(caller, method="GET"), "contracts:read") as w:
        page, frame = _page(w, reader, ref, typed, trouble)
    return shown(reader, page, frame, status)


def _page(
    w: Work, reader: Reader, ref: str, typed: Typed | None = None, trouble: Trouble | None = None
) -> tuple[Exclusions, Frame]:
    contract = find_contract(w, ref)
    moment = known_at(w, contract, None)
    every = list_exclusions(w, contract, moment.revision, None, MOST * 20)
    rows = every[-MOST:]
    alive = [as_agreed(row) for row in rows if row.state not in DEAD]
    side = w.part_of(contract.id)
    terms = moment.in_force.timeline.versions[-1]
    known = Known(
        ref=ref,
        terms=terms,
        titles={one.id: one.title or title_of(one.metric) for one in terms.targets},
        side=side,
        may="exclusions:write" in w.identity.permissions and is_open_to("exclusions:write", side),
    )
    page = Exclusions(
        reference=contract.reference,
        action=contract_href(ref, "exclusions"),
        scorecard_href=scorecard_href(ref, "latest"),
        items=items_of(rows, prices(w.session, moment, alive), known),
        more=len(every) > len(rows),
        form=form_of(known, typed),
        trouble=trouble,
    )
    return page, contract_frame(w, reader, ref, contract, "exclusions", crumbs=(Crumb(word="exclusions"),))


def _propose(w: Work, ref: str, typed: Typed) -> ExclusionState:
    contract = find_contract(w, ref)
    in_force = known_at(w, contract, None).in_force
    zone = in_force.timeline.versions[-1].zone
    body = ExclusionBody(
        name=typed.get("name"),
        reason=typed.get("reason"),
        start=_moment(typed, "begins", zone),
        end=_moment(typed, "ends", zone),
        queues=list(typed.all("queue")),
        whole_days=typed.get("whole_days") == "true",
    )
    return propose(w, contract, w.part_of(contract.id), body.span(), in_force)


def _moment(typed: Typed, name: str, zone: ZoneInfo) -> datetime:
    """The instant of a local time of the contract; the earlier one where a clock change repeats it."""
    text = typed.get(name)
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=zone)
    except ValueError as fault:
        problem = Problem(name, "moment", f"write it like 2026-04-30T09:30, not “{text[:40]}”")
        raise Refused("A time cannot be read.", [problem]) from fault


def _take(w: Work, ref: str, typed: Typed) -> ExclusionState:
    contract = find_contract(w, ref)
    step = next((one for one in get_args(Step) if one == typed.get("step")), None)
    try:
        which = UUID(typed.get("id"))
    except ValueError:
        step = None
    if step is None:
        raise Refused("There is no such step.", [Problem("step", "unknown", "agree, decline or withdraw")])
    return take_step(w, contract, w.part_of(contract.id), which, step, f'"{typed.get("version")}.seen"')
