"""Passwords: hashed with Argon2id, checked in about the same time whether there is such a person or not.

A new one is judged here, without asking anybody: by zxcvbn, which knows passwords that were found in leaks,
common words and names, keyboard rows, dates and repetitions, and what somebody is called.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from zxcvbn_rs_py import zxcvbn

from app.errors import Problem, Refused

SHORTEST, LONGEST = 12, 1024
STRONG = 3  # of 0 to 4: more than a hundred million guesses
_JUDGED = 100  # characters; what is longer is judged by its beginning
_SERVICE = ("scorecard", "vendor", "sla")
_hasher = PasswordHash((Argon2Hasher(),))


def hash_password(password: str, where: str = "password", known_as: Iterable[str] = ()) -> str:
    """The hash to store. Raises Refused when the password is too short, too long or easy to guess.

    `known_as` are names and addresses of whose password it is, which it must not be made of.
    """
    if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < 5:
        raise _weak(
            where, f"A password has {SHORTEST} to {LONGEST} characters, at least 5 of them different."
        )
    if int(zxcvbn(_plain(password)[:_JUDGED], [_plain(one) for one in _parts(known_as)]).score) < STRONG:
        sentence = "This password is easy to guess: it is known from leaks, or made of common words, dates or"
        raise _weak(where, f"{sentence} your own name. Take several words that have nothing to do together.")
    return _hasher.hash(_bytes(password))


def is_password(password: str, stored: str | None) -> bool:
    """Whether it is the password. Without a stored hash it takes as long, and is wrong."""
    right = _hasher.verify(_bytes(password), stored or _nobody())
    return right and stored is not None


def _weak(where: str, sentence: str) -> Refused:
    return Refused(sentence, [Problem(where, "weak_password", sentence)])


def _parts(known_as: Iterable[str]) -> list[str]:
    """The names whole and word by word, as people put them into passwords."""
    found = [*_SERVICE]
    for name in known_as:
        words = name.replace("@", " ").replace(".", " ").split()
        found += [name, "".join(words), *words]
    return found


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode()  # half a character is none that could be judged


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")  # half a character is a wrong password, not a fault


@cache
def _nobody() -> str:
    return _hasher.hash("the hash that is checked when there is no such person")
