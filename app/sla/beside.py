"""What a period is judged on beside its terms, its side's sheets and its history (domain.md §6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from app.sla.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Consent:
    """Who said yes for one party, and when (UTC)."""

    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A span of time [start, end) in UTC that is to be left out, and who of both parties agreed to it.

    Empty queues and channels mean all. ``whole_days`` says that rows that cannot be cut are left out with it.
    """

    id: str
    name: str
    reason: str
    start: datetime
    end: datetime
    queues: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    whole_days: bool = False
    client: Consent | None = None
    provider: Consent | None = None

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"the exclusion “{self.name}” ends before it begins")

    def place(self) -> tuple[datetime, datetime, str]:
        """Where it stands among others: by when it begins."""
        return self.start, self.end, self.id

    @property
    def is_agreed(self) -> bool:
        """Whether both parties said yes; otherwise it is shown as proposed and changes nothing."""
        return self.client is not None and self.provider is not None


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year of a contract's calendar: days off, and days that are worked to make up for them."""

    year: int
    holidays: frozenset[date] = frozenset()
    makeup_days: frozenset[date] = frozenset()
    state: Literal["confirmed", "proposed"] = "proposed"


@dataclass(frozen=True, slots=True)
class Beside:
    """Other figures and facts that judging a period may consume.

    ``other`` are the sheets of the side that does not count, over the same reach as the side that does.
    ``forecasts`` are the client's as they stood when they were locked; None where that moment is not known:
    then they are those of the client's sheets. ``arrived`` is the day, where the contract lives, on which the
    last figures of the period came that had not been stated before; None where that is not known.
    """

    other: Sequence[Sheet] = ()
    exclusions: tuple[Exclusion, ...] = ()
    calendar: tuple[CalendarYear, ...] = ()
    forecasts: Sequence[Sheet] | None = None
    arrived: date | None = None


NOTHING_BESIDE = Beside()
