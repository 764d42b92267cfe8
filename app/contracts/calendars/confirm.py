"""Confirming a calendar year: an auditor says which days are off, until one of its scorecards is issued."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import update
from sqlmodel import col

from app.access.unit import Work
from app.contracts.calendars.years import confirmed_years, is_frozen
from app.contracts.revisions import lock, take_revision
from app.contracts.tables import CalendarYear, Contract
from app.contracts.tags import is_named
from app.errors import Conflict, PreconditionFailed, Problem, Refused
from app.jobs import remember_work


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A confirmed year, and whether confirming it changed anything."""

    year: CalendarYear
    changed: bool


def confirm_year(
    w: Work,
    contract: Contract,
    year: int,
    holidays: Sequence[date],
    makeup_days: Sequence[date],
    if_match: str | None,
) -> Confirmed:
    """Stores the days of a year as confirmed; the same days again change nothing.

    Raises Refused for days of another year and days that are both off and worked; Conflict once the year is
    frozen; PreconditionFailed when somebody else confirmed it first.
    """
    problems = _faults(year, holidays, makeup_days)
    if problems:
        raise Refused("This calendar cannot be taken; correct it and send it again.", problems)
    newest = lock(w.session, contract.id).revision
    current = confirmed_years(w.session, contract, newest).get(year)
    if if_match is not None and not is_named(if_match, version_of(year, current)):
        raise PreconditionFailed("The calendar was changed meanwhile; read it again, then confirm it.")
    off, worked = _texts(holidays), _texts(makeup_days)
    if current is not None and (current.holidays, current.makeup_days) == (off, worked):
        return Confirmed(current, changed=False)
    if is_frozen(w.session, contract, year):
        raise Conflict(
            f"A scorecard that used the calendar of {year} was issued, so it is frozen; where a day is "
            "wrong, agree to an exclusion or amend the terms, and the difference is restated."
        )
    return Confirmed(_store(w, contract, year, off, worked, current), changed=True)


def _store(
    w: Work, contract: Contract, year: int, off: list[str], worked: list[str], current: CalendarYear | None
) -> CalendarYear:
    revision = take_revision(w.session, contract.id, "calendar", w.now, w.identity.person_id)
    if current is not None:
        closing = update(CalendarYear).where(col(CalendarYear.id) == current.id)
        w.session.execute(closing.values(to_revision=revision))
    row = CalendarYear(
        organisation_id=contract.organisation_id,
        contract_id=contract.id,
        year=year,
        holidays=off,
        makeup_days=worked,
        confirmed_by=w.identity.person_id,
        confirmed_name=w.identity.name,
        confirmed_at=w.now,
        from_revision=revision,
    )
    w.session.add(row)
    remember_work(w.session, "reassess", contract.id, revision)
    w.session.flush()
    return row


def _faults(year: int, holidays: Sequence[date], makeup_days: Sequence[date]) -> list[Problem]:
    problems = [
        Problem(f"body.{name}.{place}", "another_year", f"{day} does not lie in {year}")
        for name, days in (("holidays", holidays), ("makeup_days", makeup_days))
        for place, day in enumerate(days)
        if day.year != year
    ]
    off = set(holidays)
    problems += [
        Problem(f"body.makeup_days.{place}", "both", f"{day} is listed as a holiday too; it is one of them")
        for place, day in enumerate(makeup_days)
        if day in off
    ]
    return problems


def _texts(days: Sequence[date]) -> list[str]:
    return [day.isoformat() for day in sorted(set(days))]


def version_of(year: int, row: CalendarYear | None) -> str:
    """The name of a year's calendar as it stands, which `If-Match` of a confirmation may ask for."""
    return f"{year}.{row.from_revision if row is not None else 'proposed'}"
