"""The account of a period: how its money came about, in parts that add up to its total to the last digit.

Read from the scorecard's document alone, in the order of money (domain.md §7): what each target was priced
at, what repeats and critical failures changed, what does not count yet, the caps, what was carried in,
rounding, what good periods earned back, bonuses.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Literal

from app.sla.quantities import exact

Kind = Literal[
    "price",
    "escalation",
    "not_counting",
    "own_cap",
    "one_event",
    "group_cap",
    "period_cap",
    "rolling_cap",
    "carried_in",
    "minimum_payable",
    "rounding",
    "earn_back",
    "bonus",
]
Document = Mapping[str, Any]

# Of each step that changes a credit: what it is called here, and which of its inputs it started from.
_OF_A_LINE: Final[Mapping[str, tuple[Kind, str]]] = {
    "repeat": ("escalation", "credit"),
    "critical_credit": ("escalation", "ordinary"),
    "ramp_up": ("not_counting", "without"),
    "not_yet_counting": ("not_counting", "without"),
    "own_cap": ("own_cap", "credit"),
}
_BETWEEN_LINES: Final[Mapping[str, tuple[Kind, str]]] = {
    "same_event": ("one_event", "without"),
    "replaced_by_critical": ("one_event", "without"),
}
_OF_THE_CONTRACT: Final[Mapping[str, tuple[Kind, str]]] = {
    "group_cap": ("group_cap", "credits"),
    "group_rolling_cap": ("group_cap", "credits"),
    "period_cap": ("period_cap", "credits"),
    "rolling_cap": ("rolling_cap", "credits"),
    "minimum_payable": ("minimum_payable", "credits"),
    "round_money": ("rounding", "exact"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the account, in the currency: above zero where the provider owes it.

    ``target`` is the target's id where the part is a line's own; ``source`` the period that it comes from,
    if another.
    """

    kind: Kind
    amount: Fraction
    target: str = ""
    source: str = ""


def parts_of(document: Document) -> tuple[Part, ...]:
    """The parts of a period's total in the order of money; parts of nothing are left out.

    Together they are ``money.total``, exactly.
    """
    money = document["money"]
    lines = [part for line in document["targets"] for part in _line(line)]
    prices = [part for part in lines if part.kind == "price"]
    carried = [Part("carried_in", exact(one["amount"]), source=one["period"]) for one in money["carried_in"]]
    own = list(_steps(money["working"], _OF_THE_CONTRACT))
    caps = [part for part in own if part.kind.endswith("cap")]
    rest = [part for part in own if part not in caps]
    earned = [
        Part("earn_back", exact(one["amount"]), one["target"], one["period"]) for one in money["earned_back"]
    ]
    bonus = Part("bonus", -exact(money["bonuses"]))
    found = (*prices, *_added_up(lines), *caps, *carried, *rest, *earned, bonus)
    return tuple(part for part in found if part.amount)


def _added_up(parts: Sequence[Part]) -> Iterator[Part]:
    """What changed the prices, by kind over all lines."""
    for kind in dict.fromkeys(part.kind for part in parts):
        if kind != "price":
            yield Part(kind, sum((part.amount for part in parts if part.kind == kind), Fraction(0)))


def _line(line: Document) -> Iterator[Part]:
    """What a line was priced at and what changed that; points become money only by the table's part."""
    steps = line["working"]
    if any(step["rule"] == "points_band" for step in steps):
        first = next((i for i, step in enumerate(steps) if step["rule"] == "points_part"), len(steps))
        steps = steps[first + 1 :]
    changes = list(_steps(steps, _OF_A_LINE, line["id"]))
    moved = sum((part.amount for part in changes), Fraction(0))
    yield Part("price", exact(line["exact_credit"]) - moved, line["id"])
    yield from changes
    yield from _steps(steps, _BETWEEN_LINES, line["id"])


def _steps(
    steps: Sequence[Document], known: Mapping[str, tuple[Kind, str]], target: str = ""
) -> Iterator[Part]:
    for step in steps:
        kind, began = known.get(step["rule"], (None, ""))
        if kind is not None and began in step["inputs"]:
            yield Part(kind, exact(step["result"]) - exact(step["inputs"][began]), target)
