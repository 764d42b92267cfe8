"""Contracts × targets by verdict: which promise was kept where."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dashboards import words
from dashboards.contexts import Cell, ContractLine, Portfolio
from dashboards.figures.colours import TOKENS, VERDICT_TOKENS, verdict_colour
from dashboards.figures.hatching import hatching
from dashboards.figures.template import Figure, plain
from dashboards.language import Language
from dashboards.readings import KEPT

# The colour scale by verdict: equal steps, each in one flat colour.
_SCALE = ("met", "below-expected", "below-minimum", "sunk")
_ROW, _HEAD = 40, 76


def heat_map(language: Language, page: Portfolio) -> Figure:
    """The figure: a tile for each judged target, its mark on it, its words and link behind it."""
    height = _HEAD + _ROW * max(1, len(page.lines))
    rows = [_row(language, line) for line in page.lines]
    return {
        "data": [_tiles(rows), *_hatched(rows), _marks(rows)],
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
                "ticktext": [row.name for row in rows],
            },
            "barmode": "overlay",
        },
    }


@dataclass(frozen=True, slots=True)
class _Row:
    """What the picture shows of one contract: of every column, and of those that it has a target in."""

    name: str
    levels: tuple[float | None, ...]
    words: tuple[str, ...]
    links: tuple[str, ...]
    shown: tuple[int, ...]
    signs: tuple[str, ...]
    inks: tuple[str, ...]
    quiet: tuple[int, ...]


@lru_cache(maxsize=KEPT)
def _row(language: Language, line: ContractLine) -> _Row:
    there = [(x, cell) for x, cell in enumerate(line.cells) if cell]
    return _Row(
        name=f"{_cut(line.provider)}<br>{_cut(line.reference)}",
        levels=tuple(_level(cell) for cell in line.cells),
        words=tuple(_words(language, cell) for cell in line.cells),
        links=tuple(cell.href if cell else "" for cell in line.cells),
        shown=tuple(x for x, _ in there),
        signs=tuple(words.mark(cell.judgement) for _, cell in there),
        inks=tuple(_ink(cell) for _, cell in there),
        quiet=tuple(x for x, cell in there if cell.judgement.verdict not in words.JUDGED),
    )


def _tiles(rows: Sequence[_Row]) -> dict[str, Any]:
    return {
        "type": "heatmap",
        "z": [row.levels for row in rows],
        "text": [row.words for row in rows],
        "customdata": [row.links for row in rows],
        "hovertemplate": "%{text}<extra></extra>",
        "hoverongaps": False,
        "xgap": 4,
        "ygap": 4,
        "zmin": 0,
        "zmax": len(_SCALE),
        "colorscale": _steps(),
        "showscale": False,
    }


def _marks(rows: Sequence[_Row]) -> dict[str, Any]:
    """The verdicts' signs, so that the picture is read without colour and on paper."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": [x for row in rows for x in row.shown],
        "y": [y for y, row in enumerate(rows) for _ in row.shown],
        "text": [sign for row in rows for sign in row.signs],
        "textfont": {"size": 16, "color": [ink for row in rows for ink in row.inks]},
        "hoverinfo": "skip",
    }


def _hatched(rows: Sequence[_Row]) -> list[dict[str, Any]]:
    """The tiles that carry no verdict, hatched and outlined, so that they are seen on any ground."""
    quiet = [(x, y) for y, row in enumerate(rows) for x in row.quiet]
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
