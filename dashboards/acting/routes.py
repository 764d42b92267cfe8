"""The pages of findings: the list with the client's rule, one finding with its form."""

from dataclasses import replace
from decimal import Decimal, InvalidOperation

from fastapi import APIRouter, Path, Response
from fastapi.responses import RedirectResponse

from app.access.credentials import Caller
from app.access.roles import is_open_to
from app.access.routes import Stored
from app.access.unit import Work, work
from app.actions.act import open_finding, take_step, write
from app.actions.payloads import FindingBody, RuleBody, SaidBody
from app.actions.read import find_finding, list_findings
from app.actions.rule import rule_of, set_rule
from app.contracts.open import find_contract
from app.errors import Problem, Refused
from app.scorecards.life.issued import names_of
from dashboards.acting.context import Actions, OneFinding, QualityForm
from dashboards.acting.reading import line_of, lines_of, rule_form_of, write_form_of
from dashboards.answering import shown
from dashboards.framing import contract_frame
from dashboards.parts import Crumb, Frame, Trouble
from dashboards.reader import Asking, Reader
from dashboards.readings import contract_href
from dashboards.typing_in import FromForm, Typed, attempted

router = APIRouter(include_in_schema=False)
MOST = 500  # findings of a page
_Number = Path(ge=1, le=10**9)


@router.get("/contracts/{ref}/actions")
def actions(ref: str, reader: Asking, caller: Caller, database: Stored) -> Response:
    """What was found in a contract, and what is done about it."""
    with work(database, caller, "scorecards:read") as w:
        page, frame = _list(w, reader, ref)
    return shown(reader, page, frame)


@router.post("/contracts/{ref}/actions")
def act_on_list(ref: str, typed: FromForm, reader: Asking, caller: Caller, database: Stored) -> Response:
    """Set the rule, or open a quality finding; refused, the page comes back as it was typed."""

    def act() -> None:
        with work(database, caller, "actions:write") as w:
            if typed.get("act") == "rule":
                set_rule(w, ref, _rule(typed).rule())
            else:
                body = FindingBody(title=typed.get("title"), cause=typed.get("cause"))
                open_finding(w, ref, body.title, body.said())

    trouble, status = attempted(act)
    if trouble is None:
        return _back(contract_href(ref, "actions"))
    with work(database, replace(caller, method="GET"), "scorecards:read") as w:
        page, frame = _list(w, reader, ref, typed, trouble)
    return shown(reader, page, frame, status)


@router.get("/contracts/{ref}/actions/{number}")
def finding(ref: str, reader: Asking, caller: Caller, database: Stored, number: int = _Number) -> Response:
    """One finding: its course by period, and what is said and done about it."""
    with work(database, caller, "scorecards:read") as w:
        page, frame = _one(w, reader, ref, number)
    return shown(reader, page, frame)


@router.post("/contracts/{ref}/actions/{number}")
def act_on_finding(
    ref: str, typed: FromForm, reader: Asking, caller: Caller, database: Stored, number: int = _Number
) -> Response:
    """Write about a finding, or close or reopen it; refused, the page comes back as it was typed."""

    def act() -> None:
        with work(database, caller, "actions:write") as w:
            if typed.get("step"):
                take_step(w, ref, number, "close" if typed.get("step") == "close" else "reopen")
            else:
                write(w, ref, number, _said(typed).said(), f'"{typed.get("version")}.seen"')

    trouble, status = attempted(act)
    if trouble is None:
        return _back(contract_href(ref, "actions", str(number)))
    with work(database, replace(caller, method="GET"), "scorecards:read") as w:
        page, frame = _one(w, reader, ref, number, typed, trouble)
    return shown(reader, page, frame, status)


def _back(address: str) -> RedirectResponse:
    return RedirectResponse(address, 303, {"Cache-Control": "no-store"})


def _said(typed: Typed) -> SaidBody:
    names = ("cause", "measure", "owner", "proof")
    told = {name: typed.get(name) for name in names}
    return SaidBody.model_validate({**told, "due": typed.get("due") or None})


def _rule(typed: Typed) -> RuleBody:
    """The rule as it was typed: whole periods, and percent."""
    try:
        share = Decimal(typed.get("complaints_in_time")) / 100
        return RuleBody(close_after=int(typed.get("close_after")), complaints_in_time=f"{share:f}")
    except (InvalidOperation, ValueError) as fault:
        problem = Problem("close_after", "number", "1 to 36 periods, and 0 to 100 percent")
        raise Refused("A number cannot be read.", [problem]) from fault


def _may(w: Work, contract_id: object, *, client: bool) -> bool:
    part = w.part_of(contract_id)  # type: ignore[arg-type]
    may = "actions:write" in w.identity.permissions and is_open_to("actions:write", part)
    return may and (part == "client" or not client)


def _list(
    w: Work, reader: Reader, ref: str, typed: Typed | None = None, trouble: Trouble | None = None
) -> tuple[Actions, Frame]:
    contract = find_contract(w, ref)
    rows = list_findings(w, contract, 0, MOST)
    names = names_of(w.session, [row.changed_by for row in rows])
    may = _may(w, contract.id, client=True)
    form = QualityForm(typed.get("title"), typed.get("cause")) if typed else QualityForm()
    page = Actions(
        reference=contract.reference,
        action=contract_href(ref, "actions"),
        items=lines_of(rows, names, ref, w.now.date()),
        rule=rule_form_of(rule_of(w.session, contract), typed),
        may_set=may,
        form=form if may else None,
        trouble=trouble,
    )
    return page, contract_frame(w, reader, ref, contract, "actions", crumbs=(Crumb(word="actions"),))


def _one(
    w: Work, reader: Reader, ref: str, number: int, typed: Typed | None = None, trouble: Trouble | None = None
) -> tuple[OneFinding, Frame]:
    contract = find_contract(w, ref)
    row = find_finding(w, contract, number)
    line = line_of(row, names_of(w.session, [row.changed_by]), ref, w.now.date())
    by_hand = row.kind == "quality" and _may(w, contract.id, client=True)
    page = OneFinding(
        reference=contract.reference,
        finding=line,
        action=contract_href(ref, "actions", str(number)),
        list_href=contract_href(ref, "actions"),
        form=write_form_of(row, typed) if _may(w, contract.id, client=False) else None,
        step=("close" if row.state == "open" else "reopen") if by_hand else "",
        trouble=trouble,
    )
    crumbs = (Crumb(word="actions", href=page.list_href), Crumb(text=f"#{number}"))
    return page, contract_frame(w, reader, ref, contract, "actions", crumbs=crumbs)
