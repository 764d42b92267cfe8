"""What the pages of the terms and of the calendar show, as frozen values."""

from dataclasses import dataclass
from datetime import date, datetime

from dashboards.parts import Money, Trouble


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the terms; one that was replaced is known as of a revision."""

    effective: date
    href: str
    revision: int
    received: datetime
    current: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the linter says of a line: its severity, its code, and what to do."""

    severity: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of the file with the findings about it; without a number it is a line of the version before.

    ``mark`` is + where the other version lacks it, - where only the other version has it.
    """

    number: int | None
    text: str
    mark: str
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class SimulatedPeriod:
    """One period under the agreed and the other terms."""

    period: str
    href: str
    agreed: Money | None
    other: Money | None
    difference: Money
    turned: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Simulated:
    """What other terms would have cost over the last periods."""

    periods: tuple[SimulatedPeriod, ...]
    agreed: Money
    other: Money
    difference: Money


@dataclass(frozen=True, slots=True)
class TermsPage:
    """One version of a contract's terms, or a text that was typed, with findings in place.

    ``compared`` is the day of the version that it is compared with.
    """

    reference: str
    action: str
    calendar_href: str
    versions: tuple[Version, ...]
    effective: date | None
    compared: date | None
    lines: tuple[TextLine, ...]
    text: str
    typed: bool
    may_put: bool
    may_simulate: bool
    simulated: Simulated | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day off, and its name where the country's calendar knows one."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """The days off of one year of a contract, as confirmed or as proposed."""

    reference: str
    action: str
    terms_href: str
    year: int
    country: str
    state: str
    frozen: bool
    source: str
    holidays: tuple[NamedDay, ...]
    makeup_days: tuple[date, ...]
    listed: tuple[date, ...]
    confirmed_by: str
    confirmed_at: datetime | None
    may_confirm: bool
    typed_holidays: str
    typed_makeup: str
    version: str
    trouble: Trouble | None = None
