"""The account of a period as a waterfall: from what misses were priced at to what is payable."""

from collections.abc import Sequence
from typing import Any

from dashboards.figures.colours import TOKENS
from dashboards.figures.template import Figure, place, plain
from dashboards.language import Language
from dashboards.money.context import AccountPart
from dashboards.money.words import part_words

ROW, _EDGES = 34, 44
_LINES = {"gridcolor": TOKENS["line"], "zeroline": True, "zerolinecolor": TOKENS["ink-3"]}
_LABEL = 26  # characters of a row's name


def waterfall(language: Language, parts: Sequence[AccountPart]) -> Figure:
    """The figure: a row for each part, from above; what is added is filled, what is taken off hatched."""
    return {
        "data": [_bars(language, parts)],
        "layout": {
            "height": height(parts),
            "margin": {"l": 8, "r": 16, "t": 8, "b": 28},
            "bargap": 0.35,
            "xaxis": {"showline": False, "showgrid": True, **_LINES, "nticks": 5, **_reach(parts)},
            "yaxis": {
                "showgrid": False,
                "range": [len(parts) - 0.5, -0.5],
                "tickvals": list(range(len(parts))),
                "ticktext": [_name(language, part) for part in parts],
            },
            "shapes": _joints(parts),
        },
    }


def height(parts: Sequence[AccountPart]) -> int:
    """How high the picture is, in pixels."""
    return _EDGES + ROW * max(1, len(parts))


def _bars(language: Language, parts: Sequence[AccountPart]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(parts))),
        "x": [place(part.amount.text) for part in parts],
        "base": [place(part.before.text) if part.before else 0.0 for part in parts],
        "marker": {
            "color": [_colour(part) for part in parts],
            "pattern": {"shape": ["/" if _is_less(part) else "" for part in parts], "size": 5},
            "line": {"width": 1, "color": [_colour(part) for part in parts]},
        },
        "text": [language.decimal(part.amount.text) for part in parts],
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"color": TOKENS["ink"]},
        "hovertext": [_hover(language, part) for part in parts],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "customdata": [part.href for part in parts],
    }


def _reach(parts: Sequence[AccountPart]) -> dict[str, Any]:
    """The axis with air at its ends for the amounts that are written there."""
    seen = [0.0, *_ends(parts)]
    air = (max(seen) - min(seen) or 1.0) * 0.45
    return {"range": [min(seen) - (air if min(seen) < 0 else 0.0), max(seen) + air]}


def _ends(parts: Sequence[AccountPart]) -> list[float]:
    return [place(part.amount.text) + (place(part.before.text) if part.before else 0.0) for part in parts]


def _is_less(part: AccountPart) -> bool:
    return not part.is_standing and part.amount.text.startswith("-")


def _colour(part: AccountPart) -> str:
    if part.is_standing:
        return TOKENS["ink-2"]
    return TOKENS["no-data"] if _is_less(part) else TOKENS["accent"]


def _name(language: Language, part: AccountPart) -> str:
    text = part_words(language, part)
    text = plain(text if len(text) <= _LABEL else f"{text[: _LABEL - 1]}…")
    return f"<b>{text}</b>" if part.is_standing else text


def _hover(language: Language, part: AccountPart) -> str:
    return f"<b>{plain(part_words(language, part))}</b><br>{language.money(part.amount)}"


def _joints(parts: Sequence[AccountPart]) -> list[dict[str, Any]]:
    """Hairlines from where one part ends to where the next begins."""
    line = {"color": TOKENS["ink-3"], "width": 1, "dash": "dot"}
    return [
        {"type": "line", "x0": end, "x1": end, "y0": i + 0.32, "y1": i + 0.68, "line": line}
        for i, end in enumerate(_ends(parts)[:-1])
    ]
