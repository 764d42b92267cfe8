"""Values that the pages' contexts share: numbers, money, bounds, verdicts, and what frames a page.

Exact numbers arrive as plain decimal text (``Number``, ``Money``) and are shown from that text; a float is
only ever made inside a figure, for the place of a point. No field holds a translated word.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Verdict = Literal[
    "met",
    "below_expected",
    "below_minimum",
    "no_data",
    "excluded",
    "not_enough_volume",
    "deemed_failed",
]


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number as text in its shown unit: percent (82.5 for 0.825), seconds, count, …"""

    text: str
    unit: str = "count"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount as exact text with its ISO 4217 currency."""

    text: str
    currency: str


@dataclass(frozen=True, slots=True)
class Bound:
    """An agreed level: from ``low`` to ``high``, one of them open-ended; whether the ends belong to it."""

    low: Number | None = None
    high: Number | None = None
    low_included: bool = True
    high_included: bool = True

    @property
    def ends(self) -> tuple[Number, ...]:
        """The numbers of this bound, the lower first."""
        return tuple(end for end in (self.low, self.high) if end is not None)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict on one target in one period; ``provisional`` holds why it may still change, as codes."""

    verdict: Verdict
    provisional: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way to this page: a text, or a period's label or a code to be written in words."""

    text: str = ""
    href: str = ""
    period: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Switch:
    """The period in the middle of the top bar, and the addresses of its neighbours (empty: none)."""

    label: str
    previous: str = ""
    following: str = ""


@dataclass(frozen=True, slots=True)
class Natural:
    """How far a value varied by itself in its first periods: its centre and the limits around it."""

    centre: Number
    lower: Number
    upper: Number
    periods: int


@dataclass(frozen=True, slots=True)
class WrongPlace:
    """What is wrong with one field of a form, by the name of the field."""

    where: str
    message: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a form was not taken: a sentence, and each thing that is wrong with its place."""

    message: str
    problems: tuple[WrongPlace, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """One of a contract's pages: its word, its address, and whether it is this one."""

    word: str
    href: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A contract that one can go to from here, to the same page of it."""

    reference: str
    provider: str
    href: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, and which pages about people and machines are theirs."""

    name: str
    organisation: str
    role: str
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every page: way, period, language, theme, person, and where one can go from here."""

    path: str
    language: str
    query: tuple[tuple[str, str], ...] = ()
    theme: str = ""
    person: Person | None = None
    crumbs: tuple[Crumb, ...] = ()
    switch: Switch | None = None
    places: tuple[Place, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()


@dataclass(frozen=True, slots=True)
class MissingDays:
    """Days of a queue for which some targets have no figures; both ends belong to it."""

    queue: str
    first: date
    last: date
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MissingHours:
    """Intervals of a queue's day that its reports leave out: from when to when by the contract's clock."""

    queue: str
    day: date
    begins: str
    ends: str
    intervals: int
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many days were due and reported, counted for each target and queue, and which are missing; and how
    many intervals reported days lack, with the first spans of them.
    """

    due: int
    reported: int
    missing: tuple[MissingDays, ...]
    intervals: int = 0
    hours: tuple[MissingHours, ...] = ()

    @property
    def unlisted(self) -> int:
        """How many intervals are missing beside those in ``hours``."""
        return self.intervals - sum(one.intervals for one in self.hours)


@dataclass(frozen=True, slots=True)
class UsedReport:
    """A report that a scorecard rests on."""

    id: str
    name: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the judgement rests on: terms, side, reports, revision, engine, and the digest over all of it."""

    terms_effective: date
    terms_sha256: str
    side: str
    engine: str
    revision: int
    sha256: str
    reports: tuple[UsedReport, ...]


@dataclass(frozen=True, slots=True)
class ArrivingFile:
    """A large file that a job reads: how far that is in hundredths, and the rows so far."""

    name: str
    percent: int
    rows: int
