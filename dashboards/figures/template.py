"""Our one Plotly template, and what every figure shares with it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

Figure = dict[str, Any]


@cache
def template() -> Figure:
    """The template in Plotly's schema; a page carries it once, its script puts it under each figure."""
    text = (Path(__file__).parent / "template.json").read_text(encoding="utf-8")
    found: Figure = json.loads(text)
    return found


def plain(text: str) -> str:
    """Text of people made safe for Plotly's labels, which would read tags, entities and ``%{…}`` in it."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("%{", "%\N{ZERO WIDTH SPACE}{")


def place(text: str) -> float:
    """Where exact decimal text lies on an axis: the only place where a number becomes a float."""
    return float(text)
