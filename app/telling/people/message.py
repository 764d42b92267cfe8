"""A message as somebody reads it: subject and text in their language, with links that lead to the place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from app.access.events.kinds import KINDS, Kind
from app.access.events.tables import Event
from app.telling.people.why import because
from app.telling.people.words import (
    DIGEST_LINE,
    DIGEST_SUBJECT,
    LEAVE,
    LOOK,
    SENTENCES,
    SUBJECTS,
    TITLES,
    in_language,
    said,
)


@dataclass(frozen=True, slots=True)
class Message:
    """One line and a text."""

    subject: str
    body: str


def message_of(event: Event, locale: str, base_url: str, leave: str) -> Message:
    """An event in words. Texts of others (names of files) stand in one line each, whatever they hold."""
    kind: Kind = event.kind  # type: ignore[assignment]  # a check where it is emitted holds which there are
    values = {name: _plain(value) for name, value in {**event.facts, "contract": event.reference}.items()}
    values |= {name: because(locale, values[name]) for name in ("reason", "tried_again") if name in values}
    known = _Blank(values)
    link = f"{base_url.rstrip('/')}/contracts/{quote(event.reference, safe='')}{_place(event.facts)}"
    lines = [in_language(locale, SENTENCES[kind]) % known, "", said(locale, LOOK, link=link)]
    return Message(in_language(locale, SUBJECTS[kind]) % known, "\n".join([*lines, *_foot(locale, leave)]))


def digest_of(events: list[Event], locale: str, base_url: str, leave: str) -> Message:
    """A week in words: how often what happened, contract by contract."""
    lines: list[str] = []
    for reference in sorted({event.reference for event in events}):
        counts = Counter(event.kind for event in events if event.reference == reference)
        lines += [_plain(reference)]
        lines += [
            "  " + said(locale, DIGEST_LINE, count=counts[kind], what=said(locale, TITLES[kind]))
            for kind in KINDS
            if counts[kind]
        ]
    lines += ["", said(locale, LOOK, link=base_url.rstrip("/") + "/")]
    subject = said(locale, DIGEST_SUBJECT, count=len(events))
    return Message(subject, "\n".join([*lines, *_foot(locale, leave)]))


class _Blank(dict[str, str]):
    """A fact that an older event does not have reads as a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


def _place(facts: Mapping[str, Any]) -> str:
    period = facts.get("period")
    return f"/scorecards/{quote(str(period), safe='/')}" if period else "/reports"


def _foot(locale: str, leave: str) -> list[str]:
    return ["", said(locale, LEAVE, link=leave)] if leave else []


def _plain(value: object) -> str:
    return " ".join(str(value).split())[:300]
