"""The audit log: an entry for each change, sign-in, export and refusal, in that act's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session

from app.access.audit_log.tables import NOBODY, AuditWaiting
from app.access.credentials import Credentials
from app.access.identity import Identity
from app.access.tables import AuditEntry
from app.database import new_id

Facts = dict[str, Any]


def record(
    session: Session,
    at: datetime,
    credentials: Credentials,
    action: str,
    subject: str,
    *,
    who: Identity | None = None,
    person_id: UUID | None = None,
    organisation_id: UUID | None = None,
    before: Facts | None = None,
    after: Facts | None = None,
) -> None:
    """Add an entry: who did what to what, as it was before and after. No secrets in `before` and `after`.

    `action` reads `thing.verb` (`report.receive`); `subject` names the thing as people see it.
    """
    entry = {
        "id": new_id(),
        "at": at,
        "organisation_id": who.organisation_id if who else organisation_id,
        "person_id": who.person_id if who else person_id,
        "token_id": who.token_id if who else None,
        "action": action[:80],
        "subject": subject[:300],
        "before": before,
        "after": after,
        "address": credentials.address[:64],
        "request_id": credentials.request_id[:64],
    }
    session.execute(insert(AuditEntry).values(entry))
    waiting = {"organisation_id": entry["organisation_id"] or NOBODY, "entry_id": entry["id"]}
    session.execute(insert(AuditWaiting).values(waiting))
