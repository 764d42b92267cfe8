"""Assessing periods of one contract, in order where a rule looks back on earlier ones (domain.md §7)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from app.sla.beside import NOTHING_BESIDE, Beside
from app.sla.history import History
from app.sla.remedies.order import NO_HISTORY
from app.sla.scorecard import Scorecard, assess
from app.sla.sheets import Sheet
from app.sla.timeline import Due, Timeline


def to_assess(timeline: Timeline, dues: Sequence[Due]) -> list[Due]:
    """The periods that have to be assessed for these: they alone, or all from the contract's first one on.

    A row of misses or what a cap carried forward may come from any period before, so where a rule of any
    version looks back nothing is left out.
    """
    if not dues or not timeline.looks_back:
        return list(dues)
    return list(timeline.between(timeline.starts, max(due.period.end for due in dues)))


def assess_in_order(
    timeline: Timeline,
    dues: Sequence[Due],
    sheets_of: Callable[[Due], Sequence[Sheet]],
    today: date,
    beside_of: Callable[[Due], Beside] = lambda _: NOTHING_BESIDE,
) -> Iterator[Scorecard]:
    """The scorecard of each of these periods; ``sheets_of`` gives the sheets of the side that counts."""
    return (card for card, _ in assess_with_history(timeline, dues, sheets_of, today, beside_of))


def assess_with_history(
    timeline: Timeline,
    dues: Sequence[Due],
    sheets_of: Callable[[Due], Sequence[Sheet]],
    today: date,
    beside_of: Callable[[Due], Beside] = lambda _: NOTHING_BESIDE,
) -> Iterator[tuple[Scorecard, History]]:
    """As ``assess_in_order``, each scorecard with the history before it (none where no rule looks back)."""
    wanted, history = {due.period for due in dues}, NO_HISTORY
    for due in to_assess(timeline, dues):
        card = assess(due, sheets_of(due), today, history, beside_of(due))
        if due.period in wanted:
            yield card, history
        if timeline.looks_back:
            history = history.then(card.past())
