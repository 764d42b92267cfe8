"""The life of a period: open → due → issued → (disputed → settled) → final (domain.md §8).

A period is open while it runs and due when it is over. Issuing freezes it; then each side has its turn. The
provider replies within its window: accepting makes it final, silence does so when the window is over, and
disputing asks the client to settle. A settlement is the provider's to answer again, within the same window
counted anew. Days are those of the contract's time zone; a window of 14 days includes the 14th day after.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Stage = Literal["open", "due", "issued", "disputed", "settled", "final"]
State = Literal["issued", "disputed", "settled", "accepted"]
Act = Literal["issue", "reply", "settle"]
Part = Literal["client", "provider"]

REPLY_DAYS = 14
TIME_BAR_DAYS = 90

_TURN: Mapping[Stage, tuple[Act, Part]] = {
    "due": ("issue", "client"),
    "issued": ("reply", "provider"),
    "disputed": ("settle", "client"),
    "settled": ("reply", "provider"),
}
_WHY_NOT: Mapping[Stage, str] = {
    "open": "the period still runs; issue it when it is over",
    "due": "it has not been issued; the client issues it first",
    "issued": "it was issued; the provider replies to it, and what changes it now is a restatement",
    "disputed": "the provider disputes it; the client settles that first",
    "settled": "the dispute was settled; the provider answers to that",
    "final": "it is final; what changes it now is a restatement",
}


class WrongOrder(ValueError):
    """An act that is not due; says where the period stands and what comes next."""


@dataclass(frozen=True, slots=True)
class Windows:
    """How many days the provider has to reply, and how many a restatement in its favour has to come."""

    reply_days: int = REPLY_DAYS
    time_bar_days: int = TIME_BAR_DAYS

    def __post_init__(self) -> None:
        if self.reply_days < 1 or self.time_bar_days < 1:
            raise ValueError("a window has 1 day or more")


AS_USUAL = Windows()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an issued scorecard stands by what was done last, and since which day."""

    state: State
    since: date

    def reply_until(self, windows: Windows = AS_USUAL) -> date | None:
        """The last day on which the provider may reply; None when it is not its turn."""
        return self.since + timedelta(windows.reply_days) if self.state in ("issued", "settled") else None


def stage(standing: Standing | None, is_over: bool, today: date, windows: Windows = AS_USUAL) -> Stage:
    """Where a period stands today; ``standing`` is None while it is not issued."""
    if standing is None:
        return "due" if is_over else "open"
    until = standing.reply_until(windows)
    if standing.state == "accepted" or (until is not None and today > until):
        return "final"
    return standing.state


def next_act(now: Stage) -> tuple[Act, Part] | None:
    """What is to be done next and by which part; None while the period runs and when it is final."""
    return _TURN.get(now)


def check(act: Act, now: Stage) -> None:
    """Raises WrongOrder, with where the period stands and what to do, unless the act is due."""
    turn = next_act(now)
    if turn is None or turn[0] != act:
        raise WrongOrder(why_not(now))


def why_not(now: Stage) -> str:
    """Where a period stands and what comes next, as a sentence for somebody who wanted something else."""
    return f"This cannot be done now: {_WHY_NOT[now]}."


@dataclass(frozen=True, slots=True)
class LineReply:
    """What the provider says to one line; ``disputed`` is its part of the line's credit, in minor units."""

    target: str
    accepted: bool
    disputed: int = 0
    comment: str = ""


def split_disputed(replies: Sequence[LineReply], credits_: Mapping[str, int]) -> tuple[int, int]:
    """The disputed and the undisputed credit of the lines together, in minor units; they add to the whole.

    A line that the reply does not name is accepted. Raises ValueError for a line that there is not, one that
    stands twice, an amount that is more than the line's credit, and an accepted line with a disputed amount.
    """
    seen: set[str] = set()
    for one in replies:
        if one.target not in credits_:
            raise ValueError(f"the scorecard has no line “{one.target}”")
        if one.target in seen:
            raise ValueError(f"the line “{one.target}” stands twice")
        if not 0 <= one.disputed <= credits_[one.target]:
            raise ValueError(f"of “{one.target}” at most its credit can be disputed")
        if one.accepted and one.disputed:
            raise ValueError(f"“{one.target}” is accepted and disputed at once")
        seen.add(one.target)
    disputed = sum(one.disputed for one in replies)
    return disputed, sum(credits_.values()) - disputed


def settled_amount(agreed: Mapping[str, int], disputed: Mapping[str, int]) -> int:
    """What a settlement changes about the credits, in minor units: nothing, or less.

    ``agreed`` says for every disputed line how much of the disputed amount stands after all. Raises
    ValueError when a line is missing or not disputed, or when more stands than was disputed.
    """
    if missing := sorted(set(disputed) - set(agreed)):
        raise ValueError(f"say what stands of “{missing[0]}”, which is disputed")
    for target, amount in agreed.items():
        if target not in disputed:
            raise ValueError(f"“{target}” is not disputed")
        if not 0 <= amount <= disputed[target]:
            raise ValueError(f"of “{target}” at most the disputed amount can stand")
    return sum(agreed.values()) - sum(disputed.values())


def is_confirmed_by_another(amount: int, limit: int | None, asked: object, confirms: object) -> bool:
    """Whether the amount is within the limit, or a second person stands behind it."""
    return limit is None or abs(amount) <= limit or asked != confirms


def is_within_time_bar(issued: date, came: date, windows: Windows = AS_USUAL) -> bool:
    """Whether a restatement in the provider's favour came in time, counted from the day of the issue."""
    return came <= issued + timedelta(windows.time_bar_days)
