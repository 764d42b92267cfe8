"""Bytes as WebAuthn writes them in JSON: base64url without padding."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode


def write_binary(content: bytes) -> str:
    """The bytes as text."""
    return urlsafe_b64encode(content).decode().rstrip("=")


def read_binary(text: str) -> bytes:
    """The bytes of a text. Raises ValueError for one that is no such text."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
