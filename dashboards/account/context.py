"""What the page of one's own account shows, as frozen values; nothing that was typed comes back."""

from dataclasses import dataclass
from datetime import datetime

from dashboards.entering.context import NewSecret
from dashboards.parts import Trouble


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A browser that is signed in as the reader; ``device`` may be empty."""

    id: str
    device: str
    address: str
    current: bool
    since: datetime
    used: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class OwnStep:
    """The reader's second step; ``typing``: an app has its secret, and its first code is awaited."""

    on_since: datetime | None = None
    left: int = 0
    required: bool = False
    new: NewSecret | None = None
    typing: bool = False
    recovery: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnPasskey:
    """A passkey of the reader."""

    id: str
    name: str
    added: datetime
    used: datetime | None


@dataclass(frozen=True, slots=True)
class OwnPasskeys:
    """The reader's passkeys; ``asked`` is what the browser is to make now, as JSON, under ``name``."""

    mine: tuple[OwnPasskey, ...] = ()
    name: str = ""
    asked: str = ""


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """The reader's account; ``done`` is what was just done to it."""

    email: str
    sessions: tuple[SessionLine, ...]
    step: OwnStep
    passkeys: OwnPasskeys | None = None
    done: str = ""
    trouble: Trouble | None = None
