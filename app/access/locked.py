"""Locking secrets away: readable by the service when it needs them, by nobody else, ever."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.settings import Settings

LOST_KEY = "the stored secrets can no longer be read (the service's key has changed); enter them again"


class CannotUnlock(Exception):
    """The values were locked with another secret key; they have to be entered again."""


SOURCES = "scorecard: headers of sources"  # and what webhooks sign with
PEOPLE = "scorecard: second step of people"
SIGN_ON = "scorecard: clients of single sign-on"


def box_of(settings: Settings, *older_keys: str, purpose: str = SOURCES) -> MultiFernet:
    """Return the lock made from the service's secret key; values locked with older keys can still be read.

    What is locked for one purpose opens for no other.
    """
    known = (settings.secret_key, *settings.older_secret_keys)
    keys = (*(key.get_secret_value() for key in known), *older_keys)
    return MultiFernet([Fernet(_derived(key, purpose)) for key in keys])


def lock(box: MultiFernet, values: Mapping[str, str]) -> bytes:
    """Return the values encrypted and signed; nothing for none."""
    return box.encrypt(json.dumps(dict(values)).encode()) if values else b""


def unlock(box: MultiFernet, locked: bytes) -> dict[str, str]:
    """Return the values; raise CannotUnlock when they were locked with a key that we do not have."""
    if not locked:
        return {}
    try:
        values: dict[str, str] = json.loads(box.decrypt(locked))
    except InvalidToken:
        raise CannotUnlock from None
    return values


def relock(box: MultiFernet, locked: bytes) -> bytes:
    """Return the same values locked with the newest key. Raises CannotUnlock."""
    try:
        return box.rotate(locked) if locked else b""
    except InvalidToken:
        raise CannotUnlock from None


def _derived(secret: str, purpose: str) -> bytes:
    """Return a key for this purpose alone: no other use of the secret key opens what is locked with it."""
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
    return urlsafe_b64encode(kdf.derive(secret.encode()))
