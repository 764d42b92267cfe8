"""What goes out over HTTP about the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from app.access.audit_log.chain import text_of
from app.access.audit_log.check import Checked
from app.access.audit_log.read import Entry
from app.columns import canonical
from app.payloads import Count, Id, Payload

CSV_HEADER = (
    *("number", "at", "action", "subject", "person", "person_id", "token_id", "address", "request_id"),
    *("record", "sha256"),
)


class FactChanged(Payload):
    """One fact of what was done: as it was and as it is, as JSON; null where there was or is none."""

    name: str
    before: str | None
    after: str | None


class AuditEntryShown(Payload):
    """Who did what to what, when and from where.

    `number` and `sha256` are its link in the chain: the SHA-256 of the link before it, a line feed, and
    `record`. Both are null for the minute or so until it is sealed.
    """

    id: Id
    at: datetime
    action: str
    subject: str
    person: str | None
    person_id: Id | None
    token_id: Id | None
    address: str
    request_id: str
    facts: list[FactChanged]
    record: str
    number: int | None
    sha256: str | None

    @classmethod
    def of(cls, one: Entry) -> AuditEntryShown:
        """A stored entry as it is shown."""
        entry = one.entry
        return cls(
            id=entry.id,
            at=entry.at,
            action=entry.action,
            subject=entry.subject,
            person=one.person,
            person_id=entry.person_id,
            token_id=entry.token_id,
            address=entry.address,
            request_id=entry.request_id,
            facts=list(_facts(entry.before or {}, entry.after or {})),
            record=text_of(entry),
            number=one.link.number if one.link else None,
            sha256=one.link.sha256 if one.link else None,
        )

    def cells(self) -> list[str]:
        """The entry as a row of the CSV file, in the order of CSV_HEADER."""
        plain = self.model_dump(mode="json")
        return ["" if plain[name] is None else str(plain[name]) for name in CSV_HEADER]


class AuditFinding(Payload):
    """One thing that is wrong with the log: its place, a stable code, a sentence."""

    where: str
    code: str
    message: str


class AuditChecked(Payload):
    """Whether the log is whole: how many links were computed again, the last one's digest, what still waits.

    Write `links` and `sha256` down elsewhere: a later check that is given them also finds a log that was
    rewritten as a whole.
    """

    holds: bool
    links: Count
    sha256: str
    waiting: Count
    findings: list[AuditFinding]

    @classmethod
    def of(cls, found: Checked) -> AuditChecked:
        """A check as it is shown."""
        return cls(
            holds=found.holds,
            links=found.links,
            sha256=found.sha256,
            waiting=found.waiting,
            findings=[
                AuditFinding(where=one.where, code=one.code, message=one.message) for one in found.faults
            ],
        )


def _facts(before: dict[str, Any], after: dict[str, Any]) -> Iterator[FactChanged]:
    for name in dict.fromkeys((*before, *after)):
        old, new = (canonical(side[name]) if name in side else None for side in (before, after))
        yield FactChanged(name=name, before=old, after=new)
