"""Who acts: the frozen answer of authentication."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.access.roles import Permission


@dataclass(frozen=True, slots=True)
class Identity:
    """A person acting for an organisation, by a sign-in or by a token, as they stood when the work began."""

    person_id: UUID
    name: str
    organisation_id: UUID
    organisation: str
    role: str
    permissions: frozenset[Permission]
    locale: str
    token_id: UUID | None = None  # none: signed in with a browser
    contract_id: UUID | None = None  # the one contract that the token is bound to
    last_used_at: datetime | None = None  # when the token was last seen, to the hour

    @property
    def actor_id(self) -> UUID:
        """The token, else the person: whose idempotency keys and limits these are."""
        return self.token_id or self.person_id
