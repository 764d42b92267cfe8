"""Cells of text to whole millionths: counts, decimals, percent, durations; ASCII digits and nothing
else.

A whole column is cast at once; only cells that the cast did not take are looked at again. Blank, a
dash, ``N/A`` and ``NULL`` are missing (never 0). Everything else that is not plainly a number is a
fault with its reason.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import polars as pl

from app.reports.refusal import shown
from app.sla.quantities import MILLION, exact, to_millionths

MISSING = (
    "",
    "-",
    "--",
    "–",
    "—",
    "n/a",
    "na",
    "n.a.",
    "null",
    "none",
    "nil",
    "#n/a",
    "#div/0!",
    "无",
    "暂无",
)
LARGEST_COUNT = 10**9
# How many whole digits a cell may have, so that its millionths fit 64 bits in the unit of the measure.
_WHOLE = {"h": 7, "min": 9, "day": 6}
_WIDEST = 20  # decimals that are reckoned at once: 10^11 whole x 10^20 x 86,400 fits 128 bits
_DURATION = r"^(?:([0-9]{1,6}):)?([0-9]{1,6}):([0-5][0-9])(?:\.([0-9]{1,30}))?$"


@dataclass(frozen=True, slots=True)
class Written:
    """How a file writes numbers: the decimal mark, and the mark between thousands when one is declared."""

    decimal: str = "."
    thousands: str | None = None


@dataclass(frozen=True, slots=True)
class Cells:
    """One column read: millionths (null where missing or faulty), which are faulty, how many decimals
    each cell shows, and which were finer than a millionth and rounded half-even.
    """

    values: pl.Series
    bad: pl.Series
    digits: pl.Series
    rounded: pl.Series


def read_cells(text: pl.Series, unit: str, written: Written, factor: Fraction = Fraction(1)) -> Cells:
    """The column in millionths of ``factor`` times the written unit; durations are written in seconds."""
    if unit == "h:mm:ss":
        return _scaled(text, *_durations(text), factor)
    if unit == "percent":
        text = text.str.replace(r" ?%$", "")
    plain = _without_thousands(text, written)
    if unit == "count":
        return _counts(plain)
    whole, digits = _decimals(plain, written.decimal, _WHOLE.get(unit, 11))
    pointed = plain if written.decimal == "." else plain.str.replace(written.decimal, ".", literal=True)
    return _scaled(pointed, whole, digits, factor)


def are_good_numbers(whole: pl.Series, unit: str) -> bool:
    """Whether plain whole numbers (null: empty) are cells of that unit, none of them too large."""
    if unit == "h:mm:ss":
        return False  # there a number alone is no duration
    largest = LARGEST_COUNT if unit == "count" else 10 ** _WHOLE.get(unit, 11) - 1
    return int(whole.max() or 0) <= largest  # type: ignore[arg-type]


def _without_thousands(text: pl.Series, written: Written) -> pl.Series:
    if written.thousands is None:
        return text
    mark, point = re.escape(written.thousands), re.escape(written.decimal)
    grouped = text.str.contains(rf"^[0-9]{{1,3}}(?:{mark}[0-9]{{3}})+(?:{point}[0-9]+)?$")
    return text.str.replace_all(written.thousands, "", literal=True).zip_with(grouped, text)


def _is_missing(text: pl.Series) -> pl.Series:
    return text.str.to_lowercase().is_in(MISSING)


def _signed(text: pl.Series) -> pl.Series:
    # Signs sort before digits, so a smallest cell that begins with a digit rules them out at once.
    if str(text.min() or "") >= "0":
        return _none(len(text))
    return text.str.starts_with("+") | text.str.starts_with("-")


def _none(count: int) -> pl.Series:
    return pl.repeat(value=False, n=count, dtype=pl.Boolean, eager=True)


def _counts(text: pl.Series) -> Cells:
    values = text.cast(pl.Int64, strict=False)
    wrong = values.is_null() | _signed(text) | (values > LARGEST_COUNT)
    bad = _none(len(text))
    if wrong.any():
        bad = wrong & ~_is_missing(text)
        values = values.set(wrong, None)
    digits = pl.repeat(value=0, n=len(text), dtype=pl.UInt32, eager=True)
    return Cells(values * MILLION, bad, digits, _none(len(text)))


def _decimals(text: pl.Series, point: str, whole_digits: int) -> tuple[pl.Series, pl.Series]:
    """Millionths cut after six decimals (null where not a number), and the number of decimals."""
    plain = text.cast(pl.Int64, strict=False)  # four times as fast where all cells are whole numbers
    if not plain.has_nulls() and not _signed(text).any() and int(plain.max() or 0) < 10**whole_digits:  # type: ignore[arg-type]
        return plain * MILLION, pl.repeat(value=0, n=len(text), dtype=pl.UInt32, eager=True)
    good = text.str.contains(rf"^[0-9]{{1,{whole_digits}}}(?:{re.escape(point)}[0-9]{{1,30}})?$")
    parts = text.str.splitn(point, 2).struct.unnest()
    whole = parts.to_series(0).cast(pl.Int64, strict=False)
    fraction = parts.to_series(1).fill_null("")
    micro = fraction.str.head(6).str.pad_end(6, "0").cast(pl.Int64, strict=False)
    values = (whole * MILLION + micro).set(~good, None)
    return values, fraction.str.len_bytes()


def _durations(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    parts = text.str.extract_groups(_DURATION).struct.unnest()
    hours, minutes, seconds = (parts.to_series(n).cast(pl.Int64, strict=False) for n in range(3))
    fraction = parts.to_series(3).fill_null("")
    micro = fraction.str.head(6).str.pad_end(6, "0").cast(pl.Int64, strict=False)
    values = (hours.fill_null(0) * 3600 + minutes * 60 + seconds) * MILLION + micro
    return values.set(
        (hours.is_not_null() & (minutes > 59)).fill_null(value=False), None
    ), fraction.str.len_bytes()


def _scaled(text: pl.Series, values: pl.Series, digits: pl.Series, factor: Fraction) -> Cells:
    bad = values.is_null()
    if bad.any():
        bad = bad & ~_is_missing(text)
    fine = values.is_not_null() & (digits > 6)
    scaled, rounded = times(values, factor)
    if fine.any():
        places = fine.arg_true()
        if int(digits.filter(fine).max() or 0) <= _WIDEST and ":" not in str(text[places[0]]):  # type: ignore[arg-type]
            return _widely(text, scaled, places, factor, bad, digits, rounded)
        exactly = [exact_cell(text[place]) * factor for place in places.to_list()]
        scaled = scaled.scatter(places, [to_millionths(value) for value in exactly])
        unequal = [value * MILLION != to_millionths(value) for value in exactly]
        rounded = rounded.scatter(places, unequal)
    return Cells(scaled, bad, digits, rounded)


def _widely(
    text: pl.Series,
    scaled: pl.Series,
    places: pl.Series,
    factor: Fraction,
    bad: pl.Series,
    digits: pl.Series,
    rounded: pl.Series,
) -> Cells:
    """Plain decimals of many digits, such as fractions of a day, in whole numbers of 128 bits."""

    def whole_number(value: int) -> pl.Series:
        return pl.Series([value], dtype=pl.Int128)

    parts = text.gather(places).str.splitn(".", 2).struct.unnest()
    padded = parts.to_series(0) + parts.to_series(1).fill_null("").str.pad_end(_WIDEST, "0")
    product = padded.cast(pl.Int128) * whole_number(factor.numerator)
    over = whole_number(factor.denominator * 10 ** (_WIDEST - 6))
    whole = product // over
    twice = (product - whole * over) * whole_number(2)
    up = (twice > over) | ((twice == over) & (whole % whole_number(2) == whole_number(1)))
    values = (whole + up.cast(pl.Int128)).cast(pl.Int64)
    return Cells(
        scaled.scatter(places, values), bad, digits, rounded.scatter(places, twice != whole_number(0))
    )


def times(values: pl.Series, factor: Fraction) -> tuple[pl.Series, pl.Series]:
    """The values times the factor, rounded half-even to whole numbers; and which had to be rounded."""
    product = values * factor.numerator
    if factor.denominator == 1:
        return product, _none(len(values))
    over = factor.denominator
    whole = product // over
    twice = (product - whole * over) * 2
    up = (twice > over) | ((twice == over) & (whole % 2 == 1))
    return whole + up.cast(pl.Int64), (twice != 0).fill_null(value=False)


def exact_cell(text: str) -> Fraction:
    """The exact value of one good cell: a plain decimal, or a duration in seconds."""
    *larger, last = text.split(":")
    seconds = exact(last)
    for power, part in enumerate(reversed(larger), 1):
        seconds += int(part) * 60**power
    return seconds


@lru_cache(maxsize=20_000)  # the same few cells are bad in very many rows
def why_bad(text: str, unit: str) -> tuple[str, str]:
    """Code and sentence for a cell that could not be read in that unit."""
    for code, pattern, sentence in _REASONS:
        if re.search(pattern, text, re.IGNORECASE) and not (code == "percent" and unit == "percent"):
            return code, f"“{shown(text)}” {sentence}"
    if unit == "count" and re.fullmatch(r"[0-9]+\.[0-9]+", text, re.ASCII):
        return "fraction", f"“{shown(text)}” is not a whole number; counts are whole numbers"
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text, re.ASCII):
        return "too_large", f"“{shown(text)}” is too large; counts go from 0 to 10^9, sums to 10^11"
    return "not_a_number", f"“{shown(text)}” is not a number in unit {unit}"


_REASONS = (
    (
        "not_finite",
        r"^[+-]?(nan|inf|infinity)$",
        "is no number; leave the cell empty when there is no figure",
    ),
    ("exponent", r"^[+-]?[0-9.]+e[+-]?[0-9]+$", "has an exponent; write the number in full"),
    ("negative", r"^[-−－﹣][0-9]", "is below 0, which nothing that is counted can be"),
    ("digits", r"[^\x00-\x7f]", "holds characters that are no ASCII digits"),
    ("percent", r"%", "is a percentage; declare unit: percent, or map the counts"),
    ("duration", r":", "is a duration; declare unit: h:mm:ss"),
    ("sign", r"^\+", "has a plus sign; write digits alone"),
    (
        "separator",
        r"[0-9][,' ][0-9]",
        "has a mark inside the number; declare table.thousands or table.decimal",
    ),
)
