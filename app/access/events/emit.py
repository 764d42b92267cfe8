"""Emitting: a feature says, in its own unit of work, what happened; who is told is decided later by a job."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col

from app.access.events.kinds import Kind
from app.access.events.tables import Event
from app.database import insert_into, new_id
from app.jobs import remember_work


def emit(
    session: Session,
    kind: Kind,
    contract_id: UUID,
    reference: str,
    facts: dict[str, Any],
    at: datetime,
    *,
    only: UUID | None = None,
    once: str = "",
) -> bool:
    """Write down that something happened; whether it was new.

    With `once` (such as a period's label) the same kind happens once for a contract, however often it is
    found. `facts` go to the outside as they are: names and figures that both parties may see, no secrets.
    """
    event_id = new_id()
    values = {
        "id": event_id,
        "contract_id": contract_id,
        "only": only,
        "kind": kind,
        "reference": reference[:200],
        "facts": facts,
        "mark": f"{kind} {once}"[:200] if once else str(event_id),
        "at": at,
    }
    insert = insert_into(session, Event).values(**values).on_conflict_do_nothing()
    if session.execute(insert.returning(col(Event.id))).first() is None:
        return False
    remember_work(session, "tell", contract_id, 0, str(event_id))
    return True
