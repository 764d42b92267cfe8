"""What the page of everything that is due shows, as frozen values."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DueRow:
    """One thing to be done: its kind, whose turn it is, its last day (None: no clock), days left or late.

    ``count`` periods are meant, of which ``period`` is the oldest; ``subject`` is what else it is about.
    """

    kind: str
    reference: str
    href: str
    turn: str
    period: str = ""
    subject: str = ""
    until: date | None = None
    left: int = 0
    business: bool = False
    count: int = 1


@dataclass(frozen=True, slots=True)
class DueList:
    """What the reader has to do, and what the other side has to; both by their day."""

    mine: tuple[DueRow, ...]
    theirs: tuple[DueRow, ...]
