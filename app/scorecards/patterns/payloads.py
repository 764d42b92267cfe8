"""What goes out of rhythm and campaign."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from app.payloads import Payload
from app.scorecards.patterns.campaign import Campaign, ListOf
from app.scorecards.patterns.rhythm import Rhythm
from app.scorecards.payloads import Exact
from app.sla.quantities import decimal_text

MILLION = 1_000_000
Rate = Literal["abandonment_rate", "contact_rate"]


class HourShown(Payload):
    """One hour of one weekday over the weeks of a period; the rate is null where nothing came."""

    weekday: Annotated[int, Field(ge=1, le=7, description="1 is Monday.")]
    hour: Annotated[int, Field(ge=0, le=23)]
    numerator: Exact
    denominator: Exact
    rate: Exact | None


class RhythmShown(Payload):
    """A rate by weekday and hour, and which rates the period has by hour."""

    period: str
    rate: Rate
    rates: list[Rate]
    hours: list[HourShown]


class ProgressShown(Payload):
    """What was done and planned up to the end of a day."""

    day: date
    done: Exact
    planned: Exact | None


class ListShown(Payload):
    """What became of one list; a measure that nobody stated is not there."""

    segment: str
    measures: dict[str, Exact]


class OutcomeShown(Payload):
    """How often calls ended so; `up_to` is the share of this and all commoner result codes."""

    code: str
    count: Exact
    up_to: Exact


class CampaignShown(Payload):
    """A campaign's period: progress of `measured`, lists, result codes."""

    period: str
    measured: Literal["successes", "records_attempted"]
    progress: list[ProgressShown]
    lists: list[ListShown]
    outcomes: list[OutcomeShown]


def rhythm_shown(found: Rhythm) -> RhythmShown:
    """A rhythm as it goes out."""
    return RhythmShown.model_validate(
        {
            "period": found.period.label,
            "rate": found.rate,
            "rates": list(found.rates),
            "hours": [
                {
                    "weekday": one.weekday + 1,
                    "hour": one.hour,
                    "numerator": decimal_text(Fraction(one.part, MILLION)),
                    "denominator": decimal_text(Fraction(one.whole, MILLION)),
                    "rate": None if one.rate is None else decimal_text(one.rate),
                }
                for one in found.hours
            ],
        }
    )


def campaign_shown(found: Campaign) -> CampaignShown:
    """A campaign as it goes out."""
    return CampaignShown.model_validate(
        {
            "period": found.period.label,
            "measured": found.measured,
            "progress": [
                ProgressShown(
                    day=one.day,
                    done=decimal_text(one.done),
                    planned=None if one.planned is None else decimal_text(one.planned),
                )
                for one in found.progress
            ],
            "lists": [_list(one) for one in found.lists],
            "outcomes": [
                OutcomeShown(code=one.code, count=decimal_text(one.count), up_to=decimal_text(one.up_to))
                for one in found.outcomes
            ],
        }
    )


def _list(one: ListOf) -> ListShown:
    return ListShown(
        segment=one.segment, measures={name: decimal_text(value) for name, value in one.sums.items()}
    )
