"""Shares that leap from one stretch of time to the next, and answers that pile up just under a threshold."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import polars as pl

from app.errors import Problem
from app.reports.checking.by_day import PART, Days, flagged
from app.sla.quantities import MILLION

WEEK = 7  # days of a stretch in a short file
LONG = 45  # days from which calendar months are compared
TIMES = 2  # a share has leapt when it is so many times what it was before …
POINTS = {"short": 10, "blocked": 2}  # … and so many points of percent higher
FEW = 50 * MILLION  # calls in the share, below which a leap is chance
PILED_OVER = (3, 2)  # times as dense as in the step before: waits thin out as they get longer …
PILED_UNDER = 2  # … and in the step behind
SIGMA = 4  # and so many standard deviations more than the step before foretells (Poisson)
_CUT = "= stretch"
_DAY = pl.col("day").cast(pl.Int32)
# Months where a queue's days reach that far, else weeks from its first day on.
_STRETCH = (
    pl.when((_DAY.max() - _DAY.min()).over(PART) >= LONG)
    .then(_DAY.cast(pl.Date).dt.year().cast(pl.Int32) * 12 + _DAY.cast(pl.Date).dt.month().cast(pl.Int32))
    .otherwise((_DAY - _DAY.min().over(PART)) // WEEK)
)
_WITHIN = re.compile(r"(answered|abandoned)_within_([0-9]+)s", re.ASCII)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole that may leap: by so many points of percent at least, flagged by that code."""

    part: str
    whole: str
    points: int
    code: str


def steps_of(kind: str, names: tuple[str, ...]) -> list[int]:
    """The seconds of the measures ``kind_within_Ns`` among these, in order."""
    return sorted(int(match[2]) for name in names if (match := _WITHIN.fullmatch(name)) and match[1] == kind)


def leaps_of_shares(days: Days) -> Iterator[Problem]:
    """Short abandons of all abandons, blocked calls of all offered: both leave the denominator quietly."""
    shares: list[Share] = []
    steps = steps_of("abandoned", days.names)
    if steps and days.has("abandoned"):
        shares.append(
            Share(f"abandoned_within_{steps[0]}s", "abandoned", POINTS["short"], "short_abandons_leap")
        )
    if days.has("blocked", "offered"):
        shares.append(Share("blocked", "offered", POINTS["blocked"], "blocked_leap"))
    if not shares:
        return
    cut = replace(days, frame=days.frame.with_columns(_STRETCH.alias(_CUT)))
    found = [_stretches(cut.frame, share) for share in shares]
    for part in range(int(cut.frame[PART].max()) + 1):  # type: ignore[arg-type]
        for share, stretches in zip(shares, found, strict=True):
            yield from _leap(cut, part, share, stretches.get(part, ()))


def _leap(
    days: Days, part: int, share: Share, stretches: Iterable[tuple[int, int, int]]
) -> Iterator[Problem]:
    seen_part = seen_whole = 0
    for stretch, more, of in stretches:
        leapt = seen_whole and of and more >= FEW
        # shares compared crosswise, in whole numbers: more/of ≥ 2 × seen and ≥ seen + points
        if (
            leapt
            and more * seen_whole >= TIMES * seen_part * of
            and 100 * (more * seen_whole - seen_part * of) >= share.points * of * seen_whole
        ):
            mask = (days.frame[PART] == part) & (days.frame[_CUT] == stretch)
            now, before = 100 * more // of, 100 * seen_part // seen_whole
            sentence = f"{share.part} is {now} % of {share.whole}, before it was {before} %"
            yield from flagged([(days, mask)], share.part, share.code, sentence)
        seen_part, seen_whole = seen_part + more, seen_whole + of


def _stretches(frame: pl.DataFrame, share: Share) -> dict[int, list[tuple[int, int, int]]]:
    """Each stretch of each queue in order with the sums of both, of the days that state both."""
    part, whole = pl.col(share.part).alias("= some"), pl.col(share.whole).alias("= all")
    both = frame.select(PART, _CUT, part, whole).drop_nulls()
    summed = both.group_by(PART, _CUT).agg(pl.col("= some").sum(), pl.col("= all").sum())
    found: dict[int, list[tuple[int, int, int]]] = {}
    for number, stretch, some, every in summed.sort(PART, _CUT).rows():
        found.setdefault(number, []).append((stretch, some, every))
    return found


def piled_under(days: Days, thresholds: frozenset[int]) -> Iterator[Problem]:
    """Answers just within the seconds that are paid for. It takes a step below, one above, and one before:
    call records bring a ladder of them, other reports as many as they state.
    """
    steps = steps_of("answered", days.names)
    for threshold in sorted(thresholds & set(steps)):
        at = steps.index(threshold)
        if at < 1 or at + 1 >= len(steps):
            continue
        bounds = [*((0,) if at == 1 else (steps[at - 2],)), steps[at - 1], threshold, steps[at + 1]]
        summed = [0 if bound == 0 else _sum(days, bound) for bound in bounds]
        counts = [more - less for less, more in pairwise(summed)]
        widths = [more - less for less, more in pairwise(bounds)]
        if _is_piled(counts, widths):
            name = f"answered_within_{threshold}s"
            mask = days.frame.select(pl.col(name) > pl.col(f"answered_within_{bounds[1]}s")).to_series()
            few, here, more = (count // MILLION for count in counts)
            sentence = (
                f"{here} answers in {bounds[1]} to {threshold} s, {few} the {widths[0]} s before and {more} "
                f"the {widths[2]} s behind: they pile up just under what is paid for,"
            )
            yield from flagged([(days, mask)], name, "piled_under_threshold", sentence)


def _sum(days: Days, seconds: int) -> int:
    return int(days.column(f"answered_within_{seconds}s").sum())


def _is_piled(counts: list[int], widths: list[int]) -> bool:
    """Compared crosswise in whole numbers: densities are counts by seconds."""
    before, here, behind = counts
    denser = here * widths[0] * PILED_OVER[1] >= PILED_OVER[0] * before * widths[1]
    sharp = here * widths[2] >= PILED_UNDER * behind * widths[1]
    foretold = before * widths[1]  # calls × the width of the step before
    more = here * widths[0] - foretold
    certain = (
        more > 0 and more * more >= SIGMA * SIGMA * max(foretold, MILLION * widths[0]) * widths[0] * MILLION
    )
    return denser and sharp and here >= FEW and certain
