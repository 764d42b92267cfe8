"""What a report says about itself that cannot be, or hardly can be, true.

At day grain and above a part that is larger than its whole is impossible and refuses its row. Below a
day a call offered at 9:59 is answered at 10:00, so the same is only flagged (domain.md §8). Sums that
do not meet are flagged. Derived measures are given the room that their rounding leaves.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

import polars as pl

from app.errors import Problem
from app.reports.checking.by_day import by_day, flagged
from app.reports.refusal import Faults
from app.reports.rows.columns import Keys, Measured, Rows, kept_of
from app.sla.quantities import MILLION, decimal_text, from_millionths
from app.sla.sheets import BOUND

_WITHIN = re.compile(r"(answered|abandoned)_within_([0-9]+)s", re.ASCII)
TOLERANCE = Fraction(1, 200)  # of offered: who waits at midnight is offered on one day, answered on the next
_LONGEST_DAY = 1500  # minutes, where the clock goes back by an hour
_PARTS = (
    ("answered", "offered"),
    ("abandoned", "offered"),
    ("surveys_satisfied", "surveys_answered"),
    ("promoters", "surveys_answered"),
    ("detractors", "surveys_answered"),
    ("evaluation_points", "evaluation_points_possible"),
    ("critical_errors", "evaluations"),
    ("resolved_first_contact", "resolvable"),
    ("roster_wishes_met", "roster_wishes"),
)


def parts(names: list[str]) -> Iterator[tuple[str, str]]:
    """Every pair (part, whole) among the named measures in which the part can never be more than the
    whole.
    """
    yield from ((part, whole) for part, whole in _PARTS if part in names and whole in names)
    for kind in ("answered", "abandoned"):
        steps = sorted((int(m[2]), m[0]) for name in names if (m := _WITHIN.fullmatch(name)) and m[1] == kind)
        chain = [name for _, name in steps] + ([kind] if kind in names else [])
        yield from pairwise(chain)


def check_rows(rows: Rows, faults: Faults) -> list[Problem]:
    """Refuses impossible rows (into ``faults``) and returns what is suspicious, one flag a rule with
    its count.
    """
    measured, flags = rows.measured, list[Problem]()
    if rows.keys.below_day:
        _refuse_too_large(rows, faults)
    for part, whole in parts(list(measured.values)):
        more = _is_more(measured, part, whole)
        if rows.keys.below_day:
            flags += flag(rows, faults, more, part, f"{part}_over_{whole}", f"{part} is more than {whole}")
        else:
            _refuse(measured, faults, more, part, whole)
    return [*flags, *_sums(rows, faults), *_outcomes(rows, faults), *_staffed(rows, faults)]


def _refuse_too_large(rows: Rows, faults: Faults) -> None:
    """So that the sum of a day's intervals still fits 64 bits and a sheet."""
    most = BOUND // (_LONGEST_DAY // int(rows.keys.grain) + 1)
    for name in rows.measured.values:
        kept, times = kept_of(rows.measured.values, name)
        if int(kept.max() or 0) * times < most:  # type: ignore[arg-type]
            continue
        message = f"{name} of one interval is {most // MILLION} or more, which the sheet of a day cannot hold"
        faults.rule(rows.measured.values[name] >= most, rows.measured.sources[name], "too_large", message)


def _is_more(measured: Measured, part: str, whole: str) -> pl.Series:
    """Where the part is larger, as far as that can be told; compared in the smallest numbers that do."""
    (small, one), (large, other) = kept_of(measured.values, part), kept_of(measured.values, whole)
    if one == other and not {part, whole} & measured.slack.keys():
        return small > large
    return _low(measured, part) > _high(measured, whole)


def _low(measured: Measured, name: str) -> pl.Series:
    return measured.values[name] - measured.slack[name] if name in measured.slack else measured.values[name]


def _high(measured: Measured, name: str) -> pl.Series:
    return measured.values[name] + measured.slack[name] if name in measured.slack else measured.values[name]


def _refuse(measured: Measured, faults: Faults, more: pl.Series, part: str, whole: str) -> None:
    small, large = measured.values[part], measured.values[whole]

    def why(row: int) -> tuple[str, str, str | None]:
        sentence = f"{part} ({_text(small[row])}) is more than {whole} ({_text(large[row])}), which cannot be"
        return f"{part}_over_{whole}", sentence, _text(small[row])

    faults.add(more, measured.sources[part], why)


@lru_cache(maxsize=20_000)
def _text(millionths: int) -> str:
    return decimal_text(from_millionths(millionths))


def flag(
    rows: Rows, faults: Faults, mask: pl.Series, part: str, code: str, sentence: str
) -> Iterator[Problem]:
    """One flag for all rows of the mask, with their count, at the first of them; none where there is none.

    Rows that are refused need no flag beside.
    """
    mask = mask.fill_null(value=False) & ~faults.bad
    if mask.any():
        first = int(mask.arg_true()[0])
        place = faults.place(first, rows.measured.sources[part])
        yield Problem(place, code, f"{sentence} in {int(mask.sum())} rows, first here")


def _sums(rows: Rows, faults: Faults) -> Iterator[Problem]:
    """Of rows shorter than a day by day, since a call is offered in one interval and answered in the next."""
    measured, names = rows.measured, ("offered", "answered", "abandoned")
    if not set(names) <= set(measured.values):
        return
    sentence = "offered is not answered + abandoned"
    if rows.keys.below_day and not set(names) & set(measured.slack):
        days = by_day(rows, faults, names)
        if days.has(*names):
            apart = differs(days.column("offered"), days.column("answered") + days.column("abandoned"))
            yield from flagged([(days, apart)], "offered", "sum_differs", sentence)
        return
    low = _low(measured, "answered") + _low(measured, "abandoned")
    high = _high(measured, "answered") + _high(measured, "abandoned")
    over = (_low(measured, "offered") > high) & differs(_low(measured, "offered"), high)
    under = (_high(measured, "offered") < low) & differs(_high(measured, "offered"), low)
    yield from flag(rows, faults, over | under, "offered", "sum_differs", sentence)


def differs(whole: pl.Series, parts: pl.Series) -> pl.Series:
    """Where the parts do not add up to the whole, beyond the tolerance; in whole numbers."""
    apart: pl.Series = (whole - parts).abs() * TOLERANCE.denominator > whole * TOLERANCE.numerator
    return apart


def _outcomes(rows: Rows, faults: Faults) -> list[Problem]:
    """Result codes are a part of what was handled, or dialled; of contacts only where no dials are stated."""
    values = rows.measured.values
    codes = [name for name in values if name.startswith("outcome.")]
    flags: list[Problem] = []
    for whole in ("handled", "dials" if "dials" in values else "contacts"):
        if codes and whole in values:
            more = pl.DataFrame({code: values[code] for code in codes}).sum_horizontal() > values[whole]
            sentence = f"the result codes add up to more than {whole}"
            flags += flag(rows, faults, more, codes[0], f"outcomes_over_{whole}", sentence)
    return flags


def _staffed(rows: Rows, faults: Faults) -> list[Problem]:
    """Talk over staffed time, for voice alone: in a chat one agent talks to several at once."""
    measured = rows.measured
    if not {"talk_seconds", "staffed_seconds"} <= set(measured.values):
        return []
    over = (_low(measured, "talk_seconds") > _high(measured, "staffed_seconds")) & (
        rows.keys.channel == "voice"
    )
    sentence = "talk_seconds is more than staffed_seconds"
    return list(flag(rows, faults, over, "talk_seconds", "talk_over_staffed", sentence))


def check_duplicates(rows: Rows, faults: Faults) -> tuple[Rows, list[Problem]]:
    """Rows of one key that say the same count once (and are flagged); those that differ are faults,
    never summed.
    """
    if rows.keys.code().n_unique() == len(rows.lines):
        return rows, []
    keys = rows.keys.frame()
    whole = keys.with_columns(**{f"= {name}": column for name, column in rows.measured.values.items()})
    number = pl.int_range(len(keys), eager=True)
    places = keys.with_columns(n=number).with_columns(first=pl.col("n").first().over(list(keys.columns)))
    first, later = places["first"], places["n"] != places["first"]
    same = whole.equals(whole[first.to_list()]) or _equal_rows(whole, first)
    differs = later & ~same if isinstance(same, pl.Series) else later & (not same)

    def why(row: int) -> tuple[str, str, str | None]:
        earlier = rows.lines[first[row]]
        return "conflict", f"row {earlier} states other figures for the same queue and interval", None

    faults.add(differs, "", why)
    repeated = int(later.sum())
    note = Problem("file", "repeated_rows", f"{repeated} rows repeat an earlier row and were counted once")
    return without(rows, later), [note]


def _equal_rows(whole: pl.DataFrame, first: pl.Series) -> pl.Series:
    before = whole[first.to_list()]
    equal = [whole[name].eq_missing(before[name]) for name in whole.columns]
    return (
        pl.DataFrame({str(n): column for n, column in enumerate(equal)})
        .select(pl.all_horizontal("*"))
        .to_series()
    )


def without(rows: Rows, dropped: pl.Series) -> Rows:
    """The rows but for those of the mask."""
    keep = ~dropped
    k, m = rows.keys, rows.measured
    queue, segment, channel = (column.filter(keep) for column in (k.queue, k.segment, k.channel))
    keys = Keys(queue, segment, channel, k.day.filter(keep), k.slot.filter(keep), k.grain)
    values = {name: column.filter(keep) for name, column in m.values.items()}
    slack = {name: column.filter(keep) for name, column in m.slack.items()}
    return Rows(rows.lines.filter(keep), keys, Measured(values, slack, m.sources, m.kinds))
