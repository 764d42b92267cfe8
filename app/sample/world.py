"""The sample world: eighteen months of four centres, any month of it reckoned when it is asked for."""

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.sample.calls import HalfHour, month_of_calls, too_well
from app.sample.days import DayFigures, month_of_days
from app.sample.months import following, shifted
from app.sample.outbound import DayOfList, month_of_campaign
from app.sample.providers import MONTHS, PROVIDERS, Provider, provider

SEED = "meridian-1"


@dataclass(frozen=True)
class World:
    """Eighteen whole months, the last of them the last full one before `until`.

    The same `until` month gives the same figures on every machine and in every run.
    """

    until: date
    seed: str = SEED

    @property
    def end(self) -> date:
        """The first day after the world."""
        return self.until.replace(day=1)

    @property
    def start(self) -> date:
        """The first day of the world."""
        return shifted(self.end, -MONTHS)

    @property
    def months(self) -> tuple[date, ...]:
        """The first days of the eighteen months, oldest first."""
        return tuple(shifted(self.start, index) for index in range(MONTHS))

    def index(self, month: date) -> int:
        """The position of a month, 0 … 17; ValueError when it lies outside."""
        return self.months.index(month)

    def calls(self, slug: str, month: date, *, corrected: bool = True) -> tuple[HalfHour, ...]:
        """A provider's half-hours of a month, by queue; uncorrected: as they were first reported."""
        one, index = provider(slug), self.index(month)
        rows = _calls(one.slug, month, index, self.seed)
        return tuple(too_well(rows)) if not corrected and one.restates == index else rows

    def days(self, slug: str, month: date) -> tuple[DayFigures, ...]:
        """A provider's day figures of a month, by queue."""
        one, calls = provider(slug), self.calls(slug, month)
        return tuple(
            figures
            for line in one.lines
            for figures in month_of_days(
                one, line, [row for row in calls if row.queue == line.name], self.seed
            )
        )

    def campaign(self, slug: str, month: date) -> tuple[DayOfList, ...]:
        """A provider's outbound days of a month by list; empty for who does no outbound work."""
        one = provider(slug)
        self.index(month)
        return tuple(month_of_campaign(one, one.campaign, month, self.seed)) if one.campaign else ()

    def digest(self) -> str:
        """SHA-256 of every figure of the world: two equal worlds have equal digests."""
        hashed = hashlib.sha256()
        for one in PROVIDERS:
            for month in self.months:
                figures = (
                    *self.calls(one.slug, month),
                    *self.days(one.slug, month),
                    *self.campaign(one.slug, month),
                )
                hashed.update(repr([tuple(map(str, row)) for row in figures]).encode())
        return hashed.hexdigest()


@lru_cache(maxsize=2 * MONTHS * len(PROVIDERS))
def _calls(slug: str, month: date, index: int, seed: str) -> tuple[HalfHour, ...]:
    one: Provider = provider(slug)
    return tuple(row for line in one.lines for row in month_of_calls(one, line, month, index, seed))


def last_day(month: date) -> date:
    """The last day of a month."""
    return date.fromordinal(following(month).toordinal() - 1)
