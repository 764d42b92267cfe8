"""What clocks across contracts need: each contract's terms, calendar and day, and the caller's part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from app.access.tables import ContractParty
from app.access.unit import Work
from app.contracts.calendars.years import confirmed_now, years_of
from app.contracts.in_force import timelines_now
from app.contracts.tables import CalendarYear
from app.sla.calendars import Calendar
from app.sla.life import Part
from app.sla.periods import Period
from app.sla.terms import Terms
from app.sla.timeline import Timeline

Kind = Literal[
    "report", "claim", "issue", "reply", "settle", "confirm", "exclusion", "restatement", "draft", "measure"
]
_REACH: Final = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class DueThing:
    """One thing to be done: by which part, until which day (None: it has no clock), how many days that is.

    ``business`` says which days ``left`` counts; below zero it is so many days late. ``label`` is the period,
    of several (``count``) the oldest; ``subject`` names what else it is about, ``id`` is that thing's own.
    """

    contract_id: UUID
    reference: str
    kind: Kind
    turn: Part
    is_mine: bool
    label: str = ""
    subject: str = ""
    id: str = ""
    until: date | None = None
    left: int = 0
    business: bool = False
    count: int = 1


@dataclass(frozen=True, slots=True)
class Clocks:
    """The terms, the confirmed years and the caller's part by contract."""

    work: Work
    timelines: Mapping[UUID, Timeline]
    years: Mapping[UUID, Mapping[int, CalendarYear]]
    parts: Mapping[UUID, str]

    def today(self, contract_id: UUID) -> date:
        """The date where the contract lives."""
        return self.work.now.astimezone(self.timelines[contract_id].versions[-1].zone).date()

    def calendar(self, contract_id: UUID, terms: Terms, period: Period) -> Calendar:
        """The calendar in which what follows a period falls due."""
        needed = range(period.end.year, (period.end + _REACH).year + 1)
        timeline, confirmed = self.timelines[contract_id], self.years.get(contract_id, {})
        return Calendar.of(terms.service_hours, years_of(timeline, confirmed, needed))

    def is_mine(self, contract_id: UUID, turn: Part) -> bool:
        """Whether it is the caller's turn."""
        return self.parts.get(contract_id) == turn


def read_clocks(w: Work) -> Clocks:
    """The clocks of all visible contracts; three queries."""
    columns: tuple[Any, ...] = (ContractParty.contract_id, ContractParty.part)
    mine = select(*columns).where(
        col(ContractParty.contract_id).in_(w.visible),
        col(ContractParty.organisation_id) == w.identity.organisation_id,
    )
    parts = {row.contract_id: row.part for row in w.session.execute(mine)}
    return Clocks(w, timelines_now(w.session, w.visible), confirmed_now(w.session, w.visible), parts)
