"""What was issued of a contract, where it stands today, and whose confirmation it needs: reading only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, bindparam, func, or_
from sqlmodel import Session, SQLModel, col, select

from app.access.people import names_of as names_of  # noqa: PLC0414 - handed on to this room's readers
from app.contracts.tables import Contract
from app.database import columns_of
from app.errors import Conflict
from app.scorecards.life.tables import ConfirmationLimit, IssuedScorecard, IssueRequest
from app.sla.life import Act, Stage, Standing, State, Windows, WrongOrder, check, stage
from app.sla.timeline import Timeline


def of_contract(table: type[SQLModel], contract: Contract) -> tuple[ColumnElement[bool], ...]:
    """The condition that a row of one of these tables is of the contract."""
    columns = table.__table__.c  # type: ignore[attr-defined]
    return (
        columns.organisation_id == contract.organisation_id,
        columns.contract_id == contract.id,
    )


def next_number(session: Session, table: type[SQLModel], column: str, *where: ColumnElement[bool]) -> int:
    """One more than the highest number that such a row has; the caller holds the contract."""
    highest = func.max(table.__table__.c[column])  # type: ignore[attr-defined]
    return int(session.execute(select(highest).where(*where)).scalar() or 0) + 1


def find_issued(session: Session, contract: Contract, start: date) -> IssuedScorecard | None:
    """The issued scorecard of the period that starts that day, or None."""
    chosen = select(IssuedScorecard).where(
        *of_contract(IssuedScorecard, contract), col(IssuedScorecard.start_day) == start
    )
    return session.exec(chosen).first()


def _named_or_of_day() -> Select[Any]:
    columns = columns_of(IssuedScorecard)
    return select(IssuedScorecard).where(
        columns.organisation_id == bindparam("owner"),
        columns.contract_id == bindparam("contract"),
        or_(columns.label == bindparam("label"), columns.start_day == bindparam("start")),
    )


_NAMED_OR_OF_DAY: Final = _named_or_of_day()  # every reader of a card asks it, so it is built once


def find_named_or_of_day(
    session: Session, contract: Contract, label: str, start: date
) -> tuple[IssuedScorecard | None, IssuedScorecard | None]:
    """What was issued under that label, and what of the period that starts that day; one question."""
    asked = {"owner": contract.organisation_id, "contract": contract.id, "label": label, "start": start}
    rows = session.execute(_NAMED_OR_OF_DAY, asked).scalars().all()
    named = next((row for row in rows if row.label == label), None)
    return named, next((row for row in rows if row.start_day == start), None)


def issued_between(session: Session, contract: Contract, start: date, end: date) -> Sequence[IssuedScorecard]:
    """The issued scorecards that have a day in [start, end), in order of time."""
    chosen = select(IssuedScorecard).where(
        *of_contract(IssuedScorecard, contract),
        col(IssuedScorecard.start_day) < end,
        col(IssuedScorecard.end_day) > start,
    )
    return session.exec(chosen.order_by(col(IssuedScorecard.start_day))).all()


def find_request(session: Session, contract: Contract, start: date) -> IssueRequest | None:
    """The issue of that period that waits for a second person, or None."""
    return session.get(IssueRequest, (contract.organisation_id, contract.id, start))


def limit_of(session: Session, contract: Contract) -> int | None:
    """The amount above which a second person confirms, in minor units; None: the client set none."""
    found = session.get(ConfirmationLimit, (contract.organisation_id, contract.id))
    return None if found is None else found.amount


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the terms that judged an issued scorecard say about closing it, and their time zone."""

    zone: ZoneInfo
    windows: Windows

    @classmethod
    def of(cls, timeline: Timeline, issued: IssuedScorecard) -> Self:
        """The closing rules of the version that the issue froze."""
        frozen = (one for one in timeline.versions if one.effective == issued.terms_effective)
        terms = next(frozen, timeline.versions[-1])
        return cls(terms.zone, terms.closing)

    def day(self, moment: datetime) -> date:
        """The date of a moment where the contract lives."""
        return moment.astimezone(self.zone).date()


def standing_of(issued: IssuedScorecard, agreed: Agreed) -> Standing:
    """Where an issued scorecard stands, by days of the contract's time zone."""
    state: State = issued.state  # type: ignore[assignment]
    return Standing(state, agreed.day(issued.state_at))


def stage_of(issued: IssuedScorecard, agreed: Agreed, now: datetime) -> Stage:
    """The stage of an issued scorecard at that moment."""
    return stage(standing_of(issued, agreed), True, agreed.day(now), agreed.windows)


def check_turn(act: Act, now: Stage, label: str) -> None:
    """Raises Conflict, with what to do, unless the act is due."""
    try:
        check(act, now)
    except WrongOrder as wrong:
        raise Conflict(f"{label}: {wrong}") from wrong
