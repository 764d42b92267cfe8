"""The calendar years of a contract as known at a revision: confirmed ones as stored, others as proposed."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import Select, or_
from sqlmodel import Session, col, select

from app.contracts.calendars.proposed import propose_year
from app.contracts.tables import CalendarYear, Contract, Frozen
from app.sla import beside
from app.sla.terms import Terms
from app.sla.timeline import Timeline


def terms_in(timeline: Timeline, year: int) -> Terms:
    """The version that a year's calendar goes by: the last to take effect before it ends, or the first."""
    begun = [terms for terms in timeline.versions if terms.effective.year <= year]
    return begun[-1] if begun else timeline.versions[0]


def country_in(timeline: Timeline, year: int) -> str:
    """The country whose holidays a year goes by; empty where the terms name none."""
    hours = terms_in(timeline, year).service_hours
    return hours.holidays.country if hours is not None and hours.holidays is not None else ""


def confirmed_years(session: Session, contract: Contract, revision: int) -> Mapping[int, CalendarYear]:
    """The confirmed years of a contract as known at the revision; one query."""
    chosen = select(CalendarYear).where(
        col(CalendarYear.organisation_id) == contract.organisation_id,
        col(CalendarYear.contract_id) == contract.id,
        col(CalendarYear.from_revision) <= revision,
        or_(col(CalendarYear.to_revision).is_(None), col(CalendarYear.to_revision) > revision),
    )
    return {row.year: row for row in session.exec(chosen).all()}


def confirmed_now(
    session: Session, contract_ids: Select[tuple[UUID]]
) -> Mapping[UUID, Mapping[int, CalendarYear]]:
    """The years of these contracts that are confirmed now, by contract; one query."""
    chosen = select(CalendarYear).where(
        col(CalendarYear.contract_id).in_(contract_ids), col(CalendarYear.to_revision).is_(None)
    )
    found: dict[UUID, dict[int, CalendarYear]] = {}
    for row in session.exec(chosen).all():
        found.setdefault(row.contract_id, {})[row.year] = row
    return found


def years_of(
    timeline: Timeline, confirmed: Mapping[int, CalendarYear], years: Iterable[int]
) -> tuple[beside.CalendarYear, ...]:
    """The calendar years as the core reads them: confirmed, or proposed from the country of the terms."""
    return tuple(_as_read(timeline, confirmed.get(year), year) for year in years)


def _as_read(timeline: Timeline, row: CalendarYear | None, year: int) -> beside.CalendarYear:
    if row is not None:
        return beside.CalendarYear(year, _days(row.holidays), _days(row.makeup_days), "confirmed")
    proposal = propose_year(country_in(timeline, year), year)
    return beside.CalendarYear(year, frozenset(proposal.holidays), proposal.makeup_days)


def _days(texts: Iterable[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)


def is_frozen(session: Session, contract: Contract, year: int) -> bool:
    """Whether a scorecard that was issued consumed this year's calendar."""
    key = (contract.organisation_id, contract.id, "calendar", str(year))
    return session.get(Frozen, key) is not None


def years_changed(session: Session, contract_id: UUID, since: int) -> tuple[int, int] | None:
    """The first and last year that were confirmed after a revision; None when none was."""
    changed = select(CalendarYear.year).where(
        col(CalendarYear.contract_id) == contract_id, col(CalendarYear.from_revision) > since
    )
    years = session.exec(changed).all()
    return (min(years), max(years)) if years else None
