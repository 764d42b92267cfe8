"""What is written into a trend: new terms, natural limits, gaps, what was left out, what was restated."""

from typing import Any

from dashboards import words
from dashboards.contexts import Trend, TrendPoint
from dashboards.figures.axis import label
from dashboards.figures.scale import Scale
from dashboards.figures.template import place, plain
from dashboards.language import Language

EXCLUDED, RESTATED = "⊘", "↻"
_CLAUSE = 28  # characters of a clause beside its hairline


def marks(language: Language, page: Trend, axis: Scale) -> list[dict[str, Any]]:
    """The annotations of a trend beside the labels of its levels."""
    points = page.points
    return [
        *_new_terms(language, points),
        *_natural(language, page),
        *_gaps(points, axis),
        *_at_foot(points, axis),
    ]


def _new_terms(language: Language, points: tuple[TrendPoint, ...]) -> list[dict[str, Any]]:
    return [
        label(_terms(language, point), i - 0.5, 1.0, "ink-3")
        | {"yref": "paper", "yanchor": "top", "align": "left", "xshift": 4}
        for i, point in enumerate(points)
        if point.amended
    ]


def _terms(language: Language, point: TrendPoint) -> str:
    """From which day they are in force, and under it the clause that they agree."""
    said = language.gettext("terms of %(day)s", day=language.day(point.amended))
    if not point.clause:
        return said
    clause = point.clause if len(point.clause) <= _CLAUSE else f"{point.clause[: _CLAUSE - 1]}…"
    return f"{said}<br>{plain(clause)}"


def _natural(language: Language, page: Trend) -> list[dict[str, Any]]:
    """The natural limits, named at their left end."""
    if page.natural is None:
        return []
    said = language.gettext("natural limit")
    ends = ((page.natural.upper, "bottom"), (page.natural.lower, "top"))
    return [
        label(said, -0.5, place(number.text), "ink-3") | {"xshift": 4, "yanchor": anchor}
        for number, anchor in ends
    ]


def _gaps(points: tuple[TrendPoint, ...], axis: Scale) -> list[dict[str, Any]]:
    """A mark at the foot of each period that has no value."""
    return [
        label(words.mark(point.judgement), i, axis.low, "ink-3") | {"xanchor": "center", "yanchor": "bottom"}
        for i, point in enumerate(points)
        if point.value is None
    ]


def _at_foot(points: tuple[TrendPoint, ...], axis: Scale) -> list[dict[str, Any]]:
    """Marks at the foot of the periods of which something was left out, or that were restated."""
    found = []
    for i, point in enumerate(points):
        text = (EXCLUDED if point.left_out else "") + (RESTATED if point.restated else "")
        if text and point.value is not None:
            mark = label(text, i, axis.low, "ink-2") | {"xanchor": "center", "yanchor": "bottom"}
            found.append(mark)
    return found
