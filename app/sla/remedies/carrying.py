"""Carrying forward: what a cap held back is lost, or paid later where there is room (domain.md §7).

All amounts are whole minor units, so what goes into a period comes out of it again: paid, still carried,
expired or lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.sla.history import Carried, History


@dataclass(frozen=True, slots=True)
class Excess:
    """What becomes of credit over a cap; ``periods`` is how many later ones may pay it, None: all."""

    rule: Literal["lost", "carried_forward"] = "lost"
    periods: int | None = None

    def __post_init__(self) -> None:
        if self.periods is not None and self.rule == "lost":
            raise ValueError("what is lost does not expire; write excess: carried_forward")
        if self.periods is not None and self.periods < 1:
            raise ValueError("what is carried forward expires after 1 period or more")


@dataclass(frozen=True, slots=True)
class MinimumPayable:
    """Credits of a period that together are less than the amount are not paid: lost, or carried forward."""

    amount: Fraction
    below: Literal["lost", "carried_forward"] = "lost"

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise ValueError("a minimum payable of nothing has no meaning; leave it out")


@dataclass(frozen=True, slots=True)
class Now:
    """Which period is judged: its label, that of its whole period, and whether it closes either.

    ``is_last_part`` is false for a stub that another stub of the same whole period follows; ``ends_contract``
    is true for the contract's last period, after which nothing carried forward can be paid.
    """

    label: str
    whole_label: str
    is_last_part: bool = True
    ends_contract: bool = False

    @classmethod
    def whole(cls, label: str) -> "Now":
        """A period that no amendment cut."""
        return cls(label, label)


def carry_in(
    balance: Sequence[Carried], room: int | None, group_rooms: Mapping[str, int]
) -> tuple[tuple[Carried, ...], tuple[Carried, ...]]:
    """What of the balance is paid, oldest first, within the room of the caps; and what stays.

    ``room`` is what the caps of the period leave in minor units, None without a cap; ``group_rooms`` is the
    same for each group that has caps: what a group's cap held back meets it again.
    """
    paid: list[Carried] = []
    stays: list[Carried] = []
    rooms = dict(group_rooms)
    for entry in balance:
        limits = [entry.amount, room, rooms.get(entry.group)]
        amount = min(limit for limit in limits if limit is not None)
        room = None if room is None else room - amount
        if entry.group in rooms:
            rooms[entry.group] -= amount
        paid += _part(entry, amount)
        stays += _part(entry, entry.amount - amount)
    return tuple(paid), tuple(stays)


def _part(entry: Carried, amount: int) -> list[Carried]:
    return [Carried(entry.source, amount, entry.group)] if amount else []


def expire(
    entries: Sequence[Carried], excess: Excess, history: History, now: Now
) -> tuple[tuple[Carried, ...], tuple[Carried, ...]]:
    """What is still carried after this period, and what can no longer be paid."""
    if now.ends_contract:
        return (), tuple(entries)
    if excess.periods is None or not now.is_last_part:
        return tuple(entries), ()
    ages = [history.age(entry.source, now.whole_label) for entry in entries]
    dated = list(zip(entries, ages, strict=True))
    stays = tuple(entry for entry, age in dated if age < excess.periods)
    return stays, tuple(entry for entry, age in dated if age >= excess.periods)
