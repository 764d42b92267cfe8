"""What goes out of the scorecards routes: the documents of ``app.sla.document``, field by field.

Strict and closed: a field that the core adds and this page does not know fails in the tests, so that the
published description and the documents cannot drift apart. Exact numbers are text.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field

from app.payloads import Payload
from app.scorecards.portfolio import Judged
from app.scorecards.trend import Point, Trend
from app.sla.quantities import Money

Exact = Annotated[
    str,
    Field(
        pattern=r"^-?[0-9]+(\.[0-9]+)?$",
        description="An exact decimal number; one that never ends has 28 significant digits.",
        examples=["0.058053402239448751076658053402"],
    ),
]
DayText = Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$", json_schema_extra={"format": "date"})]
Instant = Annotated[
    str,
    Field(
        pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
        json_schema_extra={"format": "date-time"},
    ),
]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="SHA-256.")]
Status = Literal["judged", "provisional"]
Verdict = Literal[
    "met", "below_expected", "below_minimum", "no_data", "excluded", "not_enough_volume", "deemed_failed"
]


class PeriodShown(Payload):
    """The days from `start` up to, and without, `end`; and the label by which people call them."""

    start: DayText
    end: DayText
    label: Annotated[str, Field(examples=["2026-04"])]


class StepShown(Payload):
    """One step of a working: the rule, what went in, what came out."""

    rule: str
    inputs: dict[str, str]
    result: str


class ScoreShown(Payload):
    """Weight achieved of weight judged; `value` is null when nothing could be judged."""

    value: Exact | None
    status: Literal["scored", "not_scored"]
    weight_judged: Exact
    weight: Exact


class MissingDay(Payload):
    """A queue's day without a figure."""

    queue: str
    day: DayText


class CoverageShown(Payload):
    """How many queue-days should have figures, how many have, and which have not."""

    expected: int
    stated: int
    missing: list[MissingDay]


class LineShort(Payload):
    """The judgement of one target as trend and portfolio show it."""

    id: str
    title: str
    clause: str
    metric: str
    unit: str
    direction: str
    verdict: Verdict
    reason: str
    provisional: list[str]
    value: Exact | None
    numerator: Exact | None
    denominator: Exact | None
    shown: Annotated[str, Field(description="The value for people, rounded as agreed.", examples=["5.81%"])]
    expected: str
    minimum: str
    weight: Exact
    credit: Exact
    bonus: Exact
    derived: Annotated[list[str], Field(description="Measures that were derived from a rounded rate.")]


class LineShown(LineShort):
    """The judgement of one target with its working, the sums behind it and what was left out."""

    variant: str
    formula: str
    queues: list[str]
    compared: Exact | None
    achieved: Exact
    raw_value: Exact | None
    measures: dict[str, Exact]
    excluded: list[str]
    coverage: CoverageShown
    exact_credit: Exact
    points: Exact
    credit_reason: Annotated[
        str, Field(description="Why there is no credit where the remedy alone gave one.")
    ]
    working: list[StepShown]


class CarriedShown(Payload):
    """Credit that a cap held back: the period it comes from, and the group whose cap it was, or none."""

    period: str
    group: str
    amount: Exact


class EarnedBackShown(Payload):
    """A credit of an earlier period that good periods reversed; below zero."""

    period: str
    target: str
    amount: Exact


class MoneyShown(Payload):
    """The money of a period, in the contract's currency."""

    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    charges: Exact | None
    at_risk: Exact | None
    credits: Exact
    bonuses: Exact
    cap: Exact | None
    cap_applied: bool
    limit: Annotated[Exact | None, Field(description="The least that all caps of the contract leave.")]
    lost: Exact
    carried_in: list[CarriedShown]
    carried_forward: list[CarriedShown]
    expired: list[CarriedShown]
    earned_back: list[EarnedBackShown]
    total: Exact
    working: list[StepShown]


class ReportUsed(Payload):
    """A report that states figures of the period."""

    id: str
    name: str
    sha256: Digest
    rows: int


class EvidenceShown(Payload):
    """What the judgement was made from, and the digest that both parties can compare."""

    engine: int
    terms_sha256: Digest
    side: Literal["provider", "client"]
    begins: Instant
    ends: Instant
    sheets_sha256: Digest
    history_sha256: Digest | None
    reports: list[ReportUsed]
    sha256: Digest
    revision: int


class ScorecardShown(Payload):
    """The judgement of one contract for one period."""

    contract: str
    terms_version: DayText
    period: PeriodShown
    status: Status
    score: ScoreShown
    targets: list[LineShown]
    money: MoneyShown
    evidence: EvidenceShown


class PointShown(LineShort):
    """One period of a trend: the target's line, and the version of the terms that judged it."""

    period: PeriodShown
    terms: DayText

    @classmethod
    def of(cls, point: Point) -> Self:
        """A kept point as it goes out."""
        period = {
            "label": point.label,
            "start": point.start.isoformat(),
            "end": point.end.isoformat(),
        }
        return cls.model_validate({"period": period, **point.line})


class TrendShown(Payload):
    """The points of one target in order; `being_updated` while a newer change is still being judged."""

    target: str
    being_updated: bool
    points: list[PointShown]

    @classmethod
    def of(cls, trend: Trend) -> Self:
        """A kept trend as it goes out."""
        points = [PointShown.of(point) for point in trend.points]
        return cls(target=trend.target, being_updated=trend.is_being_updated, points=points)


class KeptLine(LineShort):
    """A target's line as it is kept, with the version of the terms that judged it."""

    terms: DayText


class MoneyShort(Payload):
    """The money of a contract's period, in its currency."""

    currency: str
    charges: Exact | None
    at_risk: Exact | None
    total: Exact
    credits: Exact
    bonuses: Exact


class PortfolioRow(Payload):
    """One contract's judgement for one of its periods."""

    contract: str
    contract_id: str
    client: str
    provider: str
    period: PeriodShown
    status: Status
    score: ScoreShown
    money: MoneyShort
    targets: list[KeptLine]
    being_updated: bool

    @classmethod
    def of(cls, one: Judged) -> Self:
        """A kept judgement as it goes out."""
        money = {key: one.money[key] for key in ("currency", "charges", "at_risk", "total")}
        money["credits"] = Money.of_minor_units(one.credits, one.currency).text()
        money["bonuses"] = Money.of_minor_units(one.bonuses, one.currency).text()
        return cls(
            contract=one.reference,
            contract_id=str(one.contract_id),
            client=one.parties.client,
            provider=one.parties.provider,
            period=PeriodShown(label=one.label, start=one.start.isoformat(), end=one.end.isoformat()),
            status="provisional" if one.status == "provisional" else "judged",
            score=ScoreShown.model_validate(one.score),
            money=MoneyShort.model_validate(money),
            targets=[KeptLine.model_validate(line) for line in one.lines],
            being_updated=one.is_being_updated,
        )


class PortfolioShown(Payload):
    """Every visible contract's judgements for the periods that end in a month."""

    period: str
    items: list[PortfolioRow]


class Sums(Payload):
    """The sums of the measures of one group; the group is named by what `by` asks for, else null."""

    day: DayText | None = None
    month: Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}$")] | None = None
    queue: str | None = None
    measures: dict[str, Exact]


class MeasuresShown(Payload):
    """Sums of measures by group, in order."""

    items: list[Sums]
