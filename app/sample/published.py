"""When which report exists: the monthly ones, the late one, the one that never came, the correction."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from app.sample.months import following
from app.sample.providers import PROVIDERS, Provider, provider
from app.sample.world import World

CORRECTED_ON = 20  # of the month after
_MORNING = timedelta(hours=6)
KINDS = ("calls", "days", "campaign")


@dataclass(frozen=True)
class Pull:
    """One fetch of one report in the order of history: the window [start, end) and the moment it is due."""

    slug: str
    kind: str
    start: date
    end: date
    at: datetime
    corrects: bool = False


def kinds(one: Provider) -> tuple[str, ...]:
    """The reports that a provider makes: `calls` by half-hour, `days`, and `campaign` where it calls out."""
    return KINDS if one.campaign else KINDS[:2]


def first_published(world: World, one: Provider, month: date) -> datetime | None:
    """The instant (UTC) from which a month's reports can be fetched; None when they never come."""
    index = world.index(month)
    if index in one.missing:
        return None
    return _on(month, one.late.get(index, one.reports_on))


def corrected(world: World, one: Provider, month: date) -> datetime | None:
    """The instant (UTC) from which a corrected version of the calls is served; None where there is none."""
    return _on(month, CORRECTED_ON) if one.restates == world.index(month) else None


def history(world: World, now: datetime) -> tuple[Pull, ...]:
    """Every pull that finds something new up to `now`, oldest first, as a patient client would pull."""
    pulls = []
    for one in PROVIDERS:
        for month in world.months:
            first, again = first_published(world, one, month), corrected(world, one, month)
            pulls += [Pull(one.slug, kind, month, following(month), first) for kind in kinds(one) if first]
            if again:
                pulls.append(Pull(one.slug, "calls", month, following(month), again, corrects=True))
    return tuple(sorted((pull for pull in pulls if pull.at <= now), key=lambda pull: (pull.at, pull.slug)))


def not_yet(world: World, slug: str, months: list[date], at: datetime) -> str:
    """A sentence that says why a window cannot be served at that instant; empty when it can."""
    one = provider(slug)
    for month in months:
        if month not in world.months:
            return f"{one.name} has no figures for {month:%Y-%m}: they go from {world.start} to {world.end}."
        published = first_published(world, one, month)
        if published is None or published > at:
            return f"{one.name} has not reported {month:%Y-%m} yet; ask again later."
    return ""


def _on(month: date, day: int) -> datetime:
    after = following(month)
    return datetime(after.year, after.month, day, tzinfo=UTC) + _MORNING
