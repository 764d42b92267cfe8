"""A campaign in pictures: how far it is against its plan, and what calls end with."""

from typing import Any

from dashboards.figures.axis import end_labels, room
from dashboards.figures.colours import TOKENS
from dashboards.figures.template import Figure, place, plain
from dashboards.language import Language
from dashboards.patterns.context import CampaignPage

HEIGHT = 300
_CODE = 18  # characters of a code under its bar
_TICKS = 4  # days by name: so many stand beside each other on a phone


def burn_up(language: Language, page: CampaignPage) -> Figure:
    """What was done up to each day as a line, what was planned as a dashed step."""
    days = [one.day.isoformat() for one in page.progress]
    done = [place(one.done.text) for one in page.progress]
    planned = [None if one.planned is None else place(one.planned.text) for one in page.progress]
    most = max([*done, *(one for one in planned if one is not None), 1.0]) * 1.1
    ends = [(language.gettext("done"), done[-1], "accent")] if done else []
    if planned and planned[-1] is not None:
        ends.append((_goal(language, page), planned[-1], "ink-2"))
    labels = end_labels(ends, most, HEIGHT - 60)
    step = max(1, -(-len(days) // _TICKS))
    line = {"type": "scatter", "mode": "lines", "x": days, "hoverinfo": "x+y"}
    return {
        "data": [
            line
            | {"y": planned, "line": {"color": TOKENS["ink-2"], "dash": "dash", "width": 1.5, "shape": "hv"}},
            line | {"y": done, "line": {"color": TOKENS["accent"], "width": 2.5}},
        ],
        "layout": {
            "height": HEIGHT,
            "margin": {"l": 56, "r": room(labels), "t": 12, "b": 40},
            "xaxis": {
                "type": "date",
                "tickvals": days[::step],
                "ticktext": [language.day(one.day) for one in page.progress[::step]],
                "tickangle": 0,
            },
            "yaxis": {"range": [0, most], "rangemode": "tozero"},
            "annotations": labels,
        },
    }


def _goal(language: Language, page: CampaignPage) -> str:
    return language.gettext("planned") if page.measured == "successes" else language.gettext("on the lists")


def pareto(language: Language, page: CampaignPage) -> Figure:
    """The result codes by how often they came, and the share of all calls up to each."""
    codes = [_short(one.code) for one in page.outcomes]
    return {
        "data": [_bars(language, page), _up_to(language, page)],
        "layout": {
            "height": HEIGHT,
            "margin": {"l": 56, "r": 56, "t": 16, "b": 56},
            "bargap": 0.3,
            "xaxis": {
                "range": [-0.5, max(len(codes), 1) - 0.5],
                "tickvals": list(range(len(codes))),
                "ticktext": codes,
            },
            "yaxis": {"rangemode": "tozero"},
            "yaxis2": {
                "overlaying": "y",
                "side": "right",
                "range": [0, 105],
                "showgrid": False,
                "tickvals": [0, 50, 80, 100],
                "ticktext": ["0%", "50%", "80%", "100%"],
            },
        },
    }


def _bars(language: Language, page: CampaignPage) -> dict[str, Any]:
    return {
        "type": "bar",
        "x": list(range(len(page.outcomes))),
        "y": [place(one.count.text) for one in page.outcomes],
        "marker": {"color": TOKENS["accent"]},
        "hovertext": [f"<b>{plain(one.code)}</b><br>{language.number(one.count)}" for one in page.outcomes],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _up_to(language: Language, page: CampaignPage) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "yaxis": "y2",
        "x": list(range(len(page.outcomes))),
        "y": [place(one.up_to.text) for one in page.outcomes],
        "line": {"color": TOKENS["ink-2"], "width": 1.5},
        "marker": {"color": TOKENS["ink-2"], "size": 6},
        "hovertext": [language.number(one.up_to) for one in page.outcomes],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _short(code: str) -> str:
    return plain(code if len(code) <= _CODE else f"{code[: _CODE - 1]}…")
