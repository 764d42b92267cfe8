"""Contracts × targets by verdict: which promise was kept where."""

from typing import Any

from dashboards import words
from dashboards.contexts import Cell, Portfolio
from dashboards.figures.colours import TOKENS, VERDICT_TOKENS, verdict_colour
from dashboards.figures.hatching import hatching
from dashboards.figures.template import Figure, plain
from dashboards.language import Language

# The colour scale by verdict: equal steps, each in one flat colour.
_SCALE = ("met", "below-expected", "below-minimum", "sunk")
_ROW, _HEAD = 40, 76


def heat_map(language: Language, page: Portfolio) -> Figure:
    """The figure: a tile for each judged target, its mark on it, its words and link behind it."""
    height = _HEAD + _ROW * max(1, len(page.lines))
    rows = [f"{_cut(line.provider)}<br>{_cut(line.reference)}" for line in page.lines]
    return {
        "data": [_tiles(language, page), *_hatched(page), _marks(page)],
        "layout": {
            "height": height,
            "margin": {"l": 8, "r": 8, "t": 44, "b": 8},
            "xaxis": {
                "side": "top",
                "showline": False,
                "range": [-0.5, len(page.columns) - 0.5],
                "tickvals": list(range(len(page.columns))),
                "ticktext": [_short(language.title(column.title)) for column in page.columns],
                "tickangle": 0,
            },
            "yaxis": {
                "showgrid": False,
                "range": [len(page.lines) - 0.5, -0.5],
                "tickvals": list(range(len(page.lines))),
                "ticktext": rows,
            },
            "barmode": "overlay",
        },
    }


def _tiles(language: Language, page: Portfolio) -> dict[str, Any]:
    return {
        "type": "heatmap",
        "z": [[_level(cell) for cell in line.cells] for line in page.lines],
        "text": [[_words(language, cell) for cell in line.cells] for line in page.lines],
        "customdata": [[cell.href if cell else "" for cell in line.cells] for line in page.lines],
        "hovertemplate": "%{text}<extra></extra>",
        "hoverongaps": False,
        "xgap": 4,
        "ygap": 4,
        "zmin": 0,
        "zmax": len(_SCALE),
        "colorscale": _steps(),
        "showscale": False,
    }


def _marks(page: Portfolio) -> dict[str, Any]:
    """The verdicts' signs, so that the picture is read without colour and on paper."""
    shown = [(x, y, cell) for y, line in enumerate(page.lines) for x, cell in enumerate(line.cells) if cell]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [x for x, _, _ in shown],
        "y": [y for _, y, _ in shown],
        "text": [words.mark(cell.judgement) for _, _, cell in shown],
        "textfont": {"size": 16, "color": [_ink(cell) for _, _, cell in shown]},
        "hoverinfo": "skip",
    }


def _hatched(page: Portfolio) -> list[dict[str, Any]]:
    """The tiles that carry no verdict, hatched and outlined, so that they are seen on any ground."""
    quiet = [
        (x, y)
        for y, line in enumerate(page.lines)
        for x, cell in enumerate(line.cells)
        if cell and cell.judgement.verdict not in words.JUDGED
    ]
    n = len(quiet)
    boxes = hatching([x for x, _ in quiet], [0.96] * n, [y - 0.45 for _, y in quiet], [0.9] * n)
    return [boxes] if quiet else []


def _level(cell: Cell | None) -> float | None:
    if cell is None:
        return None
    token = VERDICT_TOKENS[cell.judgement.verdict]
    return _SCALE.index(token if token in _SCALE else "sunk") + 0.5


def _ink(cell: Cell) -> str:
    judged = cell.judgement.verdict in words.JUDGED
    return TOKENS["surface"] if judged else verdict_colour(cell.judgement)


def _steps() -> list[list[float | str]]:
    n = len(_SCALE)
    return [[i / n, TOKENS[token]] for k, token in enumerate(_SCALE) for i in (k, k + 1)]


def _words(language: Language, cell: Cell | None) -> str:
    if cell is None:
        return ""
    verdict = words.verdict(language, cell.judgement)
    return f"<b>{plain(language.title(cell.title))}</b><br>{plain(verdict)}<br>{language.number(cell.value)}"


def _cut(text: str, width: int = 26) -> str:
    """A name short enough for a row's label."""
    return plain(text if len(text) <= width else f"{text[: width - 1]}…")


def _short(title: str, width: int = 14) -> str:
    """A title broken over at most two lines."""
    if len(title) <= width:
        return plain(title)
    cut = title.rfind(" ", 0, width + 1)
    cut = cut if cut > 0 else width
    rest = title[cut:].strip()
    rest = rest if len(rest) <= width else rest[: width - 1] + "…"
    return f"{plain(title[:cut])}<br>{plain(rest)}"
