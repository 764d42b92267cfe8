"""Bullets and spark lines: SVG from the server, 120 × 28, so that a table of them costs nothing."""

from collections.abc import Sequence
from typing import Protocol

from markupsafe import Markup, escape

from dashboards.contexts import SparkPoint
from dashboards.figures.colours import VERDICT_TOKENS
from dashboards.figures.scale import Scale, Span, ends, only, region, scale
from dashboards.figures.template import place
from dashboards.parts import Bound, Judgement, Number

WIDTH, HEIGHT = 120, 28
_PAD = 4


class Against(Protocol):
    """What a bullet shows: a value, the levels that it is held against, and the judgement."""

    @property
    def value(self) -> Number | None: ...  # noqa: D102
    @property
    def expected(self) -> Bound | None: ...  # noqa: D102
    @property
    def minimum(self) -> Bound | None: ...  # noqa: D102
    @property
    def judgement(self) -> Judgement | None: ...  # noqa: D102


def bullet(line: Against, title: str) -> Markup:
    """The value over the agreed regions; a bar where the axis begins at zero, else a stroke.

    Nothing where no level is agreed that anybody can reckon.
    """
    if line.expected is None or line.judgement is None:
        return Markup("")
    values = [place(line.value.text)] if line.value else []
    axis = scale(values + ends((line.expected, line.minimum)), line.expected.ends[0].unit)
    met = region(line.expected, axis)
    parts = [_box((axis.low, axis.high), axis, "b-out"), _box(met, axis, "b-expected")]
    if line.minimum:
        parts += [_box(span, axis, "b-minimum") for span in only(region(line.minimum, axis), met)]
    parts += [_tick(edge, axis) for edge in ends([line.expected])]
    parts += [_bar(value, axis, VERDICT_TOKENS[line.judgement.verdict]) for value in values]
    return _svg("bullet", title, parts)


def spark(points: Sequence[SparkPoint], expected: Bound | None, title: str) -> Markup:
    """The values of the last periods as a line, the latest as a dot, the expected level as a hairline."""
    known = [(i, place(point.value.text)) for i, point in enumerate(points) if point.value]
    axis = scale([y for _, y in known] + ends([expected]), _unit(points))
    step = (WIDTH - 2 * _PAD) / max(1, len(points) - 1)
    spots = {i: (round(_PAD + i * step, 1), _down(y, axis)) for i, y in known}
    parts = [
        f'<line class="s-expected" x1="0" x2="{WIDTH}" y1="{y}" y2="{y}"/>'
        for y in (_down(edge, axis) for edge in ends([expected]))
    ]
    parts += [_path(run) for run in _unbroken(spots, len(points))]
    if spots:
        parts.append(_dot(spots[max(spots)], points[max(spots)]))
    return _svg("spark", title, parts)


def _unit(points: Sequence[SparkPoint]) -> str:
    return next((point.value.unit for point in points if point.value), "count")


def _unbroken(spots: dict[int, tuple[float, float]], n: int) -> list[list[tuple[float, float]]]:
    """Runs of neighbouring periods that have values: a gap stays a gap."""
    runs: list[list[tuple[float, float]]] = [[]]
    for i in range(n):
        if i in spots:
            runs[-1].append(spots[i])
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _path(run: list[tuple[float, float]]) -> str:
    return f'<polyline class="s-line" points="{" ".join(f"{x},{y}" for x, y in run)}"/>'


def _dot(spot: tuple[float, float], point: SparkPoint) -> str:
    kind = VERDICT_TOKENS[point.judgement.verdict] + (" hollow" if point.judgement.provisional else "")
    return f'<circle class="s-dot v-{kind}" cx="{spot[0]}" cy="{spot[1]}" r="3"/>'


def _down(value: float, axis: Scale) -> float:
    return round(HEIGHT - _PAD - axis.at(value, HEIGHT - 2 * _PAD), 1)


def _box(span: Span, axis: Scale, kind: str) -> str:
    x, end = axis.at(span[0], WIDTH), axis.at(span[1], WIDTH)
    return f'<rect class="{kind}" x="{x}" y="4" width="{round(end - x, 1)}" height="20"/>'


def _bar(value: float, axis: Scale, token: str) -> str:
    x = min(max(axis.at(value, WIDTH), 2.0), WIDTH - 2.0)
    bar = f'<rect class="b-value v-{token}" x="0" y="11" width="{x}" height="6"/>' if axis.low == 0 else ""
    return f'{bar}<rect class="b-value v-{token}" x="{round(x - 2, 1)}" y="6" width="4" height="16" rx="1"/>'


def _tick(edge: float, axis: Scale) -> str:
    x = min(max(axis.at(edge, WIDTH), 0.5), WIDTH - 0.5)
    return f'<line class="b-tick" x1="{x}" x2="{x}" y1="2" y2="26"/>'


def _svg(kind: str, title: str, parts: Sequence[str]) -> Markup:
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    head = f'<svg class="{kind}" {size} role="img" aria-label="{escape(title)}">'
    return Markup(f"{head}{''.join(parts)}</svg>")  # noqa: S704 - the title is escaped, the rest is ours
