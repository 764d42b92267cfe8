"""Locking a source's header values away: readable by the service when it fetches, by nobody else, ever."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.settings import Settings


class CannotUnlock(Exception):
    """The values were locked with another secret key; they have to be entered again."""


def box_of(settings: Settings, *older_keys: str) -> MultiFernet:
    """Return the lock made from the service's secret key; values locked with older keys can still be read."""
    keys = (settings.secret_key.get_secret_value(), *older_keys)
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def lock(box: MultiFernet, headers: Mapping[str, str]) -> bytes:
    """Return the headers encrypted and signed; nothing for none."""
    return box.encrypt(json.dumps(dict(headers)).encode()) if headers else b""


def unlock(box: MultiFernet, locked: bytes) -> dict[str, str]:
    """Return the headers; raise CannotUnlock when they were locked with a key that we do not have."""
    if not locked:
        return {}
    try:
        headers: dict[str, str] = json.loads(box.decrypt(locked))
    except InvalidToken:
        raise CannotUnlock from None
    return headers


def _derived(secret: str) -> bytes:
    """Return a key for this purpose alone: no other use of the secret key opens what is locked here."""
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"scorecard: headers of sources")
    return urlsafe_b64encode(kdf.derive(secret.encode()))
