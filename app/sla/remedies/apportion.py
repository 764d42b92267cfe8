"""Apportioning: a total in minor units over exact parts, so that the parts add up to it (domain.md §2)."""

from collections.abc import Sequence
from fractions import Fraction


def apportion(total: int, parts: Sequence[Fraction]) -> tuple[int, ...]:
    """Whole units for each exact part, by largest remainder; ``total`` is their sum, rounded either way.

    Each part gets its floor or one more, and a part that is already whole gets exactly itself: so no part
    goes over a cap of whole units that it kept. The earlier part comes first where remainders are equal.
    Raises ValueError when the total is not the sum of the parts rounded to a whole number.
    """
    floors = [part.numerator // part.denominator for part in parts]
    remainders = [part - floor for part, floor in zip(parts, floors, strict=True)]
    left = total - sum(floors)
    if not 0 <= left <= sum(1 for remainder in remainders if remainder):
        raise ValueError(f"{total} is not the rounded sum of the parts")
    largest = sorted(range(len(parts)), key=lambda i: (-remainders[i], i))[:left]
    return tuple(floor + (i in largest) for i, floor in enumerate(floors))


def apportion_in_groups(total: int, parts: Sequence[Fraction], groups: Sequence[str]) -> tuple[int, ...]:
    """The same, first over the groups and then inside each, so that a group keeps its cap as well.

    A part whose group is empty stands for itself.
    """
    if not any(groups):
        return apportion(total, parts)
    keys = [group or f"\0{i}" for i, group in enumerate(groups)]
    members: dict[str, list[int]] = {}
    for i, key in enumerate(keys):
        members.setdefault(key, []).append(i)
    sums = [sum((parts[i] for i in inside), Fraction(0)) for inside in members.values()]
    units: dict[int, int] = {}
    for inside, share in zip(members.values(), apportion(total, sums), strict=True):
        units |= zip(inside, apportion(share, [parts[i] for i in inside]), strict=True)
    return tuple(units[i] for i in range(len(parts)))
