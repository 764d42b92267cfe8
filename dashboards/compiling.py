"""What templates need not do again at every request: what they say is translated when they are compiled, and
parts of a page that are made from equal values are drawn once.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

import jinja2
from jinja2 import nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from dashboards.language import Language
from dashboards.readings import KEPT


class Translated(jinja2.Environment):
    """Templates of one language: messages without values are translated once, when a template is compiled."""

    def __init__(self, speak: Language, **options: Any) -> None:
        super().__init__(**options)
        self._speak = speak

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return cast("nodes.Template", _Messages(self._speak).visit(super()._parse(source, name, filename)))


class _Messages(NodeTransformer):
    def __init__(self, speak: Language) -> None:
        self._speak = speak

    def visit_Call(self, call: nodes.Call) -> nodes.Expr:  # noqa: N802 - the visitor's own name
        """The text itself for ``_("message")``; every other call as it is."""
        self.generic_visit(call)
        said = call.args[0] if len(call.args) == 1 and not call.kwargs else None
        asked = isinstance(call.node, nodes.Name) and call.node.name == "_"
        if not (asked and isinstance(said, nodes.Const)):
            return call
        text = self._speak.message(said.value) % {}
        return nodes.MarkSafe(nodes.Const(text), lineno=call.lineno)


def drawn_once(templates: jinja2.Environment, most: int = KEPT) -> Callable[..., Markup]:
    """A filter: a part of a page from its template, made of ``one`` value and one ``beside`` it.

    Equal values are drawn once, and so many are kept. Nothing else goes in, so what is kept is what would be
    drawn: it is never out of date, and never shows more than its values, which whoever asks was given by the
    row filter.
    """

    @lru_cache(maxsize=most)
    def part(one: Any, template: str, beside: Any = None) -> Markup:
        return Markup(templates.get_template(template).render(one=one, beside=beside))  # noqa: S704 - escaped

    return part
