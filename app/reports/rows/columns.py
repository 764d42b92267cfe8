"""The rows of a report between reading and sheets: keys and measures as columns, whatever format they
came from.
"""

from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from math import prod
from typing import Literal

import polars as pl

from app.sla.measures import Measure
from app.sla.quantities import MILLION

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

    def code(self) -> pl.Series:
        """A number for each row that sorts as queue, segment, channel, day and interval together do."""
        parts = [part.to_physical() if part.dtype == pl.Enum else part for part in self.frame()]
        bounds = [(int(part.min() or 0), int(part.max() or 0)) for part in parts]  # type: ignore[arg-type]
        room = prod(most - least + 1 for least, most in bounds)
        if room >= 2**63:  # so many different texts that their product fits no number
            return self.frame().select(pl.struct(pl.all()).rank("dense")).to_series()
        kind = pl.Int32() if room < 2**31 else pl.Int64()
        code = pl.repeat(0, len(self.day), dtype=kind, eager=True)
        for part, (least, most) in zip(parts, bounds, strict=True):
            if most > least or part.has_nulls():
                code = code * (most - least + 1) + (part.cast(kind) - least)
        return code

    def frame(self) -> pl.DataFrame:
        """The key columns together."""
        named = {"queue": self.queue, "segment": self.segment, "channel": self.channel}
        return pl.DataFrame({**named, "day": self.day, "slot": self.slot})


class Figures(MutableMapping[str, pl.Series]):
    """Millionths of each row by measure. Whole numbers are kept as such, in an eighth of the room, and become
    millionths when they are looked at.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[pl.Series, bool]] = {}

    def keep_whole(self, name: str, numbers: pl.Series) -> None:
        """Keep the whole numbers of a measure, of any integer type; null is missing."""
        self._kept[name] = numbers, True

    def kept(self, name: str) -> tuple[pl.Series, int]:
        """The numbers as they are kept, and how many millionths one of them is."""
        kept, whole = self._kept[name]
        return kept, MILLION if whole else 1

    def of_rows(self, name: str, places: pl.Series) -> pl.Series:
        """The millionths of these rows alone."""
        kept, whole = self._kept[name]
        return _millionths(kept.gather(places), whole=whole)

    def __getitem__(self, name: str) -> pl.Series:
        kept, whole = self._kept[name]
        return _millionths(kept, whole=whole)

    def __setitem__(self, name: str, millionths: pl.Series) -> None:
        self._kept[name] = millionths, False

    def __delitem__(self, name: str) -> None:
        del self._kept[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


def _millionths(kept: pl.Series, *, whole: bool) -> pl.Series:
    return kept.cast(pl.Int64) * MILLION if whole else kept


@dataclass(frozen=True, slots=True)
class Measured:
    """What each row states: millionths by measure (null is missing), by how much derived ones may be
    off, and the column that each measure came from.
    """

    values: MutableMapping[str, pl.Series] = field(default_factory=Figures)
    slack: dict[str, pl.Series] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, Measure] = field(default_factory=dict)


def of_rows(values: Mapping[str, pl.Series], name: str, places: pl.Series) -> pl.Series:
    """The millionths of one measure in these rows."""
    return values.of_rows(name, places) if isinstance(values, Figures) else values[name].gather(places)


def kept_of(values: Mapping[str, pl.Series], name: str) -> tuple[pl.Series, int]:
    """One measure in numbers as small as they are kept, and how many millionths one of them is."""
    return values.kept(name) if isinstance(values, Figures) else (values[name], 1)


@dataclass(frozen=True, slots=True)
class Rows:
    """Keys, measures and the line of the file that each row stands in."""

    lines: pl.Series
    keys: Keys
    measured: Measured
