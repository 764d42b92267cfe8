"""Calendar days from cells: ISO and common local forms; an order of day and month is declared or
proven, not guessed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.reports.refusal import shown

YEARS = range(1900, 3000)

_FORMS = (
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})", re.ASCII),
    re.compile(r"(?P<y>[0-9]{4})(?P<s>[/.])(?P<m>[0-9]{1,2})(?P=s)(?P<d>[0-9]{1,2})", re.ASCII),
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})", re.ASCII),
    re.compile(r"(?P<y>[0-9]{4})年(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})[日号]", re.ASCII),
    re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})", re.ASCII),
    re.compile(r"(?P<d>[0-9]{1,2})\.(?P<m>[0-9]{1,2})\.(?P<y>[0-9]{4})", re.ASCII),
)
_MONTH = re.compile(r"(?P<y>[0-9]{4})(?:[-/](?P<m>[0-9]{1,2})|年(?P<n>[0-9]{1,2})月)", re.ASCII)
_ORDERED = re.compile(r"(?P<a>[0-9]{1,2})(?P<s>[/-])(?P<b>[0-9]{1,2})(?P=s)(?P<y>[0-9]{4})", re.ASCII)
_SHORT = re.compile(r"(?P<y>[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})", re.ASCII)
_TWO_DIGITS = re.compile(
    r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{2}|[0-9]{2}([/.-])[0-9]{1,2}\2[0-9]{1,2}", re.ASCII
)
_WEEK = re.compile(r"[0-9]{4}-?W[0-9]{1,2}(-?[1-7])?", re.ASCII | re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,7}(\.[0-9]+)?|[0-9]{9,}", re.ASCII)


@dataclass(frozen=True, slots=True)
class NotADate:
    """Why a cell is no day: a stable code and a sentence."""

    code: str
    message: str


def order_of(cells: Iterable[str]) -> str | None:
    """What the file's own values prove about dates like 03/04/2025: "dmy", "mdy", "ambiguous" (no value
    above 12), "both" (they contradict each other), or None when there are no such dates.
    """
    first = second = seen = False
    for cell in cells:
        if match := _ORDERED.fullmatch(cell):
            seen = True
            first |= int(match["a"]) > 12
            second |= int(match["b"]) > 12
    if not seen:
        return None
    return {(True, False): "dmy", (False, True): "mdy", (True, True): "both"}.get(
        (first, second), "ambiguous"
    )


def day_of(cell: str, order: str | None) -> date | NotADate:
    """The day that a cell names; ``order`` says how 03/04/2025 is meant (dmy or mdy), or that years have two
    digits (yymmdd: 700101 to 991231 are of the last century).
    """
    for form in _FORMS:
        if match := form.fullmatch(cell):
            return _day(cell, match["y"], match["m"], match["d"])
    if order == "yymmdd" and (match := _SHORT.fullmatch(cell)):
        century = "19" if match["y"] >= "70" else "20"
        return _day(cell, century + match["y"], match["m"], match["d"])
    if match := _ORDERED.fullmatch(cell):
        if order == "dmy":
            return _day(cell, match["y"], match["b"], match["a"])
        if order == "mdy":
            return _day(cell, match["y"], match["a"], match["b"])
        return NotADate("date_order", f"“{cell}”: day or month first? Declare key.date.order: dmy or mdy")
    return _why_not(cell)


def month_of(cell: str) -> date | None:
    """The first day of a month written like 2020-01 or 2020年1月."""
    match = _MONTH.fullmatch(cell)
    if match is None:
        return None
    day = _day(cell, match["y"], match["m"] or match["n"], "1")
    return day if isinstance(day, date) else None


def _day(cell: str, year: str, month: str, day: str) -> date | NotADate:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return NotADate("date", f"“{shown(cell)}” is not a day of the calendar")
    return found if found.year in YEARS else NotADate("date", f"“{shown(cell)}” lies outside 1900 to 2999")


def _why_not(cell: str) -> NotADate:
    if not cell:
        return NotADate("date_missing", "the date is missing")
    if _TWO_DIGITS.fullmatch(cell):
        return NotADate("date", f"“{cell}” has a year of two digits; write four")
    if _WEEK.fullmatch(cell):
        return NotADate("date", f"“{cell}” is a week; give its first day as a date")
    if _NUMBER.fullmatch(cell):
        return NotADate("date", f"“{shown(cell)}” is a number (a spreadsheet's or a computer's), not a date")
    return NotADate(
        "date", f"“{shown(cell)}” is not a date like 2020-01-31, 2020/1/31, 31.01.2020 or 2020年1月31日"
    )
