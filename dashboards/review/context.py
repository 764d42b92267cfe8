"""What an export for the review holds, as frozen values: numbers exact, words not yet chosen."""

from dataclasses import dataclass
from datetime import date

from dashboards.contexts import Scorecard
from dashboards.money.context import EntryLine, Restated
from dashboards.parts import Judgement, Money, Number


@dataclass(frozen=True, slots=True)
class ExactLine:
    """One judged target of a period with its exact numbers as text; None where there is none."""

    id: str
    title: str
    clause: str
    metric: str
    unit: str
    judgement: Judgement
    value: str | None
    numerator: str | None
    denominator: str | None
    shown: Number | None
    expected: str
    minimum: str
    weight: str
    credit: Money
    bonus: Money


@dataclass(frozen=True, slots=True)
class PeriodPart:
    """One period: its scorecard as the page shows it, its exact lines, and its money.

    ``carried`` is what of the credits is no line's own (carried in from earlier periods), ``total`` is
    credits − bonuses + earned back, ``payable`` that and what was adjusted since the issue.
    """

    card: Scorecard
    stage: str
    number: int | None
    lines: tuple[ExactLine, ...]
    charges: Money | None
    at_risk: Money | None
    carried: Money
    credits: Money
    bonuses: Money
    earned_back: Money
    total: Money
    adjusted: Money
    payable: Money


@dataclass(frozen=True, slots=True)
class ContractReview:
    """The periods of one contract that end in a span, with their ledger and restatements."""

    reference: str
    client: str
    provider: str
    span: str
    currency: str
    made_on: date
    periods: tuple[PeriodPart, ...]
    entries: tuple[EntryLine, ...] = ()
    restated: tuple[Restated, ...] = ()


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """One contract in one of its periods; ``missed`` names the targets that it missed."""

    reference: str
    client: str
    provider: str
    period: str
    state: str
    score: Number | None
    met: int
    judged: int
    missed: tuple[str, ...]
    at_risk: Money | None
    credits: Money
    bonuses: Money


@dataclass(frozen=True, slots=True)
class PortfolioReview:
    """Every visible contract's periods that end in a span."""

    span: str
    made_on: date
    rows: tuple[PortfolioRow, ...]
