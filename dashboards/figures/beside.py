"""The two sides over the periods: how far apart each measure is, around the agreed tolerance."""

from typing import Any

from dashboards import measured
from dashboards.figures.axis import end_labels, period_axis, room
from dashboards.figures.colours import TOKENS
from dashboards.figures.template import Figure, place, plain
from dashboards.language import Language
from dashboards.sides.context import SideLine, Sides, SidesPeriod

HEIGHT = 300
_SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross", "x")
_TOKENS = ("accent", "ink-2", "met", "below-expected", "ink-3", "no-data")


def beside(language: Language, page: Sides) -> Figure:
    """The figure: a line for each measure; above zero the provider states more than the client."""
    periods = (*page.past, page.now)
    names = list(dict.fromkeys(line.measure for one in periods for line in one.lines))
    most = _most(periods)
    traces = [_trace(language, periods, name, i) for i, name in enumerate(names)]
    ends = [
        (measured.coded(language, name), last, _TOKENS[i % len(_TOKENS)])
        for i, (name, trace) in enumerate(zip(names, traces, strict=True))
        if (last := next((y for y in reversed(trace["y"]) if y is not None), None)) is not None
    ]
    labels = end_labels(ends, 2 * most, HEIGHT - 60)
    return {
        "data": traces,
        "layout": {
            "height": HEIGHT,
            "margin": {"l": 56, "r": room(labels), "t": 12, "b": 40},
            "xaxis": period_axis(language, [one.period for one in periods]),
            "yaxis": {
                "range": [-most, most],
                "ticksuffix": "%",
                "zeroline": True,
                "zerolinecolor": TOKENS["ink-3"],
            },
            "shapes": [_band(i, one) for i, one in enumerate(periods) if one.tolerance],
            "annotations": labels,
        },
    }


def _most(periods: tuple[SidesPeriod, ...]) -> float:
    """How far the axis goes to either side."""
    tolerances = [place(one.tolerance.text) for one in periods if one.tolerance]
    apart = [abs(place(line.apart.text)) for one in periods for line in one.lines if line.apart]
    return max([*tolerances, *apart, 0.5]) * 1.3


def _trace(language: Language, periods: tuple[SidesPeriod, ...], name: str, index: int) -> dict[str, Any]:
    lines = [next((line for line in one.lines if line.measure == name), None) for one in periods]
    colour = TOKENS[_TOKENS[index % len(_TOKENS)]]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(range(len(periods))),
        "y": [place(line.apart.text) if line and line.apart else None for line in lines],
        "line": {"color": colour, "width": 1.5},
        "marker": {"color": colour, "size": 9, "symbol": _SYMBOLS[index % len(_SYMBOLS)]},
        "hovertext": [_hover(language, one, line) for one, line in zip(periods, lines, strict=True)],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "customdata": [one.href for one in periods],
    }


def _hover(language: Language, one: SidesPeriod, line: SideLine | None) -> str:
    if line is None:
        return ""
    both = f"{language.number(line.provider)} / {language.number(line.client)}"
    name = plain(measured.coded(language, line.measure))
    return f"<b>{plain(language.period(one.period))}</b><br>{name}<br>{both}"


def _band(i: int, one: SidesPeriod) -> dict[str, Any]:
    """The tolerance of one period, to either side of no difference."""
    reach = place(one.tolerance.text) if one.tolerance else 0.0
    return {
        "type": "rect",
        "x0": i - 0.5,
        "x1": i + 0.5,
        "y0": -reach,
        "y1": reach,
        "layer": "below",
        "fillcolor": TOKENS["met"],
        "opacity": 0.1,
        "line": {"width": 0},
    }
