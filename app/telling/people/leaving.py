"""The way out that every mail carries: a signed link that needs no sign-in and can do nothing else."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from uuid import UUID

from app.settings import Settings

_SIGNED = 20  # bytes of the signature


def leaving_token(settings: Settings, organisation_id: UUID, person_id: UUID) -> str:
    """The token of one person in one organisation; the same at any time, so an old mail's link works too."""
    who = organisation_id.bytes + person_id.bytes
    return (
        base64.urlsafe_b64encode(who + _sign(settings.secret_key.get_secret_value(), who))
        .decode()
        .rstrip("=")
    )


def read_token(settings: Settings, token: str) -> tuple[UUID, UUID] | None:
    """The organisation and the person of a token that we signed, with whichever of our keys; None else."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    who, signature = raw[:32], raw[32:]
    keys = (settings.secret_key, *settings.older_secret_keys)
    if len(who) != 32 or not any(
        hmac.compare_digest(signature, _sign(key.get_secret_value(), who)) for key in keys
    ):
        return None
    return UUID(bytes=who[:16]), UUID(bytes=who[16:])


def _sign(key: str, who: bytes) -> bytes:
    return hmac.new(key.encode(), b"scorecard: leaving" + who, hashlib.sha256).digest()[:_SIGNED]
