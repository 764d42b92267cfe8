"""Settlement: the money of one period after the whole order of §7, with the working of every step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.sla.history import Carried, EarnedBack, Past, PastLine
from app.sla.quantities import Money
from app.sla.remedies.carrying import Now
from app.sla.remedies.lines import Moving, Priced
from app.sla.working import Step


@dataclass(frozen=True, slots=True)
class PaidLine:
    """One target: ``exact_credit`` after its factor and its own cap; ``credit`` and ``bonus`` as paid.

    ``reason`` says why there is no credit where the remedy alone would have given one: ``ramp_up``,
    ``not_yet_counting``, ``same_event``, ``replaced_by_critical`` or ``below_minimum_payable``; or why it
    is not known yet: ``charges_unknown`` or ``count_unknown``.
    """

    priced: Priced
    exact_credit: Fraction
    credit: int
    bonus: int
    points: Fraction
    is_critical: bool
    reason: str
    working: tuple[Step, ...]

    def past(self) -> PastLine:
        """The line as later periods look back on it."""
        rules = self.priced.rules
        return PastLine(
            target=self.priced.target,
            verdict=self.priced.verdict,
            credit=self.exact_credit,
            paid=self.credit,
            bonus=self.bonus,
            points=self.points,
            group=rules.group,
            ramp_up=self.priced.ramp_up,
        )


@dataclass(frozen=True, slots=True)
class Capped:
    """The lines under every cap, what each cap held back, and the room that is left for what is carried in.

    ``held_back`` are minor units by group; the empty group is the contract. ``room`` is the least that the
    caps of the contract leave for the whole period, None where none is agreed or the charges are unknown.
    """

    lines: tuple[Moving, ...]
    held_back: Mapping[str, int]
    room: Fraction | None
    group_rooms: Mapping[str, Fraction]
    is_reached: bool
    working: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a period comes to, amounts as whole minor units of the currency.

    ``cap`` is the least that the caps of the contract allow; ``held_back`` what caps did not let through;
    ``balance`` what is carried forward after this period; ``raised`` what this period's own lines came to
    before the caps. ``raised`` and the balance before equal what was paid, is still carried, expired and was
    lost.
    """

    currency: str
    lines: tuple[PaidLine, ...]
    cap: Fraction | None
    cap_reached: bool
    raised: int
    held_back: int
    carried_in: tuple[Carried, ...]
    balance: tuple[Carried, ...]
    expired: tuple[Carried, ...]
    lost: int
    earned_back: tuple[EarnedBack, ...]
    working: tuple[Step, ...]

    @property
    def cap_applied(self) -> bool:
        """Whether a cap, of the contract or of a group, held back a minor unit or more."""
        return self.held_back > 0

    @property
    def own_credits(self) -> int:
        """The credits of this period's own lines."""
        return sum(line.credit for line in self.lines)

    @property
    def credits(self) -> int:
        """All credits paid: of its own lines and of what earlier periods carried forward."""
        return self.own_credits + sum(entry.amount for entry in self.carried_in)

    @property
    def bonuses(self) -> int:
        """The bonuses of the period."""
        return sum(line.bonus for line in self.lines)

    @property
    def reversed(self) -> int:
        """What good periods earned back: nothing, or less."""
        return sum(entry.amount for entry in self.earned_back)

    @property
    def credit(self) -> Money:
        """All credits paid, as money."""
        return Money.of_minor_units(self.credits, self.currency)

    @property
    def bonus(self) -> Money:
        """The bonuses, as money."""
        return Money.of_minor_units(self.bonuses, self.currency)

    def past(self, now: Now, start: date, end: date, charges: Fraction | None) -> Past:
        """The period as later ones look back on it; the days [start, end)."""
        return Past(
            label=now.label,
            whole_label=now.whole_label,
            start=start,
            end=end,
            charges=charges,
            lines={line.priced.target: line.past() for line in self.lines},
            carried_in=self.carried_in,
            balance=self.balance,
            earned_back=self.earned_back,
            cap_reached=self.cap_reached,
        )
