"""Deleting an organisation with everything that is its own, and leaving a signed statement that it was done.

Its are the rows that carry its id and all rows of the contracts that it owns. Where it is a provider,
contracts, reports and scorecards stay, as the client's. People who belong to no other organisation go too.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, delete, false, or_
from sqlmodel import Session, SQLModel, col, func, select

from app.access.audit_log.seal import last_link
from app.access.audit_log.tables import AuditClosing, AuditWaiting
from app.access.tables import Membership, Organisation
from app.columns import canonical
from app.errors import Conflict, NotFound
from app.settings import Settings

KEPT = "audit_closing"


@dataclass(frozen=True, slots=True)
class Deleted:
    """The proof: what was deleted as canonical JSON, and its HMAC-SHA256 under the service's secret key."""

    statement: str
    signature: str


def delete_organisation(
    session: Session, settings: Settings, organisation_id: UUID, now: datetime
) -> Deleted:
    """Delete it in the caller's unit of work. The audit log must be sealed; it goes with the rest.

    Raises NotFound, or Conflict while entries of its log wait to be sealed. Irreversible.
    """
    if session.get(Organisation, organisation_id) is None:
        raise NotFound
    waiting = select(func.count()).select_from(AuditWaiting)
    if session.exec(waiting.where(col(AuditWaiting.organisation_id) == organisation_id)).one():
        raise Conflict("Its audit log is not sealed yet; try again in a minute.")
    doomed = _Doomed.of(session, organisation_id)
    counts = {
        f"{table.name}": session.execute(select(func.count()).select_from(table).where(where)).scalar_one()
        for table, where in doomed.conditions()
    }
    done = _close(session, settings, organisation_id, counts, now)
    for table, where in doomed.conditions():
        session.execute(delete(table).where(where))
    return done


def is_ours(settings: Settings, statement: str, signature: str) -> bool:
    """Whether a statement was signed with one of our keys."""
    keys = (settings.secret_key, *settings.older_secret_keys)
    return any(hmac.compare_digest(signature, _sign(key.get_secret_value(), statement)) for key in keys)


@dataclass(frozen=True, slots=True)
class _Doomed:
    """Whose rows go: the organisation's, those of its contracts, and its people's who are nowhere else."""

    organisation_id: UUID
    contracts: Sequence[UUID]
    people: Sequence[UUID]

    @classmethod
    def of(cls, session: Session, organisation_id: UUID) -> _Doomed:
        contract = SQLModel.metadata.tables["contract"]
        owned = select(contract.c.id).where(contract.c.organisation_id == organisation_id)
        elsewhere = select(Membership.person_id).where(col(Membership.organisation_id) != organisation_id)
        people = select(Membership.person_id).where(
            col(Membership.organisation_id) == organisation_id,
            col(Membership.person_id).not_in(elsewhere),
        )
        return cls(organisation_id, session.execute(owned).scalars().all(), session.exec(people).all())

    def conditions(self) -> list[tuple[Table, ColumnElement[bool]]]:
        """Each table with the rows of it that go, children before their parents."""
        tables = reversed(SQLModel.metadata.sorted_tables)
        return [(table, self._of(table)) for table in tables if table.name != KEPT]

    def _of(self, table: Table) -> ColumnElement[bool]:
        if table.name == "organisation":
            return table.c.id == self.organisation_id
        if table.name == "person":
            return table.c.id.in_(self.people)
        if table.name in ("second_step", "passkey"):
            return table.c.person_id.in_(self.people)
        found: list[ColumnElement[bool]] = [
            table.c[name] == self.organisation_id for name in ("organisation_id", "only") if name in table.c
        ]
        if "contract_id" in table.c:  # work for the organisation itself has its id there
            found.append(table.c.contract_id.in_([*self.contracts, self.organisation_id]))
        return or_(false(), *found)


def _close(
    session: Session, settings: Settings, organisation_id: UUID, counts: dict[str, int], now: datetime
) -> Deleted:
    """The closing entry, which alone allows the log's rows to be deleted."""
    end = last_link(session, organisation_id)
    told: dict[str, Any] = {
        "organisation": str(organisation_id),
        "deleted_at": now.isoformat(),
        "log": {"entries": end.number if end else 0, "sha256": end.sha256 if end else ""},
        "rows": {name: count for name, count in counts.items() if count},
    }
    statement = canonical(told)
    signature = _sign(settings.secret_key.get_secret_value(), statement)
    session.add(
        AuditClosing(
            organisation_id=organisation_id,
            closed_at=now,
            entries=end.number if end else 0,
            sha256=end.sha256 if end else "",
            statement=statement,
            signature=signature,
        )
    )
    session.flush()
    return Deleted(statement, signature)


def _sign(key: str, statement: str) -> str:
    return hmac.new(key.encode(), b"scorecard: closing" + statement.encode(), hashlib.sha256).hexdigest()
