"""Verifying the audit log: every link is computed again, and nothing may lie outside of the chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, func, select

from app.access.audit_log.chain import START, link_of
from app.access.audit_log.tables import NOBODY, AuditLink, AuditWaiting
from app.access.tables import AuditEntry
from app.errors import Problem

BATCH = 2000
MOST_FAULTS = 100
SOON = timedelta(minutes=10)  # entries older than that have a link, if the jobs run


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link that somebody wrote down elsewhere: the chain has to pass through it."""

    number: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a check: how many links, the digest of the last, what waits, and what is wrong."""

    links: int
    sha256: str
    waiting: int
    faults: tuple[Problem, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def check(
    session: Session, organisation_id: UUID | None, now: datetime, anchor: Anchor | None = None
) -> Checked:
    """Check one organisation's log (None: what belongs to nobody).

    Found are entries that were changed, removed or put in since they were sealed. Whoever rewrites entry and
    all later links is found by an `anchor` from before; what was removed within the minute before sealing
    leaves no trace but the triggers that forbid it.
    """
    chain = organisation_id or NOBODY
    faults: list[Problem] = []
    number, sha256, passed = 0, START, anchor is None
    for link, entry in _links(session, chain):
        number += 1
        faults += _faults(link, entry, organisation_id, number, sha256)
        number, sha256 = link.number, link.sha256
        passed = passed or (anchor is not None and (number, sha256) == (anchor.number, anchor.sha256))
        if len(faults) >= MOST_FAULTS:
            break
    if not passed:
        faults.append(
            Problem(
                f"link {anchor.number if anchor else 0}",
                "anchor",
                "The chain does not pass through the digest that was written down.",
            )
        )
    faults += _left_out(session, organisation_id, now)
    return Checked(number, sha256, _waiting(session, chain), tuple(faults[:MOST_FAULTS]))


def _links(session: Session, chain: UUID) -> Iterator[tuple[AuditLink, AuditEntry | None]]:
    after = 0
    while True:
        some = session.exec(
            select(AuditLink, AuditEntry)
            .join(AuditEntry, col(AuditEntry.id) == col(AuditLink.entry_id), isouter=True)
            .where(col(AuditLink.organisation_id) == chain, col(AuditLink.number) > after)
            .order_by(col(AuditLink.number))
            .limit(BATCH)
        ).all()
        yield from some
        if len(some) < BATCH:
            return
        after = some[-1][0].number
        session.expunge_all()  # a long log does not have to fit into memory


def _faults(
    link: AuditLink, entry: AuditEntry | None, organisation_id: UUID | None, number: int, previous: str
) -> Iterator[Problem]:
    where = f"link {link.number}"
    if link.number != number:
        yield Problem(where, "gap", f"Link {number} is missing before it.")
    if entry is None:
        yield Problem(where, "removed", f"The entry {link.entry_id} was removed.")
    elif link_of(previous, entry) != link.sha256:
        yield Problem(where, "changed", f"The entry {link.entry_id} or the link before it was changed.")
    elif entry.organisation_id != organisation_id:
        yield Problem(where, "foreign", f"The entry {link.entry_id} belongs to another organisation.")


def _left_out(session: Session, organisation_id: UUID | None, now: datetime) -> Iterator[Problem]:
    linked = select(AuditLink.entry_id).where(col(AuditLink.entry_id) == col(AuditEntry.id))
    chosen = (
        select(AuditEntry.id)
        .where(
            col(AuditEntry.organisation_id) == organisation_id
            if organisation_id
            else col(AuditEntry.organisation_id).is_(None),
            col(AuditEntry.at) < now - SOON,
            ~linked.exists(),
        )
        .order_by(col(AuditEntry.id))
        .limit(MOST_FAULTS)
    )
    for found in session.exec(chosen):
        yield Problem(f"entry {found}", "unsealed", "It lies outside of the chain; do the jobs run?")


def _waiting(session: Session, chain: UUID) -> int:
    counted = select(func.count()).select_from(AuditWaiting)
    return session.exec(counted.where(col(AuditWaiting.organisation_id) == chain)).one()
