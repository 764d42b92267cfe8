"""Under which conditions a target counts, and what of its figures does (domain.md §5, §6)."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.sla.agreed.levels import Level, read_level
from app.sla.formula import Formula, parse
from app.sla.hours import Weekly
from app.sla.remedies.prices import Price

FORECAST, OFFERED = "forecast_offered", "offered"
WEEKS_BACK = 4
_CONDITION = re.compile(r"([^<>=]+?)\s*([<>]=?.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class OnlyIf:
    """A target counts only in periods in which the formula holds the level: ``surveys_sent > 0``."""

    formula: Formula
    level: Level

    @classmethod
    def read(cls, text: str) -> "OnlyIf":
        """The condition that a text states; raises ValueError."""
        match = _CONDITION.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"“{text[:60]}” is not a condition; write it like surveys_sent > 0")
        return cls(parse(match[1]), read_level(match[2], "number"))

    def text(self) -> str:
        """The condition as it is written."""
        return f"{self.formula.text} {self.level.text()}"


@dataclass(frozen=True, slots=True)
class TargetHours:
    """The hours in which alone a target counts, under the name that people give them, such as peak."""

    name: str
    weekly: Weekly


@dataclass(frozen=True, slots=True)
class LowVolume:
    """Too little to judge by: under so much of a measure; or so many failures that are forgiven."""

    measure: str = ""
    under: Fraction = Fraction(0)
    allow_failures: int | None = None

    def __post_init__(self) -> None:
        if (self.allow_failures is None) == (not self.measure):
            raise ValueError("low volume is either “measure” and “under”, or “allow_failures”; write one")
        if self.measure and self.under <= 0:
            raise ValueError("“under” is more than 0")


@dataclass(frozen=True, slots=True)
class LateRemedy:
    """What a report costs that comes after its due day: for each day late, or once; with a cap of its own."""

    price: Price
    per: Literal["day", "business_day", "report"] = "day"
    cap: Price | None = None


@dataclass(frozen=True, slots=True)
class Relief:
    """Relief for more volume than the client forecast: surplus = offered − forecast × (1 + tolerance).

    The forecast is the client's as it stood ``locked`` days before the period. The surplus is taken for each
    interval by itself or as a whole; where a metric measures time, intervals with a surplus are dropped, or
    there is no relief.
    """

    tolerance: Fraction
    locked: int = 0
    by: Literal["interval", "whole"] = "interval"
    time_metrics: Literal["none", "drop"] = "none"

    def __post_init__(self) -> None:
        if self.by == "whole" and self.time_metrics == "drop":
            raise ValueError("as a whole there is no interval to drop; write by: interval")
