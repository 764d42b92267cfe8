"""Lines of money: what a target's own remedy came to, and that value on its way through the order (§7)."""

from dataclasses import dataclass, replace
from fractions import Fraction

from app.sla.judging.verdicts import Verdict
from app.sla.remedies.escalation import CountsFrom, Importance, Promotion, Repeat
from app.sla.remedies.prices import Price
from app.sla.working import Step


@dataclass(frozen=True, slots=True)
class LineRules:
    """What the terms say about the money of one target, beside the price of a miss.

    ``event`` names the targets that one and the same event can fail: those of one name pay once, the
    dearest. ``group`` names those that a critical failure and a cap hold together; those that name none are
    one group too, without a cap of its own. ``earn_back`` is after how many good periods in a row a credit is
    reversed.
    """

    own_cap: Price | None = None
    repeat: Repeat | None = None
    counts_from: CountsFrom | None = None
    importance: Importance = "ordinary"
    promotion: Promotion | None = None
    critical_credit: Price | None = None
    group: str = ""
    event: str = ""
    earn_back: int | None = None

    def __post_init__(self) -> None:
        if self.promotion is not None and self.importance != "important":
            raise ValueError("only an important target is promoted; write importance: important")
        if self.critical_credit is not None and self.importance == "ordinary":
            raise ValueError("an ordinary target has no critical credit; write importance: critical")
        if self.earn_back is not None and self.earn_back < 1:
            raise ValueError("earn_back is at least 1 period")

    @property
    def looks_back(self) -> bool:
        """Whether the money of the target depends on earlier periods."""
        rules = (self.repeat, self.counts_from, self.promotion, self.earn_back)
        return any(rule is not None for rule in rules)


NO_RULES = LineRules()


@dataclass(frozen=True, slots=True)
class Priced:
    """A target's verdict with what its own remedy came to: exact ``credit`` and ``bonus``, or ``points``.

    ``charges`` are those of the target's own measured window. During ``ramp_up`` it is judged and shown, and
    its credit is 0; a bonus is earned all the same, because the terms spare the provider, not the client.
    ``unknown`` says why the price is not known yet: ``charges_unknown`` or ``count_unknown``.
    """

    target: str
    verdict: Verdict
    credit: Fraction = Fraction(0)
    bonus: Fraction = Fraction(0)
    points: Fraction = Fraction(0)
    charges: Fraction | None = None
    ramp_up: bool = False
    rules: LineRules = NO_RULES
    unknown: str = ""

    def __post_init__(self) -> None:
        if min(self.credit, self.bonus, self.points) < 0:
            raise ValueError("credit, bonus and points of a line are never below zero")
        if self.credit and self.points:
            raise ValueError("a line costs money or gives points, not both")


@dataclass(frozen=True, slots=True)
class Moving:
    """A line on its way: what it is worth so far, why it is worth nothing, and the steps that led there."""

    priced: Priced
    credit: Fraction
    points: Fraction
    is_critical: bool = False
    reason: str = ""
    working: tuple[Step, ...] = ()

    @property
    def worth(self) -> bool:
        """Whether there is still money or are points in it."""
        return bool(self.credit or self.points)

    def becomes(self, credit: Fraction, by: Step) -> "Moving":
        """The line with another credit."""
        return replace(self, credit=credit, working=(*self.working, by))

    def falls_away(self, reason: str, by: Step) -> "Moving":
        """The line with neither credit nor points, and the reason."""
        return replace(self.loses_credit(reason, by), points=Fraction(0))

    def loses_credit(self, reason: str, by: Step) -> "Moving":
        """The line without its credit, and the reason; its points stand, for they were earned."""
        return replace(self, credit=Fraction(0), reason=reason, working=(*self.working, by))
