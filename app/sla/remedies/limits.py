"""Caps: of a line, of a group, of the period and over this and the 11 periods before (domain.md §7).

A cap is a cap to the last minor unit: one of 12.015 is one of 12.01, so that no rounding goes over it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from app.sla.history import History
from app.sla.quantities import Money, minor_digits, round_to
from app.sla.remedies.escalation import ROLLING
from app.sla.remedies.lines import Moving
from app.sla.remedies.prices import Price
from app.sla.working import Step, step


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that credits reach: in a period, and in this and the 11 before; shares are of the charges."""

    period: Price | None = None
    rolling_12: Price | None = None


NO_CAPS = Caps()


@dataclass(frozen=True, slots=True)
class Limit:
    """What a cap leaves for this period, in whole minor units, and what that was reckoned from."""

    rule: str
    room: Fraction
    inputs: Mapping[str, Fraction | str]

    def step(self, credits_before: Fraction) -> Step:
        """The step of these credits under this cap."""
        return step(self.rule, min(credits_before, self.room), credits=credits_before, **self.inputs)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the caps of a period are reckoned from; ``now`` is the label of its whole period."""

    currency: str
    charges: Fraction | None
    history: History
    now: str

    def to_minor(self, amount: Fraction) -> Fraction:
        """The amount without what is less than a minor unit."""
        return round_to(amount, minor_digits(self.currency), "down")


def limits(caps: Caps, facts: Facts, group: str) -> Iterator[Limit]:
    """What each agreed cap leaves, for a group or, where it is empty, the contract; none without charges."""
    names = {"group": group} if group else {}
    period = None if caps.period is None else caps.period.on(facts.charges)
    if period is not None:
        rule = "group_cap" if group else "period_cap"
        yield Limit(rule, facts.to_minor(period), {"cap": period, **names})
    if caps.rolling_12 is not None and (facts.charges is not None or caps.rolling_12.amount is not None):
        yield _rolling(caps.rolling_12, facts, group, names)


def _rolling(price: Price, facts: Facts, group: str, names: Mapping[str, str]) -> Limit:
    """10 % of the charges of this and the 11 periods before that exist, less the credits of those 11.

    Periods whose charges are not known add nothing to them, and the working names those periods.
    """
    before, now, history = ROLLING - 1, facts.now, facts.history
    charges = history.charges(before, now) + (facts.charges or 0)
    cap = price.on(charges) or Fraction(0)
    units = history.credits_of(group, before, now) if group else history.credits(before, now)
    paid = Money.of_minor_units(units, facts.currency).amount
    inputs: dict[str, Fraction | str] = {
        "cap": cap,
        "credits_before": paid,
        "room": max(cap - paid, Fraction(0)),
    }
    if price.share is not None:
        inputs["charges"] = charges
        unknown = ", ".join(past.label for past in history.window(before, now) if past.charges is None)
        inputs |= {"unknown": unknown} if unknown else {}
    rule = "group_rolling_cap" if group else "rolling_cap"
    return Limit(rule, max(facts.to_minor(cap - paid), Fraction(0)), {**inputs, **names})


def own_cap(line: Moving, facts: Facts) -> Moving:
    """The line under its own cap, a share of the charges of the target's own window or an amount."""
    cap = line.priced.rules.own_cap
    most = None if cap is None else cap.on(line.priced.charges)
    if most is None or not line.credit:
        return line
    capped = min(line.credit, facts.to_minor(most))
    return line.becomes(capped, step("own_cap", capped, credit=line.credit, cap=most))


def scaled(lines: Sequence[Moving], whole: Fraction, room: Fraction) -> list[Moving]:
    """The lines in proportion, so that together they are the room instead of the whole."""
    return [replace(line, credit=line.credit * room / whole) for line in lines]


def total(lines: Sequence[Moving]) -> Fraction:
    """The exact credit of the lines together."""
    return sum((line.credit for line in lines if line.credit), Fraction(0))
