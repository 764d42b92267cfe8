"""Where a page's files for the review lie: of its period, and of the quarter or year around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from dashboards.parts import Frame

FORMS: Final = ("pdf", "xlsx", "csv")
_MONTH = re.compile(r"(\d{4})-(\d{2})(/\d+)?", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-Q[1-4]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one span, each with what it is written as."""

    span: str
    files: tuple[tuple[str, str], ...]


def review_files(frame: Frame, label: str) -> tuple[Files, ...]:
    """The files of the page's contract, or of the portfolio, for that period and the span around it."""
    return tuple(
        Files(span, tuple((form, _href(frame, span, form)) for form in FORMS)) for span in _spans(label)
    )


def _spans(label: str) -> Sequence[str]:
    """A month with its quarter, a quarter with its year; a part of a month goes with all of it."""
    if found := _MONTH.fullmatch(label):
        return f"{found[1]}-{found[2]}", f"{found[1]}-Q{(int(found[2]) + 2) // 3}"
    if found := _QUARTER.fullmatch(label):
        return label, found[1]
    return (label,)


def _href(frame: Frame, span: str, form: str) -> str:
    said = f"lang={frame.language}"
    way = frame.path.split("/")
    if way[1] != "contracts":
        return f"/api/v1/portfolio.{form}?period={span}&{said}"
    return f"/api/v1/contracts/{quote(way[2], safe='')}/scorecards/{quote(span, safe='')}.{form}?{said}"
