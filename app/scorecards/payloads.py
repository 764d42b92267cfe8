"""What goes out of the scorecards routes: the documents of ``app.sla.document``, field by field.

Strict and closed: a field that the core adds and this page does not know fails in the tests, so that the
published description and the documents cannot drift apart. Exact numbers are text.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field

from app.payloads import Payload
from app.scorecards.missing_intervals import LISTED, MissingIntervals, MissingSpan

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


class RatingShown(Payload):
    """One word for the whole period, by the share of met targets of those that were judged."""

    word: Annotated[str, Field(examples=["Approaching target"])]
    met: Exact
    judged: Exact
    working: list[StepShown]


class MissingDay(Payload):
    """A queue's day without a figure."""

    queue: str
    day: DayText


class MissingSpanShown(Payload):
    """Intervals of a queue's day, one after the other, that the reports of the day leave out."""

    queue: str
    begins: Annotated[
        str, Field(description="Where the contract lives.", examples=["2026-04-03T10:30+08:00"])
    ]
    ends: Annotated[str, Field(description="Before which it ends.", examples=["2026-04-03T11:30+08:00"])]
    intervals: int
    measures: Annotated[list[str], Field(description="What is not stated there and is by the day's others.")]

    @classmethod
    def of(cls, one: MissingSpan) -> Self:
        """A span as it goes out."""
        begins, ends = (moment.isoformat(timespec="minutes") for moment in (one.begins, one.ends))
        measures = list(one.measures)
        return cls(queue=one.queue, begins=begins, ends=ends, intervals=one.intervals, measures=measures)


class MissingIntervalsShown(Payload):
    """Half-hours (or other intervals) that reported days lack: how many, and the first 200 spans of them."""

    count: int
    spans: Annotated[list[MissingSpanShown], Field(max_length=LISTED)]

    @classmethod
    def of(cls, found: MissingIntervals) -> Self:
        """What was found as it goes out."""
        return cls(count=found.count, spans=[MissingSpanShown.of(one) for one in found.spans])


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


class LeftOutShown(Payload):
    """What was left out before adding up: from when to when, why, who agreed, how much of each measure."""

    kind: Literal["outside_service_hours", "holiday", "exclusion", "relief"]
    name: str
    reason: str
    begins: Annotated[str, Field(description="A day, or an instant where the contract lives.")]
    ends: Annotated[str, Field(description="The last day, or the instant before which it ends.")]
    client: Annotated[str, Field(description="Who agreed for the client; empty: nobody yet.")]
    provider: Annotated[str, Field(description="Who agreed for the provider; empty: nobody yet.")]
    applied: Annotated[bool, Field(description="Whether it changes anything: both parties agreed.")]
    measures: dict[str, Exact]


class LineShown(LineShort):
    """The judgement of one target with its working, the sums behind it and what was left out."""

    variant: str
    formula: str
    queues: list[str]
    compared: Exact | None
    achieved: Exact
    raw_value: Annotated[Exact | None, Field(description="The value with nothing left out.")]
    raw_shown: str
    raw_verdict: Annotated[Verdict, Field(description="The verdict with nothing left out.")]
    raw_credit: Annotated[Exact, Field(description="The credit with nothing left out.")]
    measures: dict[str, Exact]
    excluded: list[LeftOutShown]
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
    charges_stated: Annotated[
        dict[str, Exact], Field(description="By side, where the charges are a measure.")
    ]
    charges_flag: Annotated[
        Literal["", "charges_differ", "charges_of_other_side"],
        Field(description="Whether the sides state different charges, or only the one that does not count."),
    ]
    at_risk: Exact | None
    credits: Exact
    raw_credits: Annotated[Exact, Field(description="The credits with nothing left out.")]
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
    claim_by: Annotated[
        DayText | None, Field(description="The last day on which the credits can be claimed, where agreed.")
    ]
    working: list[StepShown]


class TriggerShown(Payload):
    """What gives the right to terminate: how far it came in these periods, and how far it takes."""

    kind: Literal["in_a_row", "out_of", "points", "cap_reached"]
    clause: str
    period: str
    target: Annotated[str, Field(description="The target, or nothing where all count together.")]
    reached: Exact
    needed: Exact
    within: int
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
    time_zones: Annotated[str, Field(description="The version of the time zone data.", examples=["2026.2"])]
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
    rating: RatingShown
    targets: list[LineShown]
    money: MoneyShown
    triggers: list[TriggerShown]
    evidence: EvidenceShown
