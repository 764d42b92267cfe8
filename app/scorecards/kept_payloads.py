"""What goes out of the routes that read kept judgements: the trend, the portfolio, and sums of measures."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field

from app.payloads import Payload
from app.scorecards.life.amounts import text_of
from app.scorecards.life.uncollected import Uncollected
from app.scorecards.payloads import DayText, Exact, LineShort, PeriodShown, ScoreShown, Status
from app.scorecards.portfolio import Judged
from app.scorecards.trend import Point, Trend
from app.sla.quantities import Money


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


class UncollectedShown(Payload):
    """What was judged for clients in one currency, of all issued periods, and what became of it.

    `outstanding` was judged and not collected, set off or waived; bonuses are not in these sums.
    """

    currency: str
    judged: Exact
    collected: Exact
    set_off: Exact
    waived: Exact
    outstanding: Exact

    @classmethod
    def of(cls, one: Uncollected) -> Self:
        """The sums as they go out."""
        names = ("judged", "collected", "set_off", "waived", "outstanding")
        amounts = {name: text_of(getattr(one, name), one.currency) for name in names}
        return cls.model_validate({"currency": one.currency, **amounts})


class PortfolioShown(Payload):
    """Every visible contract's judgements for the periods that end in a month."""

    period: str
    items: list[PortfolioRow]
    uncollected: Annotated[
        list[UncollectedShown],
        Field(description="Judged but not collected, by currency, whatever the month."),
    ]


class Sums(Payload):
    """The sums of the measures of one group; the group is named by what `by` asks for, else null."""

    day: DayText | None = None
    month: Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}$")] | None = None
    queue: str | None = None
    measures: dict[str, Exact]


class MeasuresShown(Payload):
    """Sums of measures by group, in order."""

    items: list[Sums]
