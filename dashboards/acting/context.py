"""What the pages of findings show, as frozen values."""

from dataclasses import dataclass
from datetime import date, datetime

from dashboards.parts import Trouble


@dataclass(frozen=True, slots=True)
class Turn:
    """What a period, or a person on a day, did to a finding; ``href`` leads to that period."""

    what: str
    label: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding; ``late`` when its day has passed and it is still open."""

    number: int
    href: str
    kind: str
    title: str
    clause: str
    state: str
    opened: str
    met_in_a_row: int
    needed: int
    turns: tuple[Turn, ...]
    cause: str
    measure: str
    owner: str
    due: date | None
    late: bool
    proof: str
    changed_at: datetime
    changed_by: str
    trend_href: str = ""


@dataclass(frozen=True, slots=True)
class RuleForm:
    """The client's rule, with what was typed before it was refused."""

    close_after: str
    complaints_in_time: str


@dataclass(frozen=True, slots=True)
class QualityForm:
    """The form that opens a quality finding, with what was typed before it was refused."""

    title: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Actions:
    """The findings of one contract, the open ones first."""

    reference: str
    action: str
    items: tuple[FindingLine, ...]
    rule: RuleForm
    may_set: bool
    form: QualityForm | None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class WriteForm:
    """What is said about a finding, as it stands or as it was typed."""

    cause: str
    measure: str
    owner: str
    due: str
    proof: str
    version: str


@dataclass(frozen=True, slots=True)
class OneFinding:
    """One finding with its course and the form; ``step`` is what the client may do by hand."""

    reference: str
    finding: FindingLine
    action: str
    list_href: str
    form: WriteForm | None
    step: str
    trouble: Trouble | None = None
