"""Signatures after the Standard Webhooks specification: who receives can tell that it was us, and when.

The signing itself is the specification's own small library (no dependencies); here is which secrets sign.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from standardwebhooks import Webhook

PREFIX = "whsec_"
BYTES = 32  # the specification wants 24 to 64
OVERLAP = timedelta(hours=24)  # after a rotation both secrets sign, so that receivers can change over


def new_secret() -> str:
    """A new secret: `whsec_` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def signing(current: str, older: str, rotated_at: datetime | None, now: datetime) -> tuple[str, ...]:
    """The secrets that sign now: the current one, and the one before it during the overlap."""
    if older and rotated_at is not None and now < rotated_at + OVERLAP:
        return (current, older)
    return (current,)


def headers_of(message_id: str, body: str, now: datetime, keys: Sequence[str]) -> dict[str, str]:
    """The three headers of a message: its id, the second of this attempt, a signature by each secret."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Webhook(key).sign(message_id, now, body) for key in keys),
    }
