"""Reading the reconciliation: both sides' figures per measure and period, the difference, what follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.access.unit import Work
from app.contracts.open import find_contract
from app.errors import Problem, Refused
from app.scorecards.basis import Basis, read_basis
from app.scorecards.live import known_at
from app.scorecards.measures import LONGEST_DAYS
from app.sla.judging.in_order import assess_in_order, to_assess
from app.sla.leaving_out.leave_out import leave_out
from app.sla.periods import Period
from app.sla.reconciling.compare import Compared, Reconcile
from app.sla.reconciling.deciding import compared
from app.sla.scorecard import Scorecard
from app.sla.sheets import Sheet
from app.sla.terms import Terms


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One period: its rule (None: none agreed), what was compared, and the targets whose line it changed."""

    period: Period
    rule: Reconcile | None
    measures: tuple[Compared, ...]
    targets: tuple[str, ...]
    charges_stated: Mapping[str, str]
    charges_flag: str


def read_reconciliation(
    work: Work, reference: str, start: date, end: date, as_of: datetime | None
) -> list[Reconciled]:
    """The periods that have a day in [start, end) and have begun, in order.

    What is left out of the judgement is left out here too. Raises NotFound, or Refused for a span that ends
    before it begins or is longer than three years.
    """
    if not 0 < (end - start).days <= LONGEST_DAYS:
        problem = Problem("to", "span", "1 to 1,100 days after from")
        raise Refused("The span must have 1 to 1,100 days.", [problem])
    moment = known_at(work, find_contract(work, reference), as_of)
    timeline = moment.in_force.timeline
    wanted = [due for due in timeline.between(start, end) if due.period.start <= moment.today]
    if not wanted:
        return []
    basis = read_basis(work.session, moment, to_assess(timeline, wanted))
    cards = assess_in_order(
        timeline,
        wanted,
        lambda due: [one.sheet for one in basis.counted(due)],
        moment.today,
        basis.beside,
    )
    return [_reconciled(basis, card) for card in cards]


def _reconciled(basis: Basis, card: Scorecard) -> Reconciled:
    changed = tuple(
        judged.line.target.id
        for judged in card.lines
        if any(step.rule == "sides_differ" for step in judged.line.working)
    )
    return Reconciled(
        period=card.period,
        rule=card.terms.reconcile,
        measures=tuple(_compared(basis, card)),
        targets=changed,
        charges_stated=card.charged.figures(),
        charges_flag=card.charged.flag,
    )


def _compared(basis: Basis, card: Scorecard) -> list[Compared]:
    rule, terms = card.terms.reconcile, card.terms
    if rule is None:
        return []
    beside = basis.beside(card.due)
    sides = [[one.sheet for one in basis.counted(card.due)], beside.other]
    own, theirs = (
        leave_out(terms, _within(card.period, sheets), beside, card.period).sheets for sheets in sides
    )
    names = frozenset(rule.measures)
    return compared(terms, rule, names, _of_contract(terms, own), _of_contract(terms, theirs))


def _within(period: Period, sheets: Sequence[Sheet]) -> list[Sheet]:
    return [one for one in sheets if period.start <= one.first_day and one.last_day < period.end]


def _of_contract(terms: Terms, sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets of the contract's queues; of all where the terms name none."""
    queues = {queue.id for queue in terms.queues}
    return [sheet for sheet in sheets if not queues or sheet.queue in queues]
