"""Hatching: what is left out or has no figures, told without colour, so that it is read on grey paper too."""

from collections.abc import Sequence
from typing import Any

from dashboards.figures.colours import TOKENS

_CLEAR = "rgba(0,0,0,0)"


def hatching(
    at: Sequence[float], widths: Sequence[float], bottoms: Sequence[float], heights: Sequence[float]
) -> dict[str, Any]:
    """Hatched boxes as one trace: each around its place along x, from its bottom so high."""
    return {
        "type": "bar",
        "x": list(at),
        "width": list(widths),
        "base": list(bottoms),
        "y": list(heights),
        "hoverinfo": "skip",
        "marker": {
            "color": _CLEAR,
            "line": {"width": 1, "color": TOKENS["line"]},
            "pattern": {
                "shape": "/",
                "fgcolor": TOKENS["no-data"],
                "fgopacity": 0.5,
                "size": 7,
                "solidity": 0.15,
            },
        },
    }
