"""Small multiples: the same picture for every contract on one axis, SVG from the server.

They are read without JavaScript and on paper. What is agreed is a band that steps with the terms; a miss is a
diamond, one below the minimum a square, so that nobody needs the colours; what has no value is hatched.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from markupsafe import Markup

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
    """One panel; ``title`` says what it shows."""
    step = (WIDTH - 2 * _PAD) / max(1, len(panel.points))
    parts = [*_bands(panel.points, axis, step), *_gaps(panel.points, step)]
    parts += [*_lines(panel.points, axis, step), *_marks(panel.points, axis, step)]
    head = Markup('<svg class="panel" viewBox="0 0 {} {}" role="img" aria-label="{}">')
    frame = Markup('<line class="p-ground" x1="0" x2="{}" y1="{}" y2="{}"/>').format(WIDTH, HEIGHT, HEIGHT)
    return head.format(WIDTH, HEIGHT, title) + Markup("").join(parts) + frame + Markup("</svg>")


def _x(i: float, step: float) -> float:
    return round(_PAD + i * step, 1)


def _y(value: float, axis: Scale) -> float:
    return round(HEIGHT - _PAD - axis.at(value, HEIGHT - 2 * _PAD), 1)


def _bands(points: Sequence[PanelPoint], axis: Scale, step: float) -> Iterator[Markup]:
    """What was agreed, period by period, as a tinted stretch with its edge drawn."""
    for bound, group in groupby(enumerate(points), key=lambda pair: pair[1].expected):
        span = [i for i, _ in group]
        if bound is None:
            continue
        left, right = _x(span[0], step), _x(span[-1] + 1, step)
        low, high = region(bound, axis)
        top, bottom = _y(high, axis), _y(low, axis)
        yield Markup('<rect class="p-met" x="{}" y="{}" width="{}" height="{}"/>').format(
            left, top, round(right - left, 1), round(bottom - top, 1)
        )
        for edge in ends([bound]):
            y = _y(edge, axis)
            yield Markup('<line class="p-edge" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(left, right, y, y)


def _gaps(points: Sequence[PanelPoint], step: float) -> Iterator[Markup]:
    for i, point in enumerate(points):
        if point.value is None:
            yield Markup(
                '<rect class="p-gap" fill="url(#hatch)" x="{}" y="0" width="{}" height="{}"/>'
            ).format(_x(i, step), round(step, 1), HEIGHT)


def _lines(points: Sequence[PanelPoint], axis: Scale, step: float) -> Iterator[Markup]:
    """Runs of neighbouring periods that have values: a gap stays a gap."""
    for known, group in groupby(enumerate(points), key=lambda pair: pair[1].value is not None):
        if known:
            spots = [(_x(i + 0.5, step), _y(place(one.value.text), axis)) for i, one in group if one.value]
            if len(spots) == 1:
                yield Markup('<circle class="p-alone" cx="{}" cy="{}" r="1.5"/>').format(*spots[0])
            yield Markup('<polyline class="p-line" points="{}"/>').format(
                " ".join(f"{x},{y}" for x, y in spots)
            )


def _marks(points: Sequence[PanelPoint], axis: Scale, step: float) -> Iterator[Markup]:
    """Each miss, and the last value whatever its verdict; hollow while it is provisional."""
    valued = [(i, point) for i, point in enumerate(points) if point.value]
    for i, point in valued:
        missed = point.judgement.verdict in _SHAPES
        if point.value and (missed or i == valued[-1][0]):
            yield _mark(point, _x(i + 0.5, step), _y(place(point.value.text), axis))


_SHAPES = {"below_expected": "diamond", "below_minimum": "square", "deemed_failed": "square"}


def _mark(point: PanelPoint, x: float, y: float) -> Markup:
    token = VERDICT_TOKENS[point.judgement.verdict]
    kind = f"p-mark v-{token}" + (" hollow" if point.judgement.provisional else "")
    shape = _SHAPES.get(point.judgement.verdict)
    if shape is None:
        return Markup('<circle class="{}" cx="{}" cy="{}" r="3.5"/>').format(kind, x, y)
    reach = _MARK if shape == "diamond" else _MARK - 1
    corners = (
        [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]
        if shape == "diamond"
        else [(x - reach, y - reach), (x + reach, y - reach), (x + reach, y + reach), (x - reach, y + reach)]
    )
    text = " ".join(f"{round(a, 1)},{round(b, 1)}" for a, b in corners)
    return Markup('<polygon class="{}" points="{}"/>').format(kind, text)
