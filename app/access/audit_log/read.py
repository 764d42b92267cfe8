"""Reading the audit log: one's own organisation's, in an order that does not change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.sql.expression import Select

from app.access.audit_log.tables import AuditLink
from app.access.people import names_of
from app.access.tables import AuditEntry
from app.access.unit import Work
from app.errors import NotAllowed, Refused

Chosen = Select[AuditEntry, AuditLink]  # the last may be missing: it is joined from outside
MOST_EXPORTED = 50_000  # entries of one file


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: None leaves a field open. `action` is one, or all of a thing (`report`)."""

    start: datetime | None = None
    end: datetime | None = None  # excluded
    action: str | None = None
    subject: str | None = None
    person_id: UUID | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry with the name of who acted and its place in the chain, None while it waits for one."""

    entry: AuditEntry
    person: str | None
    link: AuditLink | None


def refuse_bound(w: Work) -> None:
    """Raise NotAllowed for a token that is bound to contracts: the log is the whole organisation's."""
    if w.identity.is_bound:
        raise NotAllowed("This token is for some contracts; the audit log is the whole organisation's.")


def newest(w: Work, wanted: Wanted, before: UUID | None, limit: int) -> list[Entry]:
    """Up to `limit` entries, the newest first, from before the given one."""
    chosen = _chosen(w, wanted)
    if before is not None:
        chosen = chosen.where(col(AuditEntry.id) < before)
    return _entries(w, chosen.order_by(col(AuditEntry.id).desc()).limit(limit))


def exported(w: Work, wanted: Wanted) -> list[Entry]:
    """All entries that are wanted, the oldest first. Raises Refused when they are too many for one file."""
    found = _entries(w, _chosen(w, wanted).order_by(col(AuditEntry.id)).limit(MOST_EXPORTED + 1))
    if len(found) > MOST_EXPORTED:
        raise Refused(f"There are more than {MOST_EXPORTED:,} entries; narrow the days with `from` and `to`.")
    return found


def _chosen(w: Work, wanted: Wanted) -> Chosen:
    refuse_bound(w)
    chosen = (
        select(AuditEntry, AuditLink)
        .join(AuditLink, col(AuditLink.entry_id) == col(AuditEntry.id), isouter=True)
        .where(col(AuditEntry.organisation_id) == w.identity.organisation_id)
    )
    if wanted.start is not None:
        chosen = chosen.where(col(AuditEntry.at) >= wanted.start)
    if wanted.end is not None:
        chosen = chosen.where(col(AuditEntry.at) < wanted.end)
    if wanted.action is not None:
        action = col(AuditEntry.action)
        chosen = chosen.where(
            or_(action == wanted.action, action.startswith(f"{wanted.action}.", autoescape=True))
        )
    same = {
        AuditEntry.subject: wanted.subject,
        AuditEntry.person_id: wanted.person_id,
        AuditEntry.request_id: wanted.request_id,
    }
    return chosen.where(*(col(name) == value for name, value in same.items() if value is not None))


def _entries(w: Work, chosen: Chosen) -> list[Entry]:
    """With names as `names_of` knows them: also of people who have left the organisation since."""
    found: list[tuple[AuditEntry, AuditLink | None]] = [tuple(row) for row in w.session.exec(chosen)]  # type: ignore[misc]
    names = names_of(w.session, {entry.person_id for entry, _ in found})
    return [
        Entry(entry, names.get(entry.person_id) if entry.person_id else None, link) for entry, link in found
    ]
