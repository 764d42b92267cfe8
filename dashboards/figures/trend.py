"""One target over the periods: values, agreed bands that step with the terms, provisional hollow."""

from itertools import groupby
from typing import Any

from dashboards import words
from dashboards.contexts import Trend, TrendPoint
from dashboards.figures.axis import label, period_axis, room
from dashboards.figures.colours import TOKENS, verdict_colour
from dashboards.figures.hatching import hatching
from dashboards.figures.scale import Scale, Span, ends, only, region, scale
from dashboards.figures.template import Figure, place, plain
from dashboards.figures.trend_marks import marks
from dashboards.language import Language
from dashboards.parts import Bound

# A shape for each verdict, so that nobody needs the colours.
_SYMBOLS = {
    "met": "circle",
    "below_expected": "diamond",
    "below_minimum": "square",
    "deemed_failed": "x",
}


def trend(language: Language, page: Trend) -> Figure:
    """The figure: periods along x by their number, the value's shown unit along y."""
    points = page.points
    bounds = [bound for point in points for bound in (point.expected, point.minimum)]
    values = [place(point.value.text) for point in points if point.value]
    unit = next((end.unit for bound in reversed(bounds) if bound for end in bound.ends), "count")
    axis = scale(values + ends(bounds) + _reach(page), unit)
    labels = _labels(language, points, axis)
    return {
        "data": [*_hatched(points, axis), _line(points), *_signals(points), _markers(language, points)],
        "layout": {
            "margin": {"l": 56, "r": room(labels), "t": 12, "b": 40},
            "xaxis": period_axis(language, [point.period for point in points]),
            "yaxis": {"range": [axis.low, axis.high], "ticksuffix": language.unit(unit)},
            "shapes": _bands(points, axis) + _limits(page) + _amendments(points),
            "annotations": labels + marks(language, page, axis),
        },
    }


def _line(points: tuple[TrendPoint, ...]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(range(len(points))),
        "y": [place(point.value.text) if point.value else None for point in points],
        "connectgaps": False,
        "line": {"color": TOKENS["ink-2"], "width": 1.5},
        "hoverinfo": "skip",
    }


def _reach(page: Trend) -> list[float]:
    return [place(page.natural.lower.text), place(page.natural.upper.text)] if page.natural else []


def _signals(points: tuple[TrendPoint, ...]) -> list[dict[str, Any]]:
    """A ring around each point that the process limits call a signal."""
    shown = [(i, point.value) for i, point in enumerate(points) if point.signals and point.value]
    if not shown:
        return []
    ring = {"size": 20, "symbol": "circle-open", "color": TOKENS["ink-3"], "line": {"width": 1.5}}
    xs, ys = [i for i, _ in shown], [place(value.text) for _, value in shown]
    return [{"type": "scatter", "mode": "markers", "x": xs, "y": ys, "hoverinfo": "skip", "marker": ring}]


def _limits(page: Trend) -> list[dict[str, Any]]:
    """The natural limits and their centre as thin lines over all periods."""
    if page.natural is None:
        return []
    whole = (-0.5, len(page.points) - 0.5)
    lines = ((page.natural.lower, "dot"), (page.natural.centre, "dash"), (page.natural.upper, "dot"))
    return [_edge(whole, place(number.text), "ink-3", dash) for number, dash in lines]


def _hatched(points: tuple[TrendPoint, ...], axis: Scale) -> list[dict[str, Any]]:
    """The periods of which something was left out by agreement, or all of it: hatched from top to bottom."""
    out = [i for i, point in enumerate(points) if point.left_out or point.judgement.verdict == "excluded"]
    if not out:
        return []
    n = len(out)
    return [hatching(out, [1.0] * n, [axis.low] * n, [axis.high - axis.low] * n)]


def _markers(language: Language, points: tuple[TrendPoint, ...]) -> dict[str, Any]:
    shown = [(i, point) for i, point in enumerate(points) if point.value]
    colours = [verdict_colour(point.judgement) for _, point in shown]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [i for i, _ in shown],
        "y": [place(point.value.text) for _, point in shown if point.value],
        "text": [_hover(language, point) for _, point in shown],
        "customdata": [point.href for _, point in shown],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "size": 10,
            "symbol": [_symbol(point) for _, point in shown],
            "color": colours,
            "line": {"width": 2, "color": colours},
        },
    }


def _symbol(point: TrendPoint) -> str:
    shape = _SYMBOLS.get(point.judgement.verdict, "circle")
    return f"{shape}-open" if point.judgement.provisional else shape


def _hover(language: Language, point: TrendPoint) -> str:
    parts = [
        f"<b>{plain(language.period(point.period))}</b>",
        f"{language.number(point.value)}  {language.bound(point.expected)}",
        plain(words.mark(point.judgement) + " " + words.verdict(language, point.judgement)),
    ]
    return "<br>".join(parts)


def _runs(points: tuple[TrendPoint, ...]) -> list[tuple[int, int, Bound, Bound | None]]:
    """Stretches of periods under equal levels: first and last number, expected, minimum.

    Periods without a level that anybody can reckon have none.
    """
    numbered = groupby(enumerate(points), key=lambda pair: (pair[1].expected, pair[1].minimum))
    spans = [(levels, [i for i, _ in group]) for levels, group in numbered]
    return [
        (places[0], places[-1], expected, minimum)
        for (expected, minimum), places in spans
        if expected is not None
    ]


def _bands(points: tuple[TrendPoint, ...], axis: Scale) -> list[dict[str, Any]]:
    """What is met in the tint of met, what only holds the minimum in the tint of below expected."""
    shapes = []
    for first, last, expected, minimum in _runs(points):
        x, met = (first - 0.5, last + 0.5), region(expected, axis)
        if minimum and minimum != expected:
            shapes += [_band(x, span, "below-expected") for span in only(region(minimum, axis), met)]
            shapes += [_edge(x, edge, "below-expected", "dot") for edge in ends([minimum])]
        shapes.append(_band(x, met, "met"))
        shapes += [_edge(x, edge, "met", "solid") for edge in ends([expected])]
    return shapes


def _band(x: Span, span: Span, token: str) -> dict[str, Any]:
    return _shape("rect", x, span) | {"fillcolor": TOKENS[token], "opacity": 0.1, "line": {"width": 0}}


def _edge(x: Span, edge: float, token: str, dash: str) -> dict[str, Any]:
    line = {"color": TOKENS[token], "width": 1, "dash": dash}
    return _shape("line", x, (edge, edge)) | {"layer": "between", "line": line}


def _shape(kind: str, x: Span, y: Span) -> dict[str, Any]:
    return {"type": kind, "x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1], "layer": "below"}


def _amendments(points: tuple[TrendPoint, ...]) -> list[dict[str, Any]]:
    hairline = {"line": {"color": TOKENS["ink-3"], "width": 1}}
    return [
        _shape("line", (i - 0.5, i - 0.5), (0, 1)) | {"yref": "paper"} | hairline
        for i, point in enumerate(points)
        if point.amended
    ]


def _labels(language: Language, points: tuple[TrendPoint, ...], axis: Scale) -> list[dict[str, Any]]:
    """The agreed levels, written at the right end of their bands instead of in a legend."""
    if not points or points[-1].expected is None:
        return []
    last = points[-1]
    levels = [(points[-1].expected, language.gettext("expected %(bound)s"), "met")]
    if last.minimum and last.minimum != last.expected:
        levels.append((last.minimum, language.gettext("minimum %(bound)s"), "below-expected"))
    placed = [
        (place(bound.ends[0].text), text % {"bound": language.bound(bound)}, token)
        for bound, text, token in levels
    ]
    return [
        label(plain(text), 1.0, y, token) | {"xref": "paper", "xshift": 6, "yshift": shift}
        for (y, text, token), shift in zip(placed, _apart([y for y, _, _ in placed], axis), strict=True)
    ]


def _apart(places: list[float], axis: Scale) -> list[int]:
    """How far labels that would lie on one another are pushed apart, in pixels."""
    if len(places) < 2 or abs(places[0] - places[1]) > (axis.high - axis.low) * 0.06:
        return [0] * len(places)
    return [8, -8] if places[0] > places[1] else [-8, 8]
