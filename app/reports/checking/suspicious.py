"""What a report says that may be true and hardly is; flags, never refusals.

Every queue is compared with itself, day by day, so nights of half-hours and small queues beside large ones
are no alarm. Less than two weeks of a queue say nothing. Each number below is a choice, with its reason; what
they give on real reports stands in `docs/decisions/0021`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

import polars as pl

from app.errors import Problem
from app.reports.checking.by_day import PART, Days, flagged, of_queues
from app.reports.checking.check import differs
from app.reports.checking.suspicious_shares import leaps_of_shares, piled_under
from app.sla.quantities import MILLION

FEWEST = 14  # days: two of every weekday, before which nothing is usual
RARE = 50  # a zero is odd where it stands in at most one of so many days
CHANCE = 7 * MILLION  # where seven are usual, none comes by chance once in a thousand days (Poisson, e^-7)
LEAP = 5  # times the middle day: more than the busiest season of a real centre is above its middle
MANY = 100 * MILLION  # below that a leap is chance
STEADY = Fraction(19, 20)  # of the days on one side of a change of definition, which then fails as often

_HOLDS = "= holds"
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
    every = of_queues(days, FEWEST)
    flags: list[Problem] = []
    if not len(every.frame):
        return flags
    if days.names and not calls:
        silent = _silent(every)
        flags += flagged([(every, silent)], days.names[0], "all_zero", _ALL_ZERO)
        flags += _zeros(every, silent)
    flags += _leaps(every)
    flags += leaps_of_shares(every)
    flags += _definitions(every)
    return flags


def _silent(days: Days) -> pl.Series:
    """Days of zeros alone, but for weekdays that are always so (closed) and queues that never had a call."""
    quiet = pl.all_horizontal((pl.col(name) == 0).fill_null(value=True) for name in days.names)
    week = days.frame.select(PART, weekday=pl.col("day") % 7, quiet=quiet)
    closed = pl.col("quiet").all().over(PART, "weekday")
    return week.select(pl.col("quiet") & ~closed).to_series()


def _zeros(days: Days, silent: pl.Series) -> Iterator[Problem]:
    odd = days.frame.with_columns(
        ((pl.col(name) == 0) & ~silent).fill_null(value=False).alias(f"= {name}") for name in days.names
    )
    judged = odd.group_by(PART, maintain_order=True).agg(_is_rare(name).alias(name) for name in days.names)
    for name in days.names:
        parts = judged[PART].filter(judged[name])
        mask = odd[f"= {name}"] & days.frame[PART].is_in(parts.to_list())
        sentence = f"{name} is 0, which it is nowhere else"
        yield from flagged([(days, mask)], name, "zero_unusual", sentence)


def _is_rare(name: str) -> pl.Expr:
    """Whether a queue has odd zeros, and few of them, where none comes by chance."""
    often = pl.col(f"= {name}").sum().cast(pl.Int64)
    return (often > 0) & (often * RARE <= pl.len()) & (_middle(name) >= CHANCE)


def _leaps(days: Days) -> Iterator[Problem]:
    if not days.has("offered"):
        return
    offered = pl.col("offered")
    leap = (offered > LEAP * _middle("offered").over(PART)) & (offered > MANY)
    reach = replace(days, frame=days.frame.filter(pl.col(PART) == 0)).reach
    sentence = f"offered is more than {LEAP} times what it is on the middle day of {reach}"
    yield from flagged([(days, days.frame.select(leap).to_series())], "offered", "leap", sentence)


def _middle(name: str) -> pl.Expr:
    """The middle value of a measure, the lower one of two; 0 where there is none."""
    last = (pl.col(name).count().cast(pl.Int64) - 1).clip(0) // 2
    return pl.col(name).sort(nulls_last=True).get(last).fill_null(0)


def _definitions(days: Days) -> Iterator[Problem]:
    """A sum that held until a day and does not since, or the other way: somebody counts otherwise now."""
    for whole, parts in _SUMS:
        if not days.has(whole, *parts):
            continue
        total = days.frame.select(pl.sum_horizontal(*parts, ignore_nulls=False)).to_series()
        holds = ~differs(days.column(whole), total)
        marked = replace(days, frame=days.frame.with_columns(holds.fill_null(value=False).alias(_HOLDS)))
        for one in _of_both_kinds(marked, (whole, *parts)):
            at = _changes_at(one.frame[_HOLDS])
            if at is not None:
                mask = pl.int_range(len(one.frame), eager=True) == _told_at(one, at)
                was, now = ("is", "is not") if one.frame[_HOLDS][0] else ("is not", "is")
                sentence = f"{whole} {was} {' + '.join(parts)} before this day and {now} since"
                yield from flagged([(one, mask)], whole, "definition_changed", sentence)


def _of_both_kinds(days: Days, names: Iterable[str]) -> Iterator[Days]:
    """The queues with enough days on which the sum holds, and enough on which it does not, for a change."""
    held, least = pl.col(_HOLDS).sum().cast(pl.Int64), -(-FEWEST * STEADY // 1)
    both = (held >= int(least)) & (pl.len() - held >= int(least))
    stated = pl.all_horizontal(pl.col(name).count() > 0 for name in names)
    mixed = days.frame.group_by(PART, maintain_order=True).agg(mixed=both & stated)
    for part in mixed.filter("mixed")[PART].to_list():
        yield replace(days, frame=days.frame.filter(pl.col(PART) == part))


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
