"""Telling PostgreSQL for whom a transaction acts: row-level security goes by it until it ends."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

# SET LOCAL, written so that the values are parameters.
_FOR = text(
    "SELECT set_config('scorecard.organisation', :organisation, true),"
    " set_config('scorecard.person', :person, true)"
)


def admit(session: Session, organisation_id: UUID, person_id: UUID) -> None:
    """Let this transaction see and write the rows of that organisation, as that person; no others."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_FOR, {"organisation": str(organisation_id), "person": str(person_id)})
