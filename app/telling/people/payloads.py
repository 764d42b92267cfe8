"""What comes in and goes out over HTTP about what a person is told."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app.access.events.kinds import KINDS, Kind
from app.payloads import Payload
from app.telling.people.choices import Choice

Kinds = Annotated[list[Kind], Field(max_length=len(KINDS))]


class NoticesBody(Payload):
    """What to be told by mail, what by chat, and whether to get the week's digest.

    `chat_address` is written as apprise does (`slack://…`, `feishu://…`); leave it out to keep the one that
    is there, send an empty text to take it away.
    """

    mail: Kinds
    chat: Kinds
    digest: bool
    chat_address: Annotated[str | None, Field(max_length=1000)] = None


class NoticesShown(Payload):
    """What you are told here; `chat` goes to `chat_shown`, whose keys are never shown again.

    `is_own` is false while your role decides.
    """

    mail: list[str]
    chat: list[str]
    digest: bool
    chat_shown: str
    is_own: bool
    mail_works: bool

    @classmethod
    def of(cls, choice: Choice, mail_works: bool) -> NoticesShown:
        """A choice as it is shown to whoever made it."""
        return cls(
            mail=[kind for kind in KINDS if kind in choice.mail],
            chat=[kind for kind in KINDS if kind in choice.chat],
            digest=choice.digest,
            chat_shown=choice.chat_shown,
            is_own=choice.is_own,
            mail_works=mail_works,
        )
