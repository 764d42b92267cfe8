"""What each page shows, as frozen values: a dataclass per page, and the parts that only one page has.

No field holds a translated word or a written number: both are made in the reader's language when drawn.
"""

from dataclasses import dataclass
from datetime import date

from dashboards.closing.context import NO_DOUBTS, Beforehand, LifeStage
from dashboards.parts import Bound, Coverage, Evidence, Judgement, Money, Natural, Number, Trouble


@dataclass(frozen=True, slots=True)
class Cell:
    """One contract's judgement on one target, as the heat map and its table show it."""

    title: str
    judgement: Judgement
    value: Number | None
    href: str


@dataclass(frozen=True, slots=True)
class ContractLine:
    """A row of the portfolio: one contract in one period; ``cells`` run along the portfolio's columns."""

    reference: str
    client: str
    provider: str
    period: str
    href: str
    reports_href: str
    state: str
    score: Number | None
    cells: tuple[Cell | None, ...]
    credited: Money
    at_risk: Money | None
    updating: bool = False

    def __hash__(self) -> int:
        """By its address alone: what is drawn of a line is kept by it, and all of it is compared."""
        return hash(self.href)


@dataclass(frozen=True, slots=True)
class Column:
    """A target that at least one contract has, by the id that contracts share."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Total:
    """What one currency sums to over the contracts shown; ``at_risk`` None where no terms say."""

    credited: Money
    at_risk: Money | None


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Every visible contract in one period, by target."""

    period: str
    columns: tuple[Column, ...]
    lines: tuple[ContractLine, ...]
    totals: tuple[Total, ...]

    def __hash__(self) -> int:
        """By its rows' addresses: what is drawn of a portfolio is kept by them, and all of it is compared."""
        return hash((self.period, self.lines))


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a working as the core gives it: the rule, what went in, what came out; words come later."""

    rule: str
    inputs: tuple[tuple[str, str], ...] = ()
    result: str = ""


@dataclass(frozen=True, slots=True)
class SparkPoint:
    """A period in a spark line, this one last."""

    period: str
    value: Number | None
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that was left out of a target's figures, or would be if both parties agreed to it.

    ``begins`` and ``ends`` are days, or instants where the contract lives; ``amounts`` are by measure.
    """

    kind: str
    name: str
    reason: str
    begins: str
    ends: str
    client: str
    provider: str
    applied: bool
    amounts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Raw:
    """The judgement of a target with nothing left out: what a waiver changed."""

    judgement: Judgement
    value: Number | None
    credit: Money | None


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One judged target of a scorecard; one that nobody can reckon has no expected level.

    ``raw`` is there where something was left out, or was proposed to be.
    """

    id: str
    title: str
    clause: str
    metric: str
    queues: tuple[str, ...]
    judgement: Judgement
    value: Number | None
    numerator: str
    denominator: str
    expected: Bound | None
    minimum: Bound | None
    weight: str
    credit: Money | None
    left_out: tuple[LeftOut, ...]
    raw: Raw | None
    steps: tuple[Step, ...]
    history: tuple[SparkPoint, ...]
    trend_href: str


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """One figure of the money account: charges, at_risk, cap, credits, bonuses or total."""

    kind: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The judgement of one contract for one period."""

    reference: str
    client: str
    provider: str
    period: str
    state: str
    score: Number | None
    weight_judged: str
    weight_total: str
    lines: tuple[TargetLine, ...]
    money: tuple[MoneyLine, ...]
    money_steps: tuple[Step, ...]
    cap_applied: bool
    credit: Money
    coverage: Coverage
    evidence: Evidence
    reports_href: str
    triggers: tuple[Step, ...] = ()
    life: LifeStage | None = None
    before: Beforehand = NO_DOUBTS


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One period of a trend, judged by the terms of its time; ``amended``: terms of that day begin here, and
    ``clause`` is where they agree the target.

    ``signals`` are the rules of the process limits that it breaks, ``left_out`` what was agreed to be left
    out of it, ``restated`` how it was shown when it was issued, where later facts changed that.
    """

    period: str
    judgement: Judgement
    value: Number | None
    numerator: str
    denominator: str
    expected: Bound | None
    minimum: Bound | None
    credit: Money | None
    href: str
    amended: date | None = None
    signals: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    restated: str = ""
    clause: str = ""

    def __hash__(self) -> int:
        """By its address alone: what is drawn of a point is kept by it, and all of it is compared."""
        return hash(self.href)


@dataclass(frozen=True, slots=True)
class Trend:
    """One target over the periods."""

    reference: str
    target: str
    title: str
    clause: str
    metric: str
    points: tuple[TrendPoint, ...]
    updating: bool = False
    natural: Natural | None = None

    def __hash__(self) -> int:
        """By its points' addresses: what is drawn of a trend is kept by them, and all of it is compared."""
        return hash(self.points)


@dataclass(frozen=True, slots=True)
class DemoGuest:
    """Somebody whom a visitor of the demo can be with one click."""

    name: str
    role: str
    organisation: str
    href: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """The sign-in form; what was typed (never the password) is kept after a refusal."""

    email: str = ""
    following: str = "/"
    refused: bool = False
    guests: tuple[DemoGuest, ...] = ()
    passkeys: bool = False
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that could not be shown: status, a sentence in words of the field, the request's id."""

    status: int
    detail: str = ""
    request_id: str = ""
