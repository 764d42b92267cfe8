"""The ledger: what each period came to and what became of it, in whole minor units (domain.md §7).

Amounts are above zero where the provider owes them: credits; below zero where the client does: bonuses and
earn-backs. An adjustment is either. What a cap carries forward is not payable yet: it stands in an account of
its own, out of which a later period pays, or which expires. Entries and events are only ever added, so that
at any time: judged = collected + set off + waived + outstanding.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from app.sla.quantities import Money, exact

Kind = Literal["credit", "bonus", "earn_back", "adjustment", "carried_forward"]
What = Literal["claimed", "credit_note", "invoice", "set_off", "collected", "waived"]
CLOSING: frozenset[What] = frozenset({"set_off", "collected", "waived"})
Key = tuple[str, str]  # a period, and the target or the group of targets


@dataclass(frozen=True, slots=True)
class Entry:
    """One amount; ``source`` is the period from which it comes where that is another one."""

    kind: Kind
    amount: int
    target: str = ""
    source: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """What became of an entry, or of a part of it; ``amount`` has the sign of the entry.

    One that takes an earlier one back is of the same kind, with that one's amount turned round.
    """

    what: What
    amount: int


@dataclass(frozen=True, slots=True)
class PeriodMoney:
    """What a period came to, as its document says; ``balance`` is carried forward after it."""

    label: str
    currency: str
    credits: Mapping[str, int] = field(default_factory=dict)
    bonuses: Mapping[str, int] = field(default_factory=dict)
    carried_in: Mapping[Key, int] = field(default_factory=dict)
    balance: Mapping[Key, int] = field(default_factory=dict)
    expired: Mapping[Key, int] = field(default_factory=dict)
    earned_back: Mapping[Key, int] = field(default_factory=dict)

    @property
    def payable(self) -> int:
        """What the provider owes for the period, all in all."""
        credits_ = sum(self.credits.values()) + sum(self.carried_in.values())
        return credits_ - sum(self.bonuses.values()) + sum(self.earned_back.values())

    @property
    def gross(self) -> int:
        """What moves either way: what a second person's confirmation is measured by."""
        credits_ = sum(self.credits.values()) + sum(self.carried_in.values())
        return credits_ + sum(self.bonuses.values()) - sum(self.earned_back.values())


def money_of(document: Mapping[str, Any]) -> PeriodMoney:
    """The money of a period from its document (``app.sla.document``) or from the figures of one."""
    money = document["money"]
    currency = money["currency"]

    def units(text: str) -> int:
        return Money(exact(text), currency).minor_units()

    def by(name: str, part: str) -> dict[Key, int]:
        return {(one["period"], one[part]): units(one["amount"]) for one in money[name]}

    return PeriodMoney(
        label=document["period"]["label"],
        currency=currency,
        credits={line["id"]: units(line["credit"]) for line in document["targets"]},
        bonuses={line["id"]: units(line["bonus"]) for line in document["targets"]},
        carried_in=by("carried_in", "group"),
        balance=by("carried_forward", "group"),
        expired=by("expired", "group"),
        earned_back=by("earned_back", "target"),
    )


def entries_of(money: PeriodMoney, carried: Mapping[Key, int]) -> list[Entry]:
    """The entries of a period as it is issued; ``carried`` is the account of what was carried until then.

    Their payable amounts add up to ``money.payable``; the account stands at ``money.balance`` after them.
    """
    found = [Entry("credit", amount, target) for target, amount in money.credits.items()]
    found += [
        Entry("credit", amount, group, source, "carried_in")
        for (source, group), amount in money.carried_in.items()
    ]
    found += [Entry("bonus", -amount, target) for target, amount in money.bonuses.items()]
    found += [
        Entry("earn_back", amount, target, source) for (source, target), amount in money.earned_back.items()
    ]
    return [one for one in (*found, *_carrying(money, carried)) if one.amount]


def _carrying(money: PeriodMoney, before: Mapping[Key, int]) -> list[Entry]:
    """What goes into the account of what is carried, and what comes out of it."""
    found: list[Entry] = []
    for key in sorted({*before, *money.balance, *money.carried_in, *money.expired}):
        source, group = key
        paid, gone = money.carried_in.get(key, 0), money.expired.get(key, 0)
        put = money.balance.get(key, 0) + paid + gone - before.get(key, 0)
        reason = "held_back" if source == money.label.partition("/")[0] else "brought_forward"
        moves = ((put, reason), (-paid, "paid"), (-gone, "expired"))
        found += [Entry("carried_forward", amount, group, source, why) for amount, why in moves]
    return found


@dataclass(frozen=True, slots=True)
class Stands:
    """What an issued period came to when it was issued, and what of that stands in the ledger by now.

    ``settled`` is what settlements took off it: nothing, or less.
    """

    issued: int
    units: int
    settled: int = 0

    def for_(self, payable: int) -> int:
        """What stands where the period comes to so much: a settlement below what was issued is not undone.

        12,000 settled at 9,000: for 12,000 stand 9,000, for 10,000 too, for 0 nothing, for 24,000 21,000.
        """
        kept = self.issued + self.settled
        return payable + self.settled if payable >= self.issued else min(payable, kept)


def adjustment(old: PeriodMoney, new: PeriodMoney, stands: Stands | None = None) -> Entry:
    """The money between what stands of a period that came to ``old`` and what stands once it is ``new``.

    What was settled is neither given back twice nor asked for again: 12,000 settled at 9,000, and it turns
    out met: −9,000; and missed after all: 9,000. It never goes against the change itself.
    """
    by, now = new.payable - old.payable, stands or Stands(old.payable, old.payable)
    units = now.for_(new.payable) - now.units
    return Entry("adjustment", min(0, units) if by < 0 else max(0, units) if by else 0, reason="restated")


def recarried(changes: Sequence[tuple[PeriodMoney, PeriodMoney]]) -> list[list[Entry]]:
    """For each restated period, old and new in order, what changes in the account of what is carried.

    A balance is seen again in every later one: a period's own part is what it changes beyond the one before.
    """
    found: list[list[Entry]] = []
    before: dict[Key, int] = {}
    for old, new in changes:
        keys = sorted({*old.balance, *new.balance, *before})
        after = {key: new.balance.get(key, 0) - old.balance.get(key, 0) for key in keys}
        moved = {key: after[key] - before.get(key, 0) for key in keys}
        found.append(
            [
                Entry("carried_forward", amount, group, source, "restated")
                for (source, group), amount in moved.items()
                if amount
            ]
        )
        before = after
    return found


def carried_account(entries: Iterable[Entry]) -> dict[Key, int]:
    """What is carried forward by period and group, from every entry so far; nothing where it came to zero."""
    account: dict[Key, int] = {}
    for one in entries:
        if one.kind == "carried_forward":
            key = (one.source, one.target)
            account[key] = account.get(key, 0) + one.amount
    return {key: amount for key, amount in account.items() if amount}


def outstanding(entry: Entry, events: Iterable[Event]) -> int:
    """What of an entry is still to be collected, set off or waived; nothing of what is carried forward."""
    if entry.kind == "carried_forward":
        return 0
    return entry.amount - sum(event.amount for event in events if event.what in CLOSING)


class NotSoMuch(ValueError):
    """More was to be closed, or claimed, than there is."""


def event_for(entry: Entry, events: Sequence[Event], what: What, amount: int) -> Event:
    """The event for so much of an entry; ``amount`` is above zero, whatever the entry's sign.

    Raises NotSoMuch when it is more than what is outstanding (for a claim, a credit note or an invoice: than
    the entry), and ValueError for what is carried forward.
    """
    if entry.kind == "carried_forward":
        raise ValueError("what is carried forward is not payable yet; a later period pays it")
    sign = 1 if entry.amount > 0 else -1
    if amount > sign * (outstanding(entry, events) if what in CLOSING else entry.amount):
        raise NotSoMuch("this is more than what is outstanding of the entry")
    return Event(what, sign * amount)


@dataclass(frozen=True, slots=True)
class Balance:
    """The ledger in sums, each with its sign: judged = collected + set_off + waived + outstanding.

    ``uncollected`` is what was judged for the client and not collected, set off or waived yet; the bonuses
    that the client owes are outstanding beside it.
    """

    credits: int = 0
    bonuses: int = 0
    earn_backs: int = 0
    adjustments: int = 0
    carried_forward: int = 0
    collected: int = 0
    set_off: int = 0
    waived: int = 0
    outstanding: int = 0
    uncollected: int = 0

    @property
    def judged(self) -> int:
        """Everything payable that was judged, whatever became of it."""
        return self.credits + self.bonuses + self.earn_backs + self.adjustments


_SUMS: Mapping[Kind, str] = {
    "credit": "credits",
    "bonus": "bonuses",
    "earn_back": "earn_backs",
    "adjustment": "adjustments",
    "carried_forward": "carried_forward",
}


def balance(entries: Iterable[tuple[Entry, Sequence[Event]]]) -> Balance:
    """The sums of a ledger: each entry with its events."""
    sums = dict.fromkeys((*_SUMS.values(), *CLOSING, "outstanding", "uncollected"), 0)
    for entry, events in entries:
        sums[_SUMS[entry.kind]] += entry.amount
        left = outstanding(entry, events)
        sums["outstanding"] += left
        sums["uncollected"] += left if entry.kind != "bonus" else 0
        for event in events:
            if event.what in CLOSING:
                sums[event.what] += event.amount
    return Balance(**sums)
