"""The page of a contract's calendar of one year: what is off, and confirming it."""

import re
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import RedirectResponse

from app.access.credentials import Caller
from app.access.roles import is_open_to
from app.access.routes import Stored
from app.access.unit import Work, work
from app.contracts.calendars.confirm import confirm_year, version_of
from app.contracts.calendars.payloads import CalendarBody
from app.contracts.calendars.routes import calendar_shown
from app.contracts.calendars.years import confirmed_years
from app.contracts.open import find_contract
from app.contracts.revisions import revision_at
from dashboards.agreed.context import CalendarPage, NamedDay
from dashboards.answering import shown
from dashboards.framing import contract_frame
from dashboards.parts import Crumb, Frame, Switch, Trouble
from dashboards.reader import Asking, Reader
from dashboards.readings import contract_href
from dashboards.typing_in import FromForm, Typed, attempted

router = APIRouter(include_in_schema=False)
FIRST, LAST = 1950, 2100
Year = Annotated[int, Path(ge=FIRST, le=LAST)]


@router.get("/contracts/{ref}/calendar/{year}")
def calendar(ref: str, year: Year, reader: Asking, caller: Caller, database: Stored) -> Response:
    """The days off of a year, as confirmed or as proposed for the country that the terms name."""
    with work(database, caller, "contracts:read") as w:
        page, frame = _page(w, reader, ref, year)
    return shown(reader, page, frame)


@router.post("/contracts/{ref}/calendar/{year}")
def confirm_calendar(
    ref: str, year: Year, typed: FromForm, reader: Asking, caller: Caller, database: Stored
) -> Response:
    """Confirm the days off of a year; refused, the page comes back with what was typed."""

    def act() -> None:
        with work(database, caller, "calendar:write") as w:
            contract = find_contract(w, ref)
            w.part_of(contract.id)
            body = CalendarBody.model_validate(
                {"holidays": _days(typed, "holidays"), "makeup_days": _days(typed, "makeup_days")}
            )
            seen = f'"{typed.get("version")}.seen"'
            done = confirm_year(w, contract, year, body.holidays, body.makeup_days, seen)
            if done.changed:
                w.audit("calendar.confirm", ref, after={"year": year, "holidays": done.year.holidays})

    trouble, status = attempted(act)
    if trouble is None:
        here = contract_href(ref, "calendar", str(year))
        return RedirectResponse(here, 303, {"Cache-Control": "no-store"})
    with work(database, replace(caller, method="GET"), "contracts:read") as w:
        page, frame = _page(w, reader, ref, year, typed, trouble)
    return shown(reader, page, frame, status)


def _days(typed: Typed, name: str) -> list[str]:
    return [part for part in re.split(r"[\s,;，；]+", typed.get(name)) if part]


def _page(
    w: Work, reader: Reader, ref: str, year: int, typed: Typed | None = None, trouble: Trouble | None = None
) -> tuple[CalendarPage, Frame]:
    contract = find_contract(w, ref)
    revision = revision_at(w.session, contract.id, None)
    row = confirmed_years(w.session, contract, revision).get(year)
    known = calendar_shown(w, contract, revision, year, row)
    part = w.part_of(contract.id)
    may = "calendar:write" in w.identity.permissions and is_open_to("calendar:write", part)
    page = CalendarPage(
        reference=contract.reference,
        action=contract_href(ref, "calendar", str(year)),
        terms_href=contract_href(ref, "terms"),
        year=year,
        country=known.country,
        state=known.state,
        frozen=known.frozen,
        source=known.source,
        holidays=tuple(NamedDay(one.day, one.name) for one in known.holidays),
        makeup_days=tuple(known.makeup_days),
        listed=tuple(known.dates_of_the_terms),
        confirmed_by=known.confirmed_by or "",
        confirmed_at=known.confirmed_at,
        may_confirm=may and not known.frozen,
        typed_holidays=typed.get("holidays") if typed else "\n".join(str(one.day) for one in known.holidays),
        typed_makeup=typed.get("makeup_days") if typed else "\n".join(map(str, known.makeup_days)),
        version=version_of(year, row),
        trouble=trouble,
    )
    crumbs = (Crumb(word="terms", href=page.terms_href), Crumb(period=str(year)))
    return page, contract_frame(w, reader, ref, contract, "terms", crumbs=crumbs, switch=_switch(ref, year))


def _switch(ref: str, year: int) -> Switch:
    beside = (one if FIRST <= one <= LAST else None for one in (year - 1, year + 1))
    ends = [contract_href(ref, "calendar", str(one)) if one else "" for one in beside]
    return Switch(str(year), *ends)
