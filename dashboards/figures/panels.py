"""Small multiples: the same picture for every contract on one axis, SVG from the server.

They are read without JavaScript and on paper. What is agreed is a band that steps with the terms; a miss is a
diamond, one below the minimum a square, so that nobody needs the colours; what has no value is hatched.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from markupsafe import Markup, escape

from dashboards.comparing.context import Panel, PanelPoint
from dashboards.figures.colours import VERDICT_TOKENS
from dashboards.figures.scale import Scale, ends, region, scale
from dashboards.figures.template import place

WIDTH, HEIGHT = 240, 88
_PAD, _MARK = 6, 4.0
HATCH = Markup(
    '<svg class="unseen" width="0" height="0" aria-hidden="true"><defs>'
    '<pattern id="hatch" class="hatch" width="6" height="6" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><line x1="0" x2="0" y1="0" y2="6"/></pattern></defs></svg>'
)


def axis_of(panels: Sequence[Panel]) -> Scale:
    """The one axis of all panels, so that they can be compared with the eye."""
    points = [point for panel in panels for point in panel.points]
    values = [place(point.value.text) for point in points if point.value]
    unit = next((point.value.unit for point in points if point.value), "count")
    return scale(values + ends([point.expected for point in points]), unit)


def panel_svg(panel: Panel, axis: Scale, title: str) -> Markup:
    """One panel; ``title`` says what it shows.

    Its elements hold our own numbers and names of classes alone, so they are put together as plain text:
    fifty panels have thousands of them.
    """
    step = (WIDTH - 2 * _PAD) / max(1, len(panel.points))
    parts = [*_bands(panel.points, axis, step), *_gaps(panel.points, step)]
    parts += [*_lines(panel.points, axis, step), *_marks(panel.points, axis, step)]
    parts.append(f'<line class="p-ground" x1="0" x2="{WIDTH}" y1="{HEIGHT}" y2="{HEIGHT}"/>')
    head = f'<svg class="panel" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">'
    return Markup(f"{head}{''.join(parts)}</svg>")  # noqa: S704 - the title is escaped, the rest is ours


def _x(i: float, step: float) -> float:
    return round(_PAD + i * step, 1)


def _y(value: float, axis: Scale) -> float:
    return round(HEIGHT - _PAD - axis.at(value, HEIGHT - 2 * _PAD), 1)


def _bands(points: Sequence[PanelPoint], axis: Scale, step: float) -> Iterator[str]:
    """What was agreed, period by period, as a tinted stretch with its edge drawn."""
    for bound, group in groupby(enumerate(points), key=lambda pair: pair[1].expected):
        span = [i for i, _ in group]
        if bound is None:
            continue
        left, right = _x(span[0], step), _x(span[-1] + 1, step)
        low, high = region(bound, axis)
        top, bottom = _y(high, axis), _y(low, axis)
        wide, high = round(right - left, 1), round(bottom - top, 1)
        yield f'<rect class="p-met" x="{left}" y="{top}" width="{wide}" height="{high}"/>'
        for edge in ends([bound]):
            y = _y(edge, axis)
            yield f'<line class="p-edge" x1="{left}" x2="{right}" y1="{y}" y2="{y}"/>'


def _gaps(points: Sequence[PanelPoint], step: float) -> Iterator[str]:
    for i, point in enumerate(points):
        if point.value is None:
            place, wide = f'x="{_x(i, step)}" y="0"', f'width="{round(step, 1)}" height="{HEIGHT}"'
            yield f'<rect class="p-gap" fill="url(#hatch)" {place} {wide}/>'


def _lines(points: Sequence[PanelPoint], axis: Scale, step: float) -> Iterator[str]:
    """Runs of neighbouring periods that have values: a gap stays a gap."""
    for known, group in groupby(enumerate(points), key=lambda pair: pair[1].value is not None):
        if known:
            spots = [(_x(i + 0.5, step), _y(place(one.value.text), axis)) for i, one in group if one.value]
            if len(spots) == 1:
                yield f'<circle class="p-alone" cx="{spots[0][0]}" cy="{spots[0][1]}" r="1.5"/>'
            yield f'<polyline class="p-line" points="{_listed(spots)}"/>'


def _marks(points: Sequence[PanelPoint], axis: Scale, step: float) -> Iterator[str]:
    """Each miss, and the last value whatever its verdict; hollow while it is provisional."""
    valued = [(i, point) for i, point in enumerate(points) if point.value]
    for i, point in valued:
        missed = point.judgement.verdict in _SHAPES
        if point.value and (missed or i == valued[-1][0]):
            yield _mark(point, _x(i + 0.5, step), _y(place(point.value.text), axis))


_SHAPES = {"below_expected": "diamond", "below_minimum": "square", "deemed_failed": "square"}


def _mark(point: PanelPoint, x: float, y: float) -> str:
    token = VERDICT_TOKENS[point.judgement.verdict]
    kind = f"p-mark v-{token}" + (" hollow" if point.judgement.provisional else "")
    shape = _SHAPES.get(point.judgement.verdict)
    if shape is None:
        return f'<circle class="{kind}" cx="{x}" cy="{y}" r="3.5"/>'
    reach = _MARK if shape == "diamond" else _MARK - 1
    corners = (
        [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]
        if shape == "diamond"
        else [(x - reach, y - reach), (x + reach, y - reach), (x + reach, y + reach), (x - reach, y + reach)]
    )
    return f'<polygon class="{kind}" points="{_listed((round(a, 1), round(b, 1)) for a, b in corners)}"/>'


def _listed(spots: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in spots)
