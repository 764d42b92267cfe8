"""The colours that figures are drawn in: the light tokens of the stylesheet.

Figures name the light value, so that Plotly's own library accepts them; the page's script puts the value of
the current theme in its place (it knows them by the same table, and a test holds the three together).
"""

from types import MappingProxyType
from typing import Final

from dashboards.parts import Judgement

TOKENS: Final = MappingProxyType(
    {
        "surface": "#ffffff",
        "sunk": "#f6f7f9",
        "ink": "#14181f",
        "ink-2": "#4b5563",
        "ink-3": "#667085",
        "line": "#e3e6eb",
        "accent": "#2d5bd7",
        "met": "#0b7a6b",
        "below-expected": "#a85a00",
        "below-minimum": "#b3261e",
        "no-data": "#7a8494",
    }
)

VERDICT_TOKENS: Final = MappingProxyType(
    {
        "met": "met",
        "below_expected": "below-expected",
        "below_minimum": "below-minimum",
        "deemed_failed": "below-minimum",
        "no_data": "no-data",
        "not_enough_volume": "no-data",
        "excluded": "no-data",
    }
)


def verdict_colour(judgement: Judgement) -> str:
    """The light colour of a verdict."""
    return TOKENS[VERDICT_TOKENS[judgement.verdict]]
