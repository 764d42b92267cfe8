"""What goes out of the what-if routes: the documents of ``app.sla.what_if``, field by field, closed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app.payloads import Payload
from app.scorecards.payloads import DayText, Exact, PeriodShown, StepShown, Verdict
from app.sla.what_if.ratchet import Reason

Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]
Labels = Annotated[list[str], Field(examples=[["2026-01", "2026-02"]])]


class Outcome(Payload):
    """What a target comes to: verdict, value, money."""

    verdict: Verdict
    value: Exact | None
    shown: Annotated[str, Field(description="The value for people, rounded as agreed.", examples=["82.69%"])]
    credit: Exact
    bonus: Exact


class VariantTried(Payload):
    """One variant of a metric; `outcome` is null, with the `reason`, where it cannot be reckoned."""

    variant: str
    formula: str
    agreed: Annotated[bool, Field(description="Whether this is the formula of the terms.")]
    flips: Annotated[bool, Field(description="Whether the verdict is another than the agreed one's.")]
    outcome: Outcome | None
    credits_of_the_period: Annotated[
        Exact | None, Field(description="Credits of all targets, after caps, under this variant.")
    ]
    reason: str


class SensitiveTarget(Payload):
    """One target under every variant of its metric."""

    id: str
    title: str
    metric: str
    expected: str
    minimum: str
    flips: bool
    variants: list[VariantTried]


class SensitivityShown(Payload):
    """The same counts of one period under every variant of each target's metric."""

    contract: str
    terms_version: DayText
    period: PeriodShown
    currency: Currency
    targets: list[SensitiveTarget]


class OutcomeAgainst(Outcome):
    """What a target comes to, with the level that was expected of it."""

    expected: str


class PairShown(Payload):
    """One target under the agreed terms and under the others; null where one of them has no such target."""

    id: str
    title: str
    agreed: OutcomeAgainst | None
    other: OutcomeAgainst | None
    difference: Exact


class SideShown(Payload):
    """The money of a period under one of the two; `total`: credits less bonuses and what was earned back."""

    terms_version: DayText
    score: Exact | None
    provisional: bool
    credits: Exact
    bonuses: Exact
    total: Exact


class SimulatedPeriod(Payload):
    """One period side by side; null where one of the two does not cut time so."""

    period: PeriodShown
    targets: list[PairShown]
    agreed: SideShown | None
    other: SideShown | None
    difference: Exact


class SimulationShown(Payload):
    """Other terms over the same history; `difference`: what they would credit beyond the agreed ones."""

    contract: str
    currency: Currency
    periods: list[SimulatedPeriod]
    agreed_total: Exact
    other_total: Exact
    difference: Exact


class Held(Payload):
    """How often the last twelve periods would have met a level; those without a value do not count."""

    level: Annotated[str, Field(examples=[">= 83%"])]
    share: Exact | None
    met: Labels
    missed: Labels
    without_value: Labels


class AchievabilityShown(Held):
    """How often the last twelve periods would have met a level of that target."""

    id: str
    title: str


class RatchetShown(Payload):
    """The midpoint between the agreed level and what was achieved; never looser than the agreed level."""

    id: str
    title: str
    agreed: str
    achieved: Exact | None
    proposed: Annotated[str, Field(examples=[">= 83%"])]
    reason: Annotated[
        Reason,
        Field(description="Why the agreed level is proposed again; empty where another one is."),
    ]
    periods: Labels
    without_value: Labels
    working: list[StepShown]
    achievability: Held
