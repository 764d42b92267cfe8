"""What the pages of sources show, as frozen values; no secret is among them."""

from dataclasses import dataclass
from datetime import date, datetime

from dashboards.arriving.context import Refusal, Sample
from dashboards.parts import Trouble


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source and how it fares: its circuit, its next run, up to which day nothing is missing."""

    name: str
    href: str
    side: str
    state: str
    enabled: bool
    next_run: datetime | None
    caught_up_to: date | None
    missing: int
    note: str


@dataclass(frozen=True, slots=True)
class SourceForm:
    """What stands in the form of a source; secrets are typed and never shown again."""

    name: str = ""
    url: str = ""
    side: str = ""
    method: str = "GET"
    body: str = ""
    preset: str = ""
    mapping: str = ""
    window: str = "month"
    lag_days: str = "1"
    look_back: str = "1"
    since: str = ""
    every_minutes: str = ""
    cron: str = ""
    time_zone: str = ""
    pause_seconds: str = "0"
    kind: str = ""
    where: str = "header"
    key_name: str = ""
    user: str = ""
    token_url: str = ""
    client_id: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources that one's organisation set up for a contract, and the form that adds one."""

    reference: str
    action: str
    reports_href: str
    lines: tuple[SourceLine, ...]
    sides: tuple[str, ...]
    presets: tuple[tuple[str, str], ...]
    form: SourceForm | None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at one window and how it ended; ``report_href`` leads to what it brought."""

    first: date
    last: date
    number: int
    at: datetime
    seconds: str
    state: str
    said: str
    http: str
    report_href: str


@dataclass(frozen=True, slots=True)
class WindowLine:
    """A window whose report should be there and is not, and when it is tried next."""

    first: date
    last: date
    state: str
    next_try: datetime | None


@dataclass(frozen=True, slots=True)
class Tried:
    """What a pull would bring now; nothing of it is stored."""

    state: str
    said: str
    first: date
    last: date
    rows: int
    samples: tuple[Sample, ...]
    problems: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One source: state, progress, attempts, and its form; secrets by when they were set and how they end."""

    reference: str
    line: SourceLine
    action: str
    sources_href: str
    url: str
    header_names: tuple[str, ...]
    secret_set: date | None
    secret_ends: str
    expected: int
    windows: tuple[WindowLine, ...]
    attempts: tuple[Attempt, ...]
    stopped: datetime | None
    probe: datetime | None
    presets: tuple[tuple[str, str], ...]
    form: SourceForm | None
    version: str
    tried: Tried | None = None
    trouble: Trouble | None = None
