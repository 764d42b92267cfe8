"""Questions that pages ask at every request, built once: building a statement costs more than asking it.

The rows that the caller may see are part of every such question; a statement cannot be prepared without them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from app.access.unit import Work
from app.access.visible import values_of, visible_named

Built = Callable[[Select[tuple[UUID]], str], Select[Any]]


class Prepared:
    """A question about contracts: ``built`` gets the ids that the caller may see, and the dialect."""

    def __init__(self, built: Built) -> None:
        self._built = built
        self._kept: dict[tuple[str, bool], Select[Any]] = {}

    def ask(self, work: Work, **values: Any) -> Sequence[Any]:
        """Every row that answers; ``values`` are those of its parameters."""
        seen = values_of(work.identity)
        key = work.session.get_bind().dialect.name, "visible_among" in seen
        if key not in self._kept:
            self._kept[key] = self._built(visible_named(some=key[1]), key[0])
        return work.session.execute(self._kept[key], seen | values).all()
