"""What pages repeat a thousand times, as HTML: a number with its unit, an amount, a verdict.

Each is made once for each value and language and then kept: a macro of the template costs as much every time.
"""

from functools import lru_cache

from markupsafe import Markup, escape

from dashboards import words
from dashboards.contexts import Cell
from dashboards.figures.colours import VERDICT_TOKENS
from dashboards.language import Language
from dashboards.parts import Judgement, Money, Number

_KEPT = 8192


@lru_cache(maxsize=_KEPT)
def number(language: Language, value: Number | None) -> Markup:
    """The number with its unit in a lighter tone; an en dash where there is none."""
    if value is None:
        return _span("–", "")
    return _span(language.decimal(value.text), language.unit(value.unit))


@lru_cache(maxsize=_KEPT)
def money(language: Language, value: Money | None) -> Markup:
    """The amount with its currency in a lighter tone; an en dash where there is none."""
    if value is None:
        return _span("–", "")
    return _span(language.decimal(value.text), f"\N{NO-BREAK SPACE}{value.currency}")


def _span(shown: str, unit: str) -> Markup:
    lighter = f'<span class="unit">{escape(unit)}</span>' if unit else ""
    return Markup(f'<span class="number">{escape(shown)}{lighter}</span>')  # noqa: S704 - both are escaped


@lru_cache(maxsize=_KEPT)
def verdict(language: Language, judgement: Judgement, *, words_seen: bool = True) -> Markup:
    """The sign of the verdict with its word, which is for screen readers alone unless ``words_seen``."""
    seen, word = "" if words_seen else ' class="unseen"', escape(words.verdict(language, judgement))
    kind, sign = VERDICT_TOKENS[judgement.verdict], words.mark(judgement)
    marked = f'<span class="mark v-{kind}" aria-hidden="true">{sign}</span>'
    return Markup(f'<span class="verdict">{marked} <span{seen}>{word}</span></span>')  # noqa: S704 - escaped


def tile(language: Language, cell: Cell) -> Markup:
    """A cell of the portfolio as a link to its line of the scorecard: the verdict, and the value under it."""
    value = f"<small>{number(language, cell.value)}</small>" if cell.value else ""
    title = escape(language.title(cell.title))
    said = f"{verdict(language, cell.judgement)}{value}"
    return Markup(f'<a class="tile" href="{escape(cell.href)}" title="{title}">{said}</a>')  # noqa: S704 - each part is escaped


def breakable(code: str) -> Markup:
    """A code of the field that may be broken behind its underscores, and so never within a word."""
    return escape(code).replace("_", Markup("_<wbr>"))
