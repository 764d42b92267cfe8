"""A report's days beside those that its contract has known before: what a file alone does not show.

A provider that reports day by day never sends two weeks at once, and a monthly file may change its
definition on the first. So the three months before the file's first day are laid before its days, and the
same rules look at both together (`suspicious.py`); only what the file itself states is flagged, and nothing
that the file alone has shown already.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import polars as pl
from sqlmodel import Session

from app.errors import Problem
from app.reports.checking.by_day import Days, flagged
from app.reports.checking.imputed import FEWEST, filled_in
from app.reports.checking.suspicious import unusual
from app.reports.keeping.as_known import Side, sheets_known
from app.reports.reading.read import Reading
from app.reports.rows.days import day_numbered, number_of
from app.sla.quantities import MILLION, decimal_text
from app.sla.sheets import Sheet

BEFORE = 92  # days: three months
_KEYS = {"queue": pl.String, "segment": pl.String, "channel": pl.String, "day": pl.Int32, "line": pl.Int64}
_MEANS = (
    ("wait_seconds", "answered"),
    ("talk_seconds", "answered"),
    ("hold_seconds", "answered"),
    ("wrap_seconds", "answered"),
)
_LONGEST = 20_000  # days of queues in which means are worked out one by one


def with_what_was_known(session: Session, of: Side, reading: Reading, revision: int) -> Reading:
    """The reading with the flags that the days known at that revision add; one query."""
    if reading.days is None or not len(reading.days.frame):
        return reading
    first = day_numbered(int(reading.days.frame["day"].min()))  # type: ignore[arg-type]
    known = sheets_known(session, of, first - timedelta(days=BEFORE), first, revision)
    flags = against(reading.days, (one.sheet for one in known), calls="calls" in reading.mapping)
    said = {flag.code for flag in reading.flags}
    more = tuple(flag for flag in flags if flag.code not in said)
    return replace(reading, flags=(*reading.flags, *more)) if more else reading


def against(days: Days, before: Iterable[Sheet], *, calls: bool) -> list[Problem]:
    """What a report's days are beside those days; nothing where none of its queues was known."""
    stated = _plain(days)
    known = _known(stated, before)
    if not len(known.frame):
        return []
    together = pl.concat([known.frame, stated.frame]).sort("queue", "segment", "channel", "day")
    union = replace(stated, frame=together)
    return [*unusual(union, calls=calls), *_constants(union)]


def _plain(days: Days) -> Days:
    typed = [pl.col(name).cast(kind) for name, kind in _KEYS.items()]
    return replace(days, frame=days.frame.select(*typed, *days.names))


def _known(stated: Days, before: Iterable[Sheet]) -> Days:
    """The days before, of the queues that the file states."""
    rows = [
        (
            one.queue,
            one.segment,
            one.channel,
            number_of(one.first_day),
            None,
            *map(one.totals.get, stated.names),
        )
        for one in before
        if one.days == 1
    ]
    schema = {**_KEYS, **dict.fromkeys(stated.names, pl.Int64)}
    found = pl.DataFrame(rows, schema=schema, orient="row")
    first = stated.frame["day"].min()
    queues = stated.frame.select("queue", "segment", "channel").unique()
    joined = found.join(queues, on=["queue", "segment", "channel"], how="semi")
    return replace(stated, frame=joined.filter(pl.col("day") < first))


def _constants(days: Days) -> Iterator[Problem]:
    """One number, or one mean, that stands on so many days that somebody seems to have filled it in."""
    for one in days.queues():
        if len(one.frame) < FEWEST:
            continue
        for name in days.names:
            yield from _filled(one, name, name, one.column(name))
        for seconds, calls in _MEANS:
            if one.has(seconds, calls) and len(one.frame) <= _LONGEST:
                yield from _filled(one, seconds, f"{seconds} / {calls}", _means(one, seconds, calls))


def _filled(days: Days, name: str, named: str, values: pl.Series) -> Iterator[Problem]:
    texts = values if values.dtype == pl.String else _texts(values)
    value = filled_in(texts)
    if value is not None:
        same = (texts == value).fill_null(value=False)
        sentence = f"{named} is {value} on {int(same.sum())} of {len(texts)} days, as if it were filled in,"
        yield from flagged([(days, same)], name, "constant", sentence)


def _texts(millionths: pl.Series) -> pl.Series:
    """Whole numbers as text; others stay out, because their digits hardly repeat."""
    return (
        pl.select(pl.when(millionths % MILLION == 0).then(millionths // MILLION)).to_series().cast(pl.String)
    )


def _means(days: Days, seconds: str, calls: str) -> pl.Series:
    pairs = zip(days.column(seconds).to_list(), days.column(calls).to_list(), strict=True)
    return pl.Series([_mean(whole, part) for whole, part in pairs], dtype=pl.String)


def _mean(seconds: int | None, calls: int | None) -> str | None:
    """Seconds by call to a millionth, as text."""
    if not seconds or not calls:
        return None
    return decimal_text(Fraction(seconds * MILLION // calls, MILLION))
