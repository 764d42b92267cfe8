"""What the pages of the clerk's path show, as frozen values."""

from dataclasses import dataclass
from datetime import date, datetime

from dashboards.parts import ArrivingFile, Judgement, Money, Number, Trouble


@dataclass(frozen=True, slots=True)
class ReceivedReport:
    """One line of the inbox; state is accepted or refused."""

    id: str
    name: str
    side: str
    received: datetime
    first: date | None
    last: date | None
    rows: int
    state: str
    sha256: str
    href: str
    erased: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is said of a row, a column or a whole file, where, what stands there, and its code."""

    where: str
    message: str
    value: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """A column (or expression) of the file that was read, what it was taken for, and in which unit."""

    column: str
    measure: str
    unit: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of the file that was just sent."""

    name: str
    state: str
    rows: int
    first: date | None
    last: date | None
    samples: tuple[Sample, ...]
    refusals: tuple[Refusal, ...]
    refused: int
    notes: tuple[Refusal, ...] = ()
    href: str = ""
    left_out: int = 0
    list_href: str = ""


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A file that waits for somebody to look at it."""

    name: str
    at: datetime
    href: str


@dataclass(frozen=True, slots=True)
class DueLine:
    """A period's report with its clock: ``left`` days until the last day in time, below zero days late.

    ``business`` says which days are counted, ``missing`` how many queue-days lack figures, from ``first``.
    """

    period: str
    href: str
    side: str
    running: bool
    due: date
    left: int
    business: bool
    missing: int
    first: date | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class Reports:
    """The inbox of a contract, what is due, what was just read, and what waits or is being read."""

    reference: str
    scorecard_href: str
    sources_href: str
    look_href: str
    may_send: bool
    sides: tuple[str, ...]
    received: tuple[ReceivedReport, ...]
    reading: Reading | None = None
    arriving: tuple[ArrivingFile, ...] = ()
    due: tuple[DueLine, ...] = ()
    drafts: tuple[DraftLine, ...] = ()


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of a file: what it is taken for (empty: it is not read), its unit, its first cells."""

    name: str
    meaning: str
    unit: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Became:
    """A row of a file and what it becomes: its key and its measures by name."""

    line: int
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FileForm:
    """What can be said of a file as a whole: how dates, numbers and text are written, and its one day."""

    order: str = ""
    day: str = ""
    delimiter: str = ""
    decimal: str = ""
    thousands: str = ""
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A file before it counts: how it would be read, five rows and what they become, what is refused.

    ``state`` is ready, guessed, faulty (rows are refused) or unreadable; ``again`` names the report that it
    would be read anew for.
    """

    reference: str
    name: str
    side: str
    state: str
    action: str
    reports_href: str
    refused_href: str
    version: int
    rows: int
    columns: tuple[FileColumn, ...]
    others: tuple[Sample, ...]
    became: tuple[Became, ...]
    names: tuple[str, ...]
    units: tuple[str, ...]
    form: FileForm
    mapping: str
    notes: tuple[Refusal, ...]
    refusals: tuple[Refusal, ...]
    refused: int
    refused_rows: int
    again: str = ""
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class TurnedLine:
    """A target of a period whose verdict, value or credit a report changed."""

    title: str
    before: Judgement | None
    after: Judgement
    value_before: Number | None
    value_after: Number | None
    credit_before: Money | None
    credit_after: Money | None


@dataclass(frozen=True, slots=True)
class TurnedPeriod:
    """A period with what a report changed in it, and what the provider owed before and owes now."""

    period: str
    href: str
    lines: tuple[TurnedLine, ...]
    before: Money
    after: Money


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """One figure that is known otherwise since a report: before (None: not stated) and after."""

    day: date
    last: date
    queue: str
    measure: str
    interval: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class OneReport:
    """One report: how it was read, what was refused of it, and what it changed."""

    reference: str
    report: ReceivedReport
    file_href: str
    refused_href: str
    changes_href: str
    reports_href: str
    action: str
    may_again: bool
    just: str
    samples: tuple[Sample, ...]
    notes: tuple[Refusal, ...]
    refusals: tuple[Refusal, ...]
    refused: int
    left_out: int
    turned: tuple[TurnedPeriod, ...]
    cells: tuple[ChangedCell, ...]
    more_cells: bool
    replaced_href: str = ""
    trouble: Trouble | None = None
