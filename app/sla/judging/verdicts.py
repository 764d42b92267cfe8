"""Verdicts on one target, and what each means for a chain of misses (domain.md §6, §7)."""

from collections.abc import Iterable
from typing import Literal

Verdict = Literal[
    "met", "below_expected", "below_minimum", "no_data", "excluded", "not_enough_volume", "deemed_failed"
]
MISSES: frozenset[Verdict] = frozenset({"below_expected", "below_minimum", "deemed_failed"})
BELOW_MINIMUM: frozenset[Verdict] = frozenset({"below_minimum", "deemed_failed"})
_SEVERITY: dict[Verdict, int] = {"met": 0, "below_expected": 1, "below_minimum": 2, "deemed_failed": 3}


def worst(verdicts: Iterable[Verdict]) -> Verdict | None:
    """The worst verdict of those that judge; None when none does (no data, excluded, too little volume)."""
    return max((v for v in verdicts if v in _SEVERITY), key=_SEVERITY.__getitem__, default=None)
