"""The rows of a report between reading and sheets: keys and measures as columns, whatever format they
came from.
"""

from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from app.sla.measures import Measure

Grain = int | Literal["week", "month"]
DAY = 1440


@dataclass(frozen=True, slots=True)
class Keys:
    """Which queue and interval each row is about: ``day`` counts days from 1970-01-01 in the contract's zone,
    ``slot`` the intervals elapsed since the local day began (0 where a row is a day or more).
    """

    queue: pl.Series
    segment: pl.Series
    channel: pl.Series
    day: pl.Series
    slot: pl.Series
    grain: Grain

    @property
    def below_day(self) -> bool:
        """Whether a row is shorter than a day."""
        return isinstance(self.grain, int) and self.grain < DAY

    def frame(self) -> pl.DataFrame:
        """The key columns together."""
        named = {"queue": self.queue, "segment": self.segment, "channel": self.channel}
        return pl.DataFrame({**named, "day": self.day, "slot": self.slot})


@dataclass(frozen=True, slots=True)
class Measured:
    """What each row states: millionths by measure (null is missing), by how much derived ones may be
    off, and the column that each measure came from.
    """

    values: dict[str, pl.Series] = field(default_factory=dict)
    slack: dict[str, pl.Series] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, Measure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rows:
    """Keys, measures and the line of the file that each row stands in."""

    lines: pl.Series
    keys: Keys
    measured: Measured
