"""Sealing: every minute, what was written since is linked into the chain of its organisation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from app.access.audit_log.chain import START, link_of
from app.access.audit_log.tables import AuditLink, AuditWaiting
from app.access.tables import AuditEntry
from app.database import Database
from app.jobs import scheduled
from app.settings import Settings

AT_ONCE = 1000  # entries of one transaction: writers of SQLite wait for its end
log = structlog.get_logger("scorecard.audit")


@scheduled("seal-audit", "* * * * *")
def seal_audit(database: Database, _settings: Settings, now: datetime) -> None:
    """Seal everything that waits, some at a time."""
    while seal(database, now) == AT_ONCE:
        continue


def seal(database: Database, now: datetime) -> int:
    """Link up to AT_ONCE waiting entries into their chains; return how many.

    Two processes at once take turns: the rows that wait are held, and are gone when the second one looks.
    The new ends of the chains go into the service's log, which lies elsewhere: whoever rewrites the database
    cannot rewrite them too.
    """
    with database.writing() as session:
        waiting = select(AuditWaiting).order_by(col(AuditWaiting.organisation_id), col(AuditWaiting.entry_id))
        held = session.exec(waiting.limit(AT_ONCE).with_for_update()).all()
        ends = [
            _extend(
                session,
                organisation_id,
                [one.entry_id for one in held if one.organisation_id == organisation_id],
                now,
            )
            for organisation_id in dict.fromkeys(one.organisation_id for one in held)
        ]
        done = delete(AuditWaiting).where(col(AuditWaiting.entry_id).in_([one.entry_id for one in held]))
        session.execute(done)
    for end in ends:
        log.info(
            "audit log sealed", organisation=str(end.organisation_id), number=end.number, sha256=end.sha256
        )
    return len(held)


def last_link(session: Session, organisation_id: UUID) -> AuditLink | None:
    """The end of an organisation's chain; None while nothing of it is sealed."""
    mine = select(AuditLink).where(col(AuditLink.organisation_id) == organisation_id)
    return session.exec(mine.order_by(col(AuditLink.number).desc()).limit(1)).first()


def _extend(session: Session, organisation_id: UUID, ids: Iterable[UUID], now: datetime) -> AuditLink:
    end = last_link(session, organisation_id)
    number, sha256 = (end.number, end.sha256) if end else (0, START)
    chosen = select(AuditEntry).where(col(AuditEntry.id).in_(list(ids))).order_by(col(AuditEntry.id))
    links = []
    for entry in session.exec(chosen):
        number, sha256 = number + 1, link_of(sha256, entry)
        links.append(
            AuditLink(
                organisation_id=organisation_id,
                number=number,
                entry_id=entry.id,
                sha256=sha256,
                sealed_at=now,
            )
        )
    session.execute(insert(AuditLink), [link.model_dump() for link in links])
    return links[-1]
