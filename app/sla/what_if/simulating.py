"""Simulating: what other terms would have meant over the same history, side by side.

The other terms are applied as if they had been agreed from the contract's first day on, so that rows of
misses, caps and what is carried forward build up under them too. They may differ in everything but currency
and time zone: amounts in another currency cannot be set side by side, and other days are another history.
Where they begin later than the contract, their ramp-up (``credits_from``) is set aside with their date: it
would make a part of the past free of charge that no ramp-up was meant for. Terms simulated against
themselves differ in nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.sla.agreed.targets import TermsFault
from app.sla.beside import NOTHING_BESIDE, Beside
from app.sla.judging.in_order import assess_in_order
from app.sla.scorecard import Judged, Scorecard
from app.sla.sheets import Sheet
from app.sla.terms import Terms
from app.sla.timeline import Due, Timeline

_SAME = ("currency", "timezone")


@dataclass(frozen=True, slots=True)
class Figures:
    """What one side of a simulation is judged on: sheets and what stands beside them, by period."""

    sheets_of: Callable[[Due], Sequence[Sheet]]
    beside_of: Callable[[Due], Beside] = lambda _: NOTHING_BESIDE


@dataclass(frozen=True, slots=True)
class Pair:
    """One target of one period under the agreed terms and under the others; None where it has none."""

    target: str
    agreed: Judged | None
    other: Judged | None

    @property
    def difference(self) -> int:
        """Credits less bonuses of the other terms, minus those of the agreed ones, in minor units."""
        return _worth(self.other) - _worth(self.agreed)


@dataclass(frozen=True, slots=True)
class Row:
    """One period under both; None where only one of the two cuts time so."""

    agreed: Scorecard | None
    other: Scorecard | None

    @property
    def cards(self) -> list[Scorecard]:
        """The one or two scorecards."""
        return [card for card in (self.agreed, self.other) if card is not None]

    @property
    def difference(self) -> int:
        """The total of the other terms minus that of the agreed ones, in minor units."""
        return total(self.other) - total(self.agreed)

    def pairs(self) -> list[Pair]:
        """Every target of either, in the order of the agreed terms."""
        sides = [{one.line.target.id: one for one in card.lines} if card else {} for card in self._both]
        names = dict.fromkeys([*sides[0], *sides[1]])
        return [Pair(name, sides[0].get(name), sides[1].get(name)) for name in names]

    @property
    def _both(self) -> tuple[Scorecard | None, Scorecard | None]:
        return self.agreed, self.other


@dataclass(frozen=True, slots=True)
class Simulation:
    """The periods in order, and what both terms come to over all of them, in minor units."""

    terms: Terms
    rows: tuple[Row, ...]

    @property
    def agreed_total(self) -> int:
        """Credits less bonuses, with what was earned back, under the agreed terms."""
        return sum(total(row.agreed) for row in self.rows)

    @property
    def other_total(self) -> int:
        """The same under the other terms."""
        return sum(total(row.other) for row in self.rows)

    @property
    def difference(self) -> int:
        """What the other terms would have credited to the client beyond the agreed ones."""
        return self.other_total - self.agreed_total


def total(card: Scorecard | None) -> int:
    """What a period is worth to the client in minor units: credits less bonuses, less what is earned back."""
    if card is None:
        return 0
    return card.money.credits - card.money.bonuses + card.money.reversed


def _worth(judged: Judged | None) -> int:
    return 0 if judged is None else judged.credit - judged.bonus


def as_if_agreed(timeline: Timeline, other: Terms) -> Timeline:
    """The contract's time under the other terms alone, from its first day on.

    Raises TermsFault with the key where they differ in currency or time zone.
    """
    newest = timeline.versions[-1]
    for key in _SAME:
        if getattr(other, key) != getattr(newest, key):
            message = f"the contract has {getattr(newest, key)}; other terms over its history keep that"
            raise TermsFault((key,), message)
    begins = timeline.starts
    ramp = other.credits_from if other.effective <= begins else None
    dated = replace(
        other, starts=begins, effective=begins, ends=timeline.ends, credits_from=ramp, cut="", signed=None
    )
    return Timeline([dated])


def simulate(
    agreed: Timeline,
    other: Timeline,
    dues: Sequence[Due],
    today: date,
    agreed_on: Figures,
    other_on: Figures,
) -> Simulation:
    """These periods under the agreed terms beside the same days under the other ones (``as_if_agreed``).

    ``today`` is the contract's date at the moment of reading. Raises ValueError when there is no period.
    """
    if not dues:
        raise ValueError("there is no period to simulate")
    theirs = others(other, dues)
    cards = assess_in_order(agreed, dues, agreed_on.sheets_of, today, agreed_on.beside_of)
    against = assess_in_order(other, theirs, other_on.sheets_of, today, other_on.beside_of)
    return Simulation(other.versions[0], tuple(_side_by_side(list(cards), list(against))))


def others(other: Timeline, dues: Sequence[Due]) -> list[Due]:
    """The periods of the other terms over the same days."""
    start, end = min(due.period.start for due in dues), max(due.period.end for due in dues)
    return [due for due in other.between(start, end) if due.period.end <= end and due.period.start >= start]


def _side_by_side(cards: Sequence[Scorecard], against: Sequence[Scorecard]) -> Iterator[Row]:
    ours = {(card.period.start, card.period.end): card for card in cards}
    theirs = {(card.period.start, card.period.end): card for card in against}
    return (Row(ours.get(span), theirs.get(span)) for span in sorted(ours.keys() | theirs.keys()))
