"""Rates by volume between the limits of chance: a funnel."""

from typing import Any

from dashboards import words
from dashboards.comparing.context import Compare, Compared
from dashboards.figures.colours import TOKENS
from dashboards.figures.template import Figure, place, plain
from dashboards.language import Language

_ABOVE = 16  # pixels from a point to its name


def funnel_plot(language: Language, page: Compare) -> Figure:
    """The figure: a point for each contract, the common rate, limits of two and three sigma."""
    return {
        "data": [
            _line(page, "high", "dot"),
            _line(page, "low", "dot"),
            _line(page, "inner_high", "dash"),
            _line(page, "inner_low", "dash"),
            _points(language, page),
        ],
        "layout": {
            "margin": {"l": 56, "r": 24, "t": 12, "b": 48},
            "xaxis": {"title": {"text": language.gettext("volume")}, "nticks": 6},
            "yaxis": {"ticksuffix": "%", "nticks": 6},
            "shapes": _centre(page),
            "annotations": _names(page),
        },
    }


def _line(page: Compare, name: str, dash: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [place(one.volume.text) for one in page.curve],
        "y": [place(getattr(one, name).text) for one in page.curve],
        "line": {"color": TOKENS["ink-3"], "width": 1, "dash": dash},
        "hoverinfo": "skip",
    }


def _points(language: Language, page: Compare) -> dict[str, Any]:
    colours = [TOKENS["below-minimum" if one.apart else "accent"] for one in page.points]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [place(one.volume.text) for one in page.points],
        "y": [place(one.value.text) for one in page.points],
        "cliponaxis": False,
        "hovertext": [_hover(language, one) for one in page.points],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "customdata": [one.href for one in page.points],
        "marker": {
            "size": 12,
            "symbol": ["diamond" if one.apart else "circle" for one in page.points],
            "color": colours,
            "line": {"width": 1, "color": colours},
        },
    }


def _names(page: Compare) -> list[dict[str, Any]]:
    """Each provider's name above its point, on a ground of its own, since lines run everywhere behind it."""
    volumes = [place(one.volume.text) for one in page.points]
    furthest = max([*volumes, *(place(one.volume.text) for one in page.curve)], default=0.0)
    return [
        {
            "x": volume,
            "y": place(one.value.text),
            "text": plain(one.provider),
            "showarrow": False,
            "yshift": _ABOVE,
            "xanchor": _anchor(volume, furthest),
            "font": {"color": TOKENS["ink"]},
            "bgcolor": TOKENS["surface"],
            "borderpad": 1,
        }
        for one, volume in zip(page.points, volumes, strict=True)
    ]


def _anchor(volume: float, furthest: float) -> str:
    """Names near an edge run into the picture, not out of it."""
    if volume > 0.8 * furthest:
        return "right"
    return "left" if volume < 0.2 * furthest else "center"


def _hover(language: Language, one: Compared) -> str:
    counts = f"{language.number(one.part)} / {language.number(one.volume)}"
    verdict = plain(words.verdict(language, one.judgement))
    return f"<b>{plain(one.provider)}</b><br>{language.number(one.value)} = {counts}<br>{verdict}"


def _centre(page: Compare) -> list[dict[str, Any]]:
    if page.centre is None:
        return []
    y = place(page.centre.text)
    line = {"color": TOKENS["ink-2"], "width": 1}
    return [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": line}]
