"""Why a source fails, in the reader's language: its sentences are written in English where it is fetched."""

from __future__ import annotations

import re
from functools import cache

from app.telling.people.words import REASONS, in_language


def because(tag: str, reason: str) -> str:
    """The reason in a language; one that is not among ours stays as it came."""
    for message in REASONS:
        if found := _form(message).fullmatch(reason):
            return in_language(tag, message) % found.groupdict()
    return reason


@cache
def _form(message: str) -> re.Pattern[str]:
    parts = re.split(r"%\((\w+)\)s", message)
    named = [
        f"(?P<{part}>{'[0-9]+' if part == 'status' else '.+'})" if place % 2 else re.escape(part)
        for place, part in enumerate(parts)
    ]
    return re.compile("".join(named))
