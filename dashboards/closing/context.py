"""What the scorecard page shows of a period's life, as frozen values; and the forms of what comes next."""

from dataclasses import dataclass
from datetime import date, datetime

from dashboards.found_wrong import FoundWrong
from dashboards.parts import Money, Trouble


@dataclass(frozen=True, slots=True)
class Issued:
    """An issue: its number in the contract, who, when, and its link in the chain."""

    number: int
    by: str
    confirmed_by: str
    at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """An issue that waits for a second person; ``own`` when the reader asked for it."""

    amount: Money
    by: str
    at: datetime
    own: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """One line of a reply or a settlement: what is disputed of its credit, and what stands of that."""

    title: str
    position: str
    amount: Money
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side did: a reply or a settlement, with its lines."""

    what: str
    lines: tuple[Answered, ...]
    amount: Money
    comment: str
    by: str
    at: datetime
    agreed_by: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A line of the form for a reply or a settlement, with what was typed before it was refused."""

    target: str
    title: str
    most: Money
    position: str = "accepted"
    amount: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether an issued scorecard follows from its evidence; the findings say where it does not."""

    holds: bool
    findings: tuple[FoundWrong, ...]
    erased: tuple[tuple[str, datetime], ...] = ()  # digests of files that are gone, and since when


@dataclass(frozen=True, slots=True)
class LifeStage:
    """Where a period stands, everything that was done to it, and what the reader may do next.

    ``act`` is what comes next and ``part`` whose turn it is; ``may`` says whether it is the reader's.
    """

    stage: str
    act: str
    part: str
    may: bool
    reply_until: date | None
    issued: Issued | None
    waiting: Waiting | None
    turns: tuple[Turn, ...]
    restated: tuple[int, ...]
    money_href: str
    action: str
    verify_href: str
    seen: str
    provisional: bool
    rows: tuple[AnswerRow, ...] = ()
    comment: str = ""
    agreed_by: str = ""
    trouble: Trouble | None = None
    verified: Verified | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing in a report that looks suspicious: where, what kind, and its sentence with the figures."""

    where: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class FlaggedReport:
    """A report that the judgement rests on, and what looks suspicious in it; ``more`` are not listed."""

    name: str
    href: str
    flags: tuple[Flag, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class CorrectedFigures:
    """Figures that were known and came again otherwise, and the reports that they are from now."""

    figures: int
    first: date
    last: date
    reports: tuple[tuple[str, str], ...]  # name and address


@dataclass(frozen=True, slots=True)
class RestatedNote:
    """What later facts say of this period after it was issued."""

    number: int
    amount: Money
    state: str


@dataclass(frozen=True, slots=True)
class Beforehand:
    """What an auditor looks at before judging, beside what is missing: suspicious, corrected, restated."""

    flagged: tuple[FlaggedReport, ...] = ()
    corrected: CorrectedFigures | None = None
    restated: tuple[RestatedNote, ...] = ()
    money_href: str = ""


NO_DOUBTS = Beforehand()
