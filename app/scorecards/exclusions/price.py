"""The price of an exclusion: what the periods that it touches cost with it, and without it (domain.md §6).

Each period is judged twice by the pure core, on figures that are read once for all exclusions that are asked
about. Where the terms look back, the later periods are judged too: a miss that is waived is no repeat.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlmodel import Session

from app.scorecards.basis import Basis, Moment, read_basis
from app.scorecards.judging import in_order
from app.sla.beside import Exclusion
from app.sla.judging.in_order import assess_in_order, to_assess
from app.sla.scorecard import Scorecard
from app.sla.timeline import Due

Cards = Mapping[str, Scorecard]


@dataclass(frozen=True, slots=True)
class Turned:
    """A target whose verdict is another one with the exclusion than without it."""

    period: str
    target: str
    without: str
    with_it: str


@dataclass(frozen=True, slots=True)
class PeriodPrice:
    """What one period costs with an exclusion and without it, in minor units; below zero to the provider."""

    label: str
    without: int
    with_it: int


@dataclass(frozen=True, slots=True)
class Price:
    """What an exclusion waives: the money of the periods that it changes, and the verdicts that turn."""

    currency: str
    periods: tuple[PeriodPrice, ...]
    turned: tuple[Turned, ...]

    @property
    def waived(self) -> int:
        """By how much less the provider owes with the exclusion than without it, in minor units."""
        return sum(one.without - one.with_it for one in self.periods)


def prices(session: Session, moment: Moment, exclusions: Sequence[Exclusion]) -> dict[str, Price]:
    """The price of each exclusion by its id; what is agreed among them counts in the price of the others."""
    touched = {one.id: _touched(moment, one) for one in exclusions}
    every = in_order({due.period: due for dues in touched.values() for due in dues}.values())
    currency = moment.in_force.timeline.versions[-1].currency
    if not every:
        return {one.id: Price(currency, (), ()) for one in exclusions}
    needed = to_assess(moment.in_force.timeline, every)
    basis = read_basis(session, moment, needed, exclusions)
    standing = _cards(basis, every)
    found = {}
    for one in exclusions:
        without, with_it = _both(basis, one, touched[one.id], standing)
        labels = [due.period.label for due in in_order(touched[one.id])]
        found[one.id] = _price(currency, labels, without, with_it)
    return found


def _touched(moment: Moment, one: Exclusion) -> list[Due]:
    """The periods that have begun and that the exclusion may change."""
    timeline = moment.in_force.timeline
    first = one.start.astimezone(moment.zone).date()
    after = (one.end - timedelta(microseconds=1)).astimezone(moment.zone).date() + timedelta(days=1)
    tomorrow = moment.today + timedelta(days=1)
    until = tomorrow if timeline.looks_back else min(after, tomorrow)
    return list(timeline.between(first, until)) if first < until else []


def _both(basis: Basis, one: Exclusion, dues: Sequence[Due], standing: Cards) -> tuple[Cards, Cards]:
    """The cards without the exclusion and with it; one of the two is what stands."""
    others = tuple(other for other in basis.exclusions if other.id != one.id)
    if one.is_agreed:
        return _cards(replace(basis, exclusions=others), dues), standing
    return standing, _cards(replace(basis, exclusions=(*others, _as_if_agreed(one))), dues)


def _as_if_agreed(one: Exclusion) -> Exclusion:
    consent = one.client or one.provider
    return replace(one, client=consent, provider=consent)


def _cards(basis: Basis, dues: Sequence[Due]) -> Cards:
    wanted, moment = in_order(dues), basis.moment
    cards = assess_in_order(
        moment.in_force.timeline,
        wanted,
        lambda due: [known.sheet for known in basis.counted(due)],
        moment.today,
        basis.beside,
    )
    return {card.period.label: card for card in cards}


def _price(currency: str, labels: Sequence[str], without: Cards, with_it: Cards) -> Price:
    pairs = [(label, without[label], with_it[label]) for label in labels]
    return Price(
        currency,
        tuple(PeriodPrice(label, _total(one), _total(other)) for label, one, other in pairs),
        tuple(turned for label, one, other in pairs for turned in _turned(label, one, other)),
    )


def _total(card: Scorecard) -> int:
    return card.money.credits - card.money.bonuses + card.money.reversed


def _turned(label: str, without: Scorecard, with_it: Scorecard) -> list[Turned]:
    return [
        Turned(label, one.line.target.id, one.line.verdict, other.line.verdict)
        for one, other in zip(without.lines, with_it.lines, strict=True)
        if one.line.verdict != other.line.verdict
    ]
