"""What a report says that may be true and hardly is; flags, never refusals.

Every queue is compared with itself, day by day, so nights of half-hours and small queues beside large ones
are no alarm. Less than two weeks of a queue say nothing. Each number below is a choice, with its reason; what
they give on real reports stands in `docs/decisions/0021`.
"""

from collections.abc import Iterator
from fractions import Fraction

import polars as pl

from app.errors import Problem
from app.reports.checking.by_day import Days, flagged
from app.reports.checking.check import differs
from app.reports.checking.suspicious_shares import leaps_of_shares, piled_under
from app.sla.quantities import MILLION

FEWEST = 14  # days: two of every weekday, before which nothing is usual
RARE = 50  # a zero is odd where it stands in at most one of so many days
CHANCE = 7 * MILLION  # where seven are usual, none comes by chance once in a thousand days (Poisson, e^-7)
LEAP = 5  # times the middle day: more than the busiest season of a real centre is above its middle
MANY = 100 * MILLION  # below that a leap is chance
STEADY = Fraction(19, 20)  # of the days on one side of a change of definition, which then fails as often

_ALL_ZERO = "every figure is 0: that may mean that nothing was reported"
_SUMS = (
    ("offered", ("answered", "abandoned")),
    ("offered", ("answered", "abandoned", "blocked")),
    ("handled", ("answered",)),
)


def suspicious(days: Days, thresholds: frozenset[int] = frozenset(), *, calls: bool = False) -> list[Problem]:
    """One flag a rule and measure, with its count, its first place and its days.

    ``thresholds`` are the seconds that the terms pay for: answers are looked for just under them. Of single
    ``calls`` nobody writes a zero: a day without any is missing.
    """
    return [*piled_under(days, thresholds), *unusual(days, calls=calls)]


def unusual(days: Days, *, calls: bool) -> list[Problem]:
    """What each queue's own days make doubtful; of days that were known before nothing is said again."""
    queues = [one for one in days.queues() if len(one.frame) >= FEWEST]
    flags: list[Problem] = []
    if queues and days.names and not calls:
        silent = [(one, _silent(one)) for one in queues]
        flags += flagged(silent, days.names[0], "all_zero", _ALL_ZERO)
        flags += _zeros(days, silent)
    flags += _leaps(queues)
    flags += leaps_of_shares(queues)
    flags += _definitions(queues)
    return flags


def _silent(days: Days) -> pl.Series:
    """Days of zeros alone, but for weekdays that are always so (closed) and queues that never had a call."""
    none = days.frame.select(
        quiet=pl.all_horizontal((pl.col(name) == 0).fill_null(value=True) for name in days.names)
    )
    week = none.with_columns(weekday=days.frame["day"] % 7)
    closed = week.select(pl.col("quiet").all().over("weekday")).to_series()
    return none["quiet"] & ~closed


def _zeros(days: Days, silent: list[tuple[Days, pl.Series]]) -> Iterator[Problem]:
    for name in days.names:
        found = []
        for one, quiet in silent:
            column = one.column(name)
            odd = ((column == 0) & ~quiet).fill_null(value=False)
            if 0 < int(odd.sum()) * RARE <= len(column) and _middle(column) >= CHANCE:
                found.append((one, odd))
        sentence = f"{name} is 0, which it is nowhere else"
        yield from flagged(found, name, "zero_unusual", sentence)


def _leaps(queues: list[Days]) -> Iterator[Problem]:
    found = []
    for one in queues:
        if one.has("offered"):
            offered = one.column("offered")
            found.append((one, (offered > LEAP * _middle(offered)) & (offered > MANY)))
    reach = queues[0].reach if queues else ""
    sentence = f"offered is more than {LEAP} times what it is on the middle day of {reach}"
    yield from flagged(found, "offered", "leap", sentence)


def _middle(column: pl.Series) -> int:
    """The middle value, the lower one of two; 0 where there is none."""
    ordered = column.drop_nulls().sort()
    return int(ordered[(len(ordered) - 1) // 2]) if len(ordered) else 0


def _definitions(queues: list[Days]) -> Iterator[Problem]:
    """A sum that held until a day and does not since, or the other way: somebody counts otherwise now."""
    for whole, parts in _SUMS:
        for one in queues:
            if not one.has(whole, *parts):
                continue
            total = one.frame.select(pl.sum_horizontal(*parts, ignore_nulls=False)).to_series()
            holds = ~differs(one.column(whole), total)
            at = _changes_at(holds.fill_null(value=False))
            if at is not None:
                mask = pl.int_range(len(holds), eager=True) == _told_at(one, at)
                was, now = ("is", "is not") if holds[0] else ("is not", "is")
                sentence = f"{whole} {was} {' + '.join(parts)} before this day and {now} since"
                yield from flagged([(one, mask)], whole, "definition_changed", sentence)


def _told_at(days: Days, at: int) -> int:
    """The day that is named: the change itself, or where it was known before, the first day of the file that
    makes it certain (the two weeks that it takes are full only now).
    """
    line = days.frame["line"]
    known_since = int(line[at:].is_null().sum())
    if line[at] is None and known_since < FEWEST:
        return at + int(line[at:].is_not_null().arg_true()[0])
    return at


def _changes_at(holds: pl.Series) -> int | None:
    """The first day of the second definition: on each side at least two weeks, nearly all of them alike."""
    count = len(holds)
    if count < 2 * FEWEST:
        return None
    at = pl.int_range(FEWEST, count - FEWEST + 1, eager=True)
    held = holds.cast(pl.Int64).cum_sum()
    before = held.gather(at - 1)
    steady = _nearly_all(before, at) & _nearly_none(held[-1] - before, count - at)
    steady |= _nearly_none(before, at) & _nearly_all(held[-1] - before, count - at)
    best, found = Fraction(0), None
    parts = (part.filter(steady).to_list() for part in (at, before, held[-1] - before))
    for day, one, other in zip(*parts, strict=True):
        apart = abs(Fraction(one, day) - Fraction(other, count - day))
        if apart > best:
            best, found = apart, day
    return found


def _nearly_all(held: pl.Series, days: pl.Series) -> pl.Series:
    return held * STEADY.denominator >= days * STEADY.numerator


def _nearly_none(held: pl.Series, days: pl.Series) -> pl.Series:
    return _nearly_all(days - held, days)
