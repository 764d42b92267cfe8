"""What goes in and out of the exclusions routes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field

from app.contracts.exclude import Span
from app.contracts.tables import ExclusionState
from app.payloads import Id, Line, Moment, Payload, Prose
from app.scorecards.exclusions.price import Price
from app.scorecards.payloads import Exact, Verdict
from app.sla.quantities import Money

Side = Literal["client", "provider"]
Some = Annotated[list[Line], Field(max_length=200)]
Instant = Annotated[Moment, Field(strict=False)]


class ExclusionBody(Payload):
    """A span that is to be left out: from `start` up to, and without, `end`.

    A row that cannot be cut (a daily figure) stays as it is unless `whole_days` drops it. Without queues or
    channels it is about all of them.
    """

    name: Annotated[Line, Field(examples=["Outage of the trunk line"])]
    reason: Annotated[Prose, Field(min_length=1, examples=["The carrier was down, ticket 4711."])]
    start: Instant
    end: Instant
    queues: Some = Field(default_factory=list)
    channels: Some = Field(default_factory=list)
    whole_days: bool = False

    def span(self) -> Span:
        """What is proposed, as the contract keeps it."""
        return Span(self.name, self.reason, self.start, self.end, self.queues, self.channels, self.whole_days)


class ConsentShown(Payload):
    """Who said yes for one side, and when."""

    side: Side
    by: str
    at: datetime


class ExclusionShown(Payload):
    """An exclusion and who of both sides agreed to it.

    It counts while it is `agreed`, also while one side asks to undo that (`undoing`).
    """

    id: Id
    name: str
    reason: str
    start: datetime
    end: datetime
    queues: list[str]
    channels: list[str]
    whole_days: bool
    state: Literal["proposed", "agreed", "undoing", "declined", "withdrawn"]
    proposed: ConsentShown
    agreed: ConsentShown | None
    undo_asked_by: Side | None
    changed_by: Annotated[Side, Field(description="The side that took the last step.")]
    changed_at: datetime
    revision: Annotated[int, Field(description="Of the contract, since which it stands like this.")]

    @classmethod
    def of(cls, one: ExclusionState) -> Self:
        """A stored exclusion as it is shown."""
        return cls.model_validate(_fields(one))


class PeriodPriceShown(Payload):
    """What a period costs the provider without and with the exclusion: credits less bonuses."""

    period: str
    without: Exact
    with_it: Exact


class TurnedShown(Payload):
    """A verdict that the exclusion turns."""

    period: str
    target: str
    without: Verdict
    with_it: Verdict


class PriceShown(Payload):
    """What the exclusion waives: by how much less the provider owes with it than without it."""

    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    waived: Exact
    periods: list[PeriodPriceShown]
    turned: list[TurnedShown]

    @classmethod
    def of(cls, price: Price) -> Self:
        """A price as it is shown, in amounts of the currency."""

        def text(units: int) -> str:
            return Money.of_minor_units(units, price.currency).text()

        periods = [
            PeriodPriceShown(period=one.label, without=text(one.without), with_it=text(one.with_it))
            for one in price.periods
        ]
        turned = [
            TurnedShown.model_validate({name: getattr(one, name) for name in TurnedShown.model_fields})
            for one in price.turned
        ]
        return cls(currency=price.currency, waived=text(price.waived), periods=periods, turned=turned)


class PricedExclusion(ExclusionShown):
    """An exclusion with its price; null where it was declined or withdrawn, so that it can change nothing."""

    price: PriceShown | None

    @classmethod
    def priced(cls, one: ExclusionState, price: Price | None) -> Self:
        """A stored exclusion with its price as it is shown."""
        return cls.model_validate({**_fields(one), "price": None if price is None else PriceShown.of(price)})


def _fields(one: ExclusionState) -> dict[str, object]:
    agreed = None
    if one.agreed_side is not None:
        agreed = {"side": one.agreed_side, "by": one.agreed_name, "at": one.agreed_at}
    return {
        "id": one.exclusion_id,
        "name": one.name,
        "reason": one.reason,
        "start": one.starts_at,
        "end": one.ends_at,
        "queues": one.queues,
        "channels": one.channels,
        "whole_days": one.whole_days,
        "state": one.state,
        "proposed": {"side": one.proposed_side, "by": one.proposed_name, "at": one.proposed_at},
        "agreed": agreed,
        "undo_asked_by": one.asked_side if one.state == "undoing" else None,
        "changed_by": one.changed_side,
        "changed_at": one.changed_at,
        "revision": one.from_revision,
    }
