"""Challenges: random, for one purpose, answered once and within minutes; kept as hashes, and nobody's."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from app.access.keys import fingerprint
from app.access.passkeys.binary import read_binary, write_binary
from app.access.passkeys.tables import PasskeyChallenge

LASTS = timedelta(minutes=5)
TO_ENTER = "enter"


@dataclass(frozen=True, slots=True)
class Challenge:
    """What an authenticator has to sign, until when."""

    text: str
    expires_at: datetime


def new_challenge(session: Session, purpose: str, now: datetime) -> Challenge:
    """Ask for something: 256 random bits."""
    text, until = write_binary(secrets.token_bytes(32)), now + LASTS
    session.add(PasskeyChallenge(id=_id(purpose, text), expires_at=until))
    return Challenge(text, until)


def take_challenge(session: Session, purpose: str, client_data: str, now: datetime) -> bytes | None:
    """The challenge that a browser says was signed, which is used up by this; None when it is not open."""
    text = _told_in(client_data)
    open_one = col(PasskeyChallenge.id) == _id(purpose, text), col(PasskeyChallenge.expires_at) > now
    taken = session.execute(delete(PasskeyChallenge).where(*open_one))
    return read_binary(text) if taken.rowcount == 1 else None  # type: ignore[attr-defined]


def _told_in(client_data: str) -> str:
    """What a browser wrote down as the challenge; empty where that cannot be read."""
    try:
        told = json.loads(read_binary(client_data))
    except (ValueError, RecursionError):
        return ""
    found = told.get("challenge") if isinstance(told, dict) else None
    return found if isinstance(found, str) else ""


def _id(purpose: str, challenge: str) -> str:
    return fingerprint(f"passkey {purpose} {challenge}")
