"""What the pages of rhythm and campaign show, as frozen values."""

from dataclasses import dataclass
from datetime import date

from dashboards.parts import Number


@dataclass(frozen=True, slots=True)
class HourCell:
    """One hour of one weekday (0: Monday): its rate in percent, and the counts that it is made of."""

    weekday: int
    hour: int
    value: Number | None
    part: Number
    whole: Number


@dataclass(frozen=True, slots=True)
class RateChoice:
    """A rate that the period has by hour."""

    title: str
    href: str
    here: bool


@dataclass(frozen=True, slots=True)
class RhythmPage:
    """A rate by weekday and hour of a period; ``bad_is_high`` for one that should be low."""

    reference: str
    period: str
    title: str
    bad_is_high: bool
    choices: tuple[RateChoice, ...]
    cells: tuple[HourCell, ...]
    reports_href: str


@dataclass(frozen=True, slots=True)
class ProgressDay:
    """What was done and planned up to the end of a day."""

    day: date
    done: Number
    planned: Number | None


@dataclass(frozen=True, slots=True)
class ListLine:
    """One list of a campaign; an empty name is the whole of it."""

    name: str
    records: Number | None
    attempted: Number | None
    contacts: Number | None
    successes: Number | None
    contact_rate: Number | None
    success_rate: Number | None
    cost_per_success: Number | None


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """How often calls ended so, and the share of this and all commoner ones."""

    code: str
    count: Number
    up_to: Number


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """A campaign's period: progress of ``measured``, lists, result codes."""

    reference: str
    period: str
    measured: str
    progress: tuple[ProgressDay, ...]
    lists: tuple[ListLine, ...]
    outcomes: tuple[OutcomeLine, ...]
    reports_href: str
