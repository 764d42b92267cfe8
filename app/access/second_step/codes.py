"""Codes of the second step: how they are made, written and compared. Nothing here touches the database.

Six digits of half a minute (RFC 6238, SHA-1, as every authenticator app reckons them); a code of the half
minute before or after counts too, because clocks differ.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

import pyotp
from pyotp import OTPVerificationError

from app.access.keys import fingerprint

ISSUER = "Vendor scorecards"  # what an authenticator app calls this service
DIGITS = 6
WINDOW = 1  # half minutes before and after this one
RECOVERY = 10  # codes that are handed out at once
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another
_GROUPS, _OF = 4, 4  # 31^16 is 79 bits: too many to be guessed back from a hash


def new_secret() -> str:
    """A new secret to share with an app: 160 bits in base32."""
    return pyotp.random_base32()


def address_of(secret: str, email: str) -> str:
    """What an authenticator app reads from a QR code: `otpauth://totp/…`."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def counter_of(secret: str, code: str, now: datetime) -> int | None:
    """The half minute (counted since 1970) whose code this is, in the window around now; None for none."""
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=now, valid_window=WINDOW)
    except OTPVerificationError:
        return None


def new_recovery() -> list[str]:
    """New recovery codes, such as `k3wd-9tqa-xm7c-h2ve`."""
    return ["-".join(_group() for _ in range(_GROUPS)) for _ in range(RECOVERY)]


def _group() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_OF))


def hashes_of(recovery: Sequence[str]) -> list[str]:
    """What is stored of recovery codes."""
    return [hash_of(plain(code)) for code in recovery]


def hash_of(code: str) -> str:
    """The hash of a recovery code in plain writing."""
    return fingerprint(f"recovery {code}")


def plain(typed: str) -> str:
    """A code as it is compared: without spaces and hyphens, in lower case."""
    return "".join(letter for letter in typed.lower() if letter not in " -\t")


def is_of_app(code: str) -> bool:
    """Whether it is written as a code of an app: six ASCII digits."""
    return len(code) == DIGITS and code.isascii() and code.isdigit()
