"""Paying: bonus, what is carried in, the minimum payable and the one rounding end the order of money (§7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.sla.history import Carried, EarnedBack, History
from app.sla.quantities import Money, minor_digits
from app.sla.remedies.apportion import apportion, apportion_in_groups
from app.sla.remedies.carrying import Excess, MinimumPayable, Now, carry_in, expire
from app.sla.remedies.earn_back import earned_back
from app.sla.remedies.limits import total
from app.sla.remedies.lines import Moving
from app.sla.remedies.settlement import Capped, PaidLine, Settlement
from app.sla.working import Step, step


@dataclass(frozen=True, slots=True)
class _Payable:
    """What of the period's own credit is paid, what is carried in and on, and what is lost."""

    units: int
    below: bool
    carried_in: tuple[Carried, ...]
    balance: tuple[Carried, ...]
    expired: tuple[Carried, ...]
    lost: int
    raised: int


def pay(
    capped: Capped,
    exact: Sequence[Fraction],
    excess: Excess,
    minimum: MinimumPayable | None,
    history: History,
    now: Now,
    currency: str,
) -> Settlement:
    """The settlement of lines that stand under their caps; ``exact`` are their credits before other lines."""
    bonus = sum((line.priced.bonus for line in capped.lines), Fraction(0))
    payable = _payable(capped, excess, minimum, history, now, currency)
    reversed_ = _reversals(capped.lines, history, now)
    return Settlement(
        currency=currency,
        lines=_paid_lines(capped, exact, payable, currency),
        cap=capped.room,
        cap_reached=capped.is_reached,
        raised=payable.raised,
        held_back=sum(capped.held_back.values()),
        carried_in=payable.carried_in,
        balance=payable.balance,
        expired=payable.expired,
        lost=payable.lost,
        earned_back=reversed_,
        working=(
            *capped.working,
            *_steps(capped, payable, minimum, bonus, currency),
            *_entries(reversed_, currency),
        ),
    )


def _payable(
    capped: Capped,
    excess: Excess,
    minimum: MinimumPayable | None,
    history: History,
    now: Now,
    currency: str,
) -> _Payable:
    own = total(capped.lines)
    units = Money(own, currency).minor_units()
    carried, stays = carry_in(history.balance, *_rooms(capped, currency))
    below = minimum is not None and 0 < own + _money(carried, currency) < minimum.amount
    held = [Carried(now.whole_label, amount, group) for group, amount in capped.held_back.items() if amount]
    raised = units + sum(entry.amount for entry in held)
    kept = held if excess.rule == "carried_forward" else []
    if below and minimum is not None:
        carried, stays = (), history.balance
        if minimum.below == "carried_forward" and units:
            kept = [*kept, Carried(now.whole_label, units)]
        units = 0
    balance, expired = expire((*stays, *kept), excess, history, now)
    lost = raised - units - sum(entry.amount for entry in kept)
    return _Payable(units, below, carried, balance, expired, lost, raised)


def _rooms(capped: Capped, currency: str) -> tuple[int | None, dict[str, int]]:
    """Whole minor units that the caps leave for what is carried in."""
    own = total(capped.lines)
    room = None if capped.room is None else _floor(capped.room - own, currency)
    inside = {
        group: [line for line in capped.lines if line.priced.rules.group == group]
        for group in capped.group_rooms
    }
    return room, {
        group: _floor(most - total(inside[group]), currency) for group, most in capped.group_rooms.items()
    }


def _floor(amount: Fraction, currency: str) -> int:
    return Money(amount, currency).minor_units("down")


def _money(entries: Sequence[Carried], currency: str) -> Fraction:
    return Money.of_minor_units(sum(entry.amount for entry in entries), currency).amount


def _paid_lines(
    capped: Capped, exact: Sequence[Fraction], payable: _Payable, currency: str
) -> tuple[PaidLine, ...]:
    scale = 10 ** minor_digits(currency)
    parts = [line.credit * scale if payable.units else Fraction(0) for line in capped.lines]
    groups = [line.priced.rules.group for line in capped.lines]
    paid = apportion_in_groups(
        payable.units, parts, [group if group in capped.group_rooms else "" for group in groups]
    )
    bonuses = [line.priced.bonus * scale for line in capped.lines]
    earned = apportion(Money(sum(bonuses, Fraction(0)) / scale, currency).minor_units(), bonuses)
    return tuple(
        _paid_line(line, own, credit, bonus, payable.below, currency)
        for line, own, credit, bonus in zip(capped.lines, exact, paid, earned, strict=True)
    )


def _paid_line(
    line: Moving, exact: Fraction, credit: int, bonus: int, below: bool, currency: str
) -> PaidLine:
    steps = line.working
    if line.credit:
        paid = Money.of_minor_units(credit, currency).text()
        steps = (*steps, step("paid", paid, after_caps=line.credit, currency=currency))
    reason = "below_minimum_payable" if below and line.credit else line.reason
    return PaidLine(line.priced, exact, credit, bonus, line.points, line.is_critical, reason, steps)


def _reversals(lines: Sequence[Moving], history: History, now: Now) -> tuple[EarnedBack, ...]:
    found = (
        earned_back(line.priced.target, line.priced.rules.earn_back, line.priced.verdict, history, now)
        for line in lines
        if line.priced.rules.earn_back is not None and not line.priced.ramp_up
    )
    return tuple(entry for entry in found if entry is not None)


def _steps(
    capped: Capped, payable: _Payable, minimum: MinimumPayable | None, bonus: Fraction, currency: str
) -> list[Step]:
    steps: list[Step] = []
    if bonus:
        steps.append(step("sum_of_bonuses", bonus))
    carried = _money(payable.carried_in, currency)
    if carried:
        steps.append(step("carried_in", carried, sources=", ".join(e.source for e in payable.carried_in)))
    own = total(capped.lines)
    if minimum is not None:
        counted = Fraction(0) if payable.below else own + carried
        amounts = {"credits": own + carried, "minimum": minimum.amount}
        steps.append(step("minimum_payable", counted, **amounts, below=minimum.below))
    exact = Fraction(0) if payable.below else own
    paid = Money.of_minor_units(payable.units, currency)
    return [*steps, step("round_money", paid.text(), exact=exact, currency=currency), *_rest(payable, paid)]


def _rest(payable: _Payable, paid: Money) -> list[Step]:
    """What became of the credit that was not paid."""
    lost = Money.of_minor_units(payable.lost, paid.currency).amount
    left = {
        "lost": lost,
        "carried_forward": _money(payable.balance, paid.currency),
        "expired": _money(payable.expired, paid.currency),
    }
    return [step(rule, amount) for rule, amount in left.items() if amount]


def _entries(entries: Sequence[EarnedBack], currency: str) -> list[Step]:
    return [
        step("earn_back", Money.of_minor_units(e.amount, currency).amount, target=e.target, period=e.source)
        for e in entries
    ]
