"""Weekday × hour: how high a rate is in each hour of the week, its value on each tile."""

from typing import Any

from dashboards.figures.colours import TOKENS
from dashboards.figures.template import Figure, place
from dashboards.language import Language
from dashboards.parts import Number
from dashboards.patterns.context import HourCell, RhythmPage
from dashboards.patterns.sentences import hour_words, weekday_words

_ROW, _HEAD = 36, 64
_HIGHEST = 2.2  # how far above the highest value the full colour lies, so that ink stays readable on a tile


def rhythm_map(language: Language, page: RhythmPage) -> Figure:
    """The figure: a row for each weekday, a column for each hour in which anything came."""
    hours = sorted({cell.hour for cell in page.cells})
    at = {(cell.weekday, cell.hour): cell for cell in page.cells}
    rows = [[at.get((weekday, hour)) for hour in hours] for weekday in range(7)]
    return {
        "data": [_tiles(language, rows)],
        "layout": {
            "height": _HEAD + _ROW * 7,
            "margin": {"l": 8, "r": 8, "t": 32, "b": 8},
            "xaxis": {
                "side": "top",
                "showline": False,
                "range": [-0.5, max(len(hours), 1) - 0.5],
                "tickvals": list(range(len(hours))),
                "ticktext": [f"{hour}:00" for hour in hours],
                "tickangle": 0,
            },
            "yaxis": {
                "showgrid": False,
                "range": [6.5, -0.5],
                "tickvals": list(range(7)),
                "ticktext": [weekday_words(language, weekday) for weekday in range(7)],
            },
        },
    }


def _tiles(language: Language, rows: list[list[HourCell | None]]) -> dict[str, Any]:
    told = [[cell.value if cell else None for cell in row] for row in rows]
    values = [[None if one is None else place(one.text) for one in row] for row in told]
    most = max((value for row in values for value in row if value is not None), default=1.0)
    return {
        "type": "heatmap",
        "z": values,
        "text": [["" if one is None else one.text for one in row] for row in told],
        "texttemplate": "%{text}",
        "textfont": {"size": 11, "color": TOKENS["ink"]},
        "hovertext": [[_hover(language, cell) for cell in row] for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hoverongaps": False,
        "xgap": 2,
        "ygap": 2,
        "zmin": 0,
        "zmax": (most or 1.0) * _HIGHEST,
        "colorscale": [[0, TOKENS["sunk"]], [1, TOKENS["accent"]]],
        "showscale": False,
    }


def _hover(language: Language, cell: HourCell | None) -> str:
    if cell is None:
        return ""
    counts = [Number(cell.part.text), Number(cell.whole.text)]
    told = " / ".join(language.number(one) for one in counts)
    return f"<b>{hour_words(language, cell)}</b><br>{language.number(cell.value)}<br>{told}"
