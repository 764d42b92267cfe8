"""What comes in and goes out over HTTP about one's own account."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, SecretStr

from app.access.tables import SignIn
from app.access.unit import Work
from app.payloads import Count, Id, Payload

Password = Annotated[SecretStr, Field(min_length=1, max_length=1024)]


class SessionShown(Payload):
    """A browser that is signed in as you; `current` is the one that asks.

    `last_used_at` is exact to five minutes. Without a request it is signed out at `idle_until`, and at
    `expires_at` in any case.
    """

    id: Id
    device: Annotated[str, Field(description="Browser and system as it calls itself; may be empty.")]
    address: str
    organisation: Id
    current: bool
    created_at: datetime
    last_used_at: datetime
    idle_until: datetime
    expires_at: datetime

    @classmethod
    def of(cls, one: SignIn, w: Work) -> SessionShown:
        """A sign-in as it is shown to its owner."""
        return cls(
            id=one.number,
            device=one.device,
            address=one.address,
            organisation=one.organisation_id,
            current=one.number == w.identity.sign_in_id,
            created_at=one.created_at,
            last_used_at=one.last_used_at,
            idle_until=one.idle_until,
            expires_at=one.expires_at,
        )


class SessionsEnded(Payload):
    """How many browsers were signed out."""

    ended: Count


class PasswordBody(Payload):
    """Your password as it is now, and the one that you choose."""

    current: Password
    new: Password
