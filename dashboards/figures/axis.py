"""What pictures over periods share: the axis with its names, and labels at the ends of lines."""

from collections.abc import Sequence
from typing import Any

from dashboards.figures.colours import TOKENS
from dashboards.figures.template import plain
from dashboards.language import Language


def period_axis(language: Language, labels: Sequence[str]) -> dict[str, Any]:
    """The axis of these periods, each at its number."""
    ticks = _ticks(len(labels))
    return {
        "range": [-0.5, max(len(labels), 1) - 0.5],
        "tickvals": ticks,
        "ticktext": _names(language, [labels[i] for i in ticks]),
        "tickangle": 0,
    }


def _ticks(n: int) -> list[int]:
    """At most twelve periods by name, the last one always."""
    step = max(1, -(-n // 12))
    return sorted(range(n - 1, -1, -step))


def _names(language: Language, labels: list[str]) -> list[str]:
    """Months by name with the year under the first of each; other periods by their whole name."""
    found, year = [], ""
    for label in labels:
        month, of_year = language.month(label)
        found.append(plain(month) + (f"<br>{of_year}" if of_year != year else ""))
        year = of_year
    return found


def label(text: str, x: float, y: float, token: str) -> dict[str, Any]:
    """A text in the picture, its left end at that place."""
    font = {"color": TOKENS[token], "size": 12}
    return {"text": text, "x": x, "y": y, "xanchor": "left", "showarrow": False, "font": font}


def end_labels(labels: Sequence[tuple[str, float, str]], span: float, height: int) -> list[dict[str, Any]]:
    """Labels (text, y, token) at the right end of their lines, pushed apart where they would lie on another.

    ``span`` is how much of the axis the picture's ``height`` in pixels shows.
    """
    found: list[dict[str, Any]] = []
    least = float("inf")
    for text, y, token in sorted(labels, key=lambda one: -one[1]):
        pixels = y / span * height
        put = min(pixels, least)
        least = put - 15
        shifted = label(plain(text), 1.0, y, token) | {"xref": "paper", "xshift": 6}
        found.append(shifted | {"yshift": round(put - pixels)})
    return found


def room(labels: Sequence[dict[str, Any]]) -> int:
    """The right margin that the longest label needs; Chinese characters are twice as wide."""
    widths = (sum(13 if ord(sign) > 0x2E80 else 7.5 for sign in one["text"]) for one in labels)
    return 16 + round(max(widths, default=0))
