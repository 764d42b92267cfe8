"""Secrets that we hand out and never keep: cookies of sign-ins and tokens of programs."""

from __future__ import annotations

import hashlib
import secrets
import string
import zlib

PREFIX = "scs_"
INVITATION = "inv_"
_DIGITS = string.digits + string.ascii_letters
_RANDOM, _CHECK = 30, 6  # 62^30 is 178 bits; 62^6 holds a CRC-32


def new_token() -> str:
    """A new token: `scs_`, 30 random characters, 6 that check the others; leaks can be searched for."""
    return new_secret(PREFIX)


def new_secret(prefix: str) -> str:
    """A new secret in the form of a token."""
    body = "".join(secrets.choice(_DIGITS) for _ in range(_RANDOM))
    return prefix + body + _check(body)


def looks_like_token(text: str) -> bool:
    """Whether it can be a token of ours; what cannot is refused without asking the database."""
    return looks_like_secret(text, PREFIX)


def looks_like_secret(text: str, prefix: str) -> bool:
    """Whether it can be a secret of ours with that prefix."""
    body = text[len(prefix) : -_CHECK]
    return (
        text.startswith(prefix)
        and len(body) == _RANDOM
        and all(letter in _DIGITS for letter in text[len(prefix) :])
        and text[-_CHECK:] == _check(body)
    )


def new_cookie() -> str:
    """A new secret for the cookie of a sign-in, 256 bits."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """SHA-256 of a secret in hex, which is what is stored: these secrets are too long to be guessed back."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _check(body: str) -> str:
    number, digits = zlib.crc32(body.encode("ascii", "replace")), ""
    for _ in range(_CHECK):
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits
