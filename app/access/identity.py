"""Who acts: the frozen answer of authentication."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
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
    contracts: frozenset[UUID] | None = (
        None  # those that the token is bound to; None: all of the organisation
    )
    last_used_at: datetime | None = None  # of the token to the hour, of the browser to five minutes
    sign_in_id: UUID | None = None  # of the browser: the number under which its owner sees it
    idle: timedelta = timedelta(0)  # after so long without a request the browser is signed out

    @property
    def is_bound(self) -> bool:
        """Whether this is a token for some contracts only, which the organisation as a whole is not shown."""
        return self.contracts is not None

    @property
    def actor_id(self) -> UUID:
        """The token, else the person: whose idempotency keys and limits these are."""
        return self.token_id or self.person_id
