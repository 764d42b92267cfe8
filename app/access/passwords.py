"""Passwords: hashed with Argon2id, checked in about the same time whether there is such a person or not."""

from __future__ import annotations

from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.errors import Problem, Refused

SHORTEST, LONGEST = 12, 1024
_hasher = PasswordHash((Argon2Hasher(),))


def hash_password(password: str, where: str = "password") -> str:
    """The hash to store. Raises Refused when the password is too short, too long or too uniform."""
    if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < 5:
        sentence = f"A password has {SHORTEST} to {LONGEST} characters, at least 5 of them different."
        raise Refused(sentence, [Problem(where, "weak_password", sentence)])
    return _hasher.hash(_bytes(password))


def is_password(password: str, stored: str | None) -> bool:
    """Whether it is the password. Without a stored hash it takes as long, and is wrong."""
    right = _hasher.verify(_bytes(password), stored or _nobody())
    return right and stored is not None


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")  # half a character is a wrong password, not a fault


@cache
def _nobody() -> str:
    return _hasher.hash("the hash that is checked when there is no such person")
