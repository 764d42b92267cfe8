"""A review on paper: blocks of text and tables as plain data, set by one template.

What people wrote reaches the template as data and never as its source, so that nothing of it is markup
(D02). Fonts are those that the setting package carries, and those of the machine; Chinese needs one of the
machine's (Debian: ``fonts-noto-cjk``). Where there is none, a Chinese paper is refused in words, and an
English one says at its foot what could not be set.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.errors import Unavailable

if TYPE_CHECKING:
    import typst

_TEMPLATE: Final = Path(__file__).with_name("paper.typ")
CHINESE: Final = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei")
LATIN: Final = ("Liberation Sans", "Arial", "DejaVu Sans", "Libertinus Serif")
_HAN: Final = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class Bar:
    """A value against its level, on a line of length 1; ``tone`` is the colour of the verdict."""

    value: float
    begins: float
    ends: float
    tone: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell: text with the tone of a verdict, small text under it, or a bar."""

    text: str
    tone: str = ""
    under: str = ""
    bar: Bar | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table under its heading; ``right`` are the columns of numbers, ``widths`` shares of the line."""

    heading: str
    head: tuple[str, ...]
    rows: tuple[tuple[Spot, ...], ...]
    widths: tuple[float, ...]
    right: tuple[int, ...] = ()
    totals: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper: its title and sentence, figures at a glance, tables, the foot of each page."""

    language: str
    title: str
    under: str
    sentence: str
    glance: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    foot: str
    page: str  # “Page %s of %s”, in the language
    no_font: str  # what is said where some signs cannot be set


@cache
def fonts() -> typst.Fonts:
    """The fonts of the package and of the machine, looked for once in the life of the process."""
    import typst  # noqa: PLC0415 - 6 MB that only paper needs

    return typst.Fonts()


@cache
def families() -> frozenset[str]:
    """Their names."""
    return frozenset(fonts().families())


def chosen(names: Sequence[str], known: frozenset[str]) -> list[str]:
    """Those of these fonts that there are."""
    return [name for name in names if name in known]


def pdf(paper: Paper, known: frozenset[str] | None = None) -> bytes:
    """The paper as a tagged PDF; the same paper gives the same bytes.

    Raises Unavailable for a Chinese paper on a machine without a Chinese font.
    """
    there = families() if known is None else known
    chinese = chosen(CHINESE, there)
    if not chinese and paper.language == "zh_Hans":
        raise Unavailable(
            "There is no Chinese font on this machine; install fonts-noto-cjk, or ask for lang=en."
        )
    data = json.dumps({**asdict(paper), "fonts": [*chosen(LATIN, there), *chinese]}, ensure_ascii=False)
    if not chinese and _HAN.search(data):
        data = json.dumps({**json.loads(data), "warning": paper.no_font}, ensure_ascii=False)
    import typst  # noqa: PLC0415 - as above

    made = typst.Compiler(_TEMPLATE.read_bytes(), font_paths=fonts(), sys_inputs={"paper": data}).compile(
        format="pdf"
    )
    if not isinstance(made, bytes):
        raise TypeError("one paper makes one file")
    return made
