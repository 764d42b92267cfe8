"""Calendars over HTTP: the days off of one year, as proposed or as confirmed; confirming them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import Work, work
from app.contracts.calendars.confirm import confirm_year, version_of
from app.contracts.calendars.payloads import CalendarBody, CalendarShown, DayOff
from app.contracts.calendars.proposed import SOURCE, propose_year
from app.contracts.calendars.years import confirmed_years, country_in, is_frozen, terms_in, years_of
from app.contracts.in_force import terms_in_force
from app.contracts.open import find_contract
from app.contracts.revisions import revision_at
from app.contracts.tables import CalendarYear, Contract
from app.contracts.tags import tag_of
from app.contracts.terms_routes import AsOf, IfMatch

router = APIRouter(prefix="/contracts/{ref}/calendar")
Year = Annotated[int, Path(ge=1950, le=2100, description="The calendar year.", examples=[2026])]


@router.get("/{year}")
def calendar(
    ref: str, year: Year, caller: Caller, database: Stored, response: Response, as_of: AsOf = None
) -> CalendarShown:
    """The days off of a year: as confirmed, else as proposed for the country that the terms name."""
    with work(database, caller, "contracts:read") as w:
        found = find_contract(w, ref)
        revision = revision_at(w.session, found.id, as_of)
        row = confirmed_years(w.session, found, revision).get(year)
        shown = calendar_shown(w, found, revision, year, row)
    response.headers["ETag"] = tag_of(version_of(year, row), shown.model_dump_json())
    return shown


@router.put("/{year}")
def confirm_calendar(
    ref: str,
    year: Year,
    body: CalendarBody,
    caller: Caller,
    database: Stored,
    response: Response,
    if_match: IfMatch = None,
) -> CalendarShown:
    """Confirm the days off of a year. Until then deadlines are provisional; once used it is frozen.

    409 when a scorecard that used the year was issued.
    """
    with work(database, caller, "calendar:write") as w:
        found = find_contract(w, ref)
        w.part_of(found.id)
        done = confirm_year(w, found, year, body.holidays, body.makeup_days, if_match)
        if done.changed:
            w.audit("calendar.confirm", ref, after={"year": year, "holidays": done.year.holidays})
        shown = calendar_shown(w, found, revision_at(w.session, found.id, None), year, done.year)
    response.headers["ETag"] = tag_of(version_of(year, done.year), shown.model_dump_json())
    return shown


def calendar_shown(
    w: Work, contract: Contract, revision: int, year: int, row: CalendarYear | None
) -> CalendarShown:
    """A year as it goes out, ``row`` being what was confirmed of it (None: nothing yet)."""
    timeline = terms_in_force(w.session, contract.id, revision).timeline
    country = country_in(timeline, year)
    names = propose_year(country, year).holidays
    (known,) = years_of(timeline, {} if row is None else {year: row}, [year])
    hours = terms_in(timeline, year).service_hours
    listed = hours.holidays.dates if hours is not None and hours.holidays is not None else ()
    return CalendarShown(
        year=year,
        country=country,
        state=known.state,
        frozen=is_frozen(w.session, contract, year),
        source=SOURCE,
        holidays=[DayOff(day=day, name=names.get(day, "")) for day in sorted(known.holidays)],
        makeup_days=sorted(known.makeup_days),
        dates_of_the_terms=sorted(day for day in listed if day.year == year),
        confirmed_by=row.confirmed_name if row is not None else None,
        confirmed_at=row.confirmed_at if row is not None else None,
    )
