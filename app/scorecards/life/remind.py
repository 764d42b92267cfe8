"""Reminding: once, three days before the provider's time to reply is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.access.events import emit
from app.contracts.in_force import terms_in_force
from app.contracts.tables import Contract
from app.database import Database
from app.jobs import scheduled
from app.scorecards.life.issued import Agreed, standing_of
from app.scorecards.life.tables import IssuedScorecard
from app.settings import Settings

AHEAD = timedelta(days=3)


@scheduled("remind-of-replies", "37 * * * *")
def remind_of_replies(database: Database, _settings: Settings, now: datetime) -> None:
    """Look, every hour, at what was issued and not answered."""
    with database.writing() as session:
        remind(session, now)


def remind(session: Session, now: datetime) -> int:
    """Emit `reply.due` for every issued scorecard whose window ends within three days; return how many."""
    chosen = (
        select(IssuedScorecard, Contract)
        .join(Contract, col(Contract.id) == col(IssuedScorecard.contract_id))
        .where(col(IssuedScorecard.state).in_(["issued", "settled"]))
        .order_by(col(IssuedScorecard.contract_id), col(IssuedScorecard.number))
    )
    return sum(_remind(session, row, contract, now) for row, contract in session.exec(chosen))


def _remind(session: Session, row: IssuedScorecard, contract: Contract, now: datetime) -> bool:
    agreed = Agreed.of(terms_in_force(session, contract.id, contract.revision).timeline, row)
    until, today = standing_of(row, agreed).reply_until(agreed.windows), agreed.day(now)
    if until is None or not until - AHEAD <= today <= until:
        return False
    facts = {"period": row.label, "number": row.number, "until": until.isoformat()}
    once = f"{row.number} {until}"  # a settlement opens the window anew
    return emit(session, "reply.due", contract.id, contract.reference, facts, now, once=once)
