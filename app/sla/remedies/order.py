"""The order of money, always the same (domain.md §7), as one pure function over the lines of a period.

Line → its factor → its own cap → same event, critical replacement → group cap → period cap → rolling cap →
bonus → carried in → minimum payable → rounding. Lines stay exact; the capped total is rounded once to the
currency's minor unit and split over the lines by largest remainder. A bonus makes no room under a cap, and
what is carried in fills only the room that the caps leave. Each step leaves its working.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from app.sla.history import History
from app.sla.quantities import Money
from app.sla.remedies.carrying import Excess, MinimumPayable, Now
from app.sla.remedies.factors import with_factor
from app.sla.remedies.limits import NO_CAPS, Caps, Facts, limits, own_cap, scaled, total
from app.sla.remedies.lines import Moving, Priced
from app.sla.remedies.paying import pay
from app.sla.remedies.points import PointsTable, points_to_money
from app.sla.remedies.replacing import dearest_of_event, most_points_of_event, replaced_by_critical
from app.sla.remedies.settlement import Capped, Settlement
from app.sla.working import Step, step

LOST = Excess()


@dataclass(frozen=True, slots=True)
class MoneyRules:
    """What one version of the terms says about the money of a period, beside its targets."""

    currency: str
    caps: Caps = NO_CAPS
    group_caps: Mapping[str, Caps] = field(default_factory=dict)
    excess: Excess = LOST
    minimum_payable: MinimumPayable | None = None
    points: PointsTable | None = None

    @property
    def looks_back(self) -> bool:
        """Whether the money of a period depends on earlier ones: a rolling cap, or something carried in."""
        rolls = any(caps.rolling_12 is not None for caps in (self.caps, *self.group_caps.values()))
        waits = self.minimum_payable is not None and self.minimum_payable.below == "carried_forward"
        return rolls or waits or self.excess.rule == "carried_forward"


NO_HISTORY = History()


def settle_in_order(
    lines: Sequence[Priced],
    rules: MoneyRules,
    now: Now,
    charges: Fraction | None,
    history: History = NO_HISTORY,
) -> Settlement:
    """The money of one period from its priced lines, by the whole order.

    ``charges`` are the period's own, None where unknown: then no cap that is a share of them is known either.
    ``history`` holds the periods before; the earlier stubs of the present one are among them.
    """
    facts = Facts(rules.currency, charges, history, now.whole_label)
    factored = most_points_of_event([with_factor(line, history, now.whole_label) for line in lines])
    priced, steps = points_to_money(factored, rules.points, charges)
    own = [own_cap(line, facts) for line in priced]
    capped = _under_caps(replaced_by_critical(dearest_of_event(own)), rules, facts)
    exact = [line.credit for line in own]
    settlement = pay(capped, exact, rules.excess, rules.minimum_payable, history, now, rules.currency)
    return replace(settlement, working=(*steps, *settlement.working))


def _under_caps(lines: Sequence[Moving], rules: MoneyRules, facts: Facts) -> Capped:
    """The lines under the caps of their groups, and then of the period and the rolling one."""
    held_back: dict[str, int] = {}
    rooms: dict[str, Fraction] = {}
    steps: list[Step] = []
    for group, caps in rules.group_caps.items():
        inside = [line for line in lines if line.priced.rules.group == group]
        kept = _Under.of(inside, caps, facts, group)
        lines = [line if line.priced.rules.group != group else kept.lines.pop(0) for line in lines]
        steps += kept.steps
        if kept.room is not None:
            rooms[group], held_back[group] = kept.room, kept.held_back
    steps.append(step("sum_of_credits", total(lines)))
    whole = _Under.of(lines, rules.caps, facts, "")
    held_back[""] = whole.held_back
    return Capped(
        lines=tuple(whole.lines),
        held_back=held_back,
        room=whole.room,
        group_rooms=rooms,
        is_reached=whole.room is not None and 0 < total(lines) >= whole.room,
        working=(*steps, *whole.steps),
    )


@dataclass(frozen=True, slots=True)
class _Under:
    """Lines under the caps of a group or of the contract."""

    lines: list[Moving]
    room: Fraction | None
    held_back: int
    steps: tuple[Step, ...]

    @classmethod
    def of(cls, lines: Sequence[Moving], caps: Caps, facts: Facts, group: str) -> "_Under":
        whole = left = total(lines)
        room: Fraction | None = None
        steps: list[Step] = []
        for limit in limits(caps, facts, group):
            steps.append(limit.step(left))
            left = min(left, limit.room)
            room = limit.room if room is None else min(room, limit.room)
        kept = scaled(lines, whole, left) if left < whole else list(lines)
        return cls(kept, room, Money(whole - left, facts.currency).minor_units(), tuple(steps))
