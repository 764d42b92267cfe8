"""The chain's arithmetic, pure: an entry as the text that is hashed, and the digest of a link."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.access.tables import AuditEntry
from app.columns import canonical

START = ""  # what the first link of a chain is chained to


def text_of(entry: AuditEntry) -> str:
    """The canonical JSON of an entry: every column, so that none can change unseen."""
    columns = AuditEntry.__table__.columns  # type: ignore[attr-defined]
    return canonical({column.name: _plain(getattr(entry, column.name)) for column in columns})


def link_of(previous: str, entry: AuditEntry) -> str:
    """The SHA-256 (hexadecimal) of the link before and the entry; `previous` is START for the first."""
    return hashlib.sha256(f"{previous}\n{text_of(entry)}".encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value
