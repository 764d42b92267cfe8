"""Assessing periods of one contract, in order where a rule looks back on earlier ones (domain.md §7)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from app.sla.beside import NOTHING_BESIDE, Beside
from app.sla.history import History
from app.sla.remedies.order import NO_HISTORY
from app.sla.scorecard import Scorecard, assess
from app.sla.sheets import Sheet
from app.sla.timeline import Due, Timeline


def to_assess(timeline: Timeline, dues: Sequence[Due], known: History = NO_HISTORY) -> list[Due]:
    """The periods that have to be assessed for these: they alone, or all from the contract's first one on.

    A row of misses or what a cap carried forward may come from any period before, so where a rule of any
    version looks back nothing is left out but the periods that are ``known`` already.
    """
    if not dues or not timeline.looks_back:
        return list(dues)
    begin = max(timeline.starts, known.ends or timeline.starts)
    again = [due for due in dues if due.period.start < begin]
    return [*again, *timeline.between(begin, max(due.period.end for due in dues))]


def assess_in_order(
    timeline: Timeline,
    dues: Sequence[Due],
    sheets_of: Callable[[Due], Sequence[Sheet]],
    today: date,
    beside_of: Callable[[Due], Beside] = lambda _: NOTHING_BESIDE,
    known: History = NO_HISTORY,
) -> Iterator[Scorecard]:
    """The scorecard of each of these periods; ``sheets_of`` gives the sheets of the side that counts.

    ``known`` are periods that stand already, such as issued ones: the chains of rules that look back start
    from them. One of them that is assessed again has those before it as its history.
    """
    wanted = {due.period for due in dues}
    history = known if timeline.looks_back or known.balance else NO_HISTORY
    for due in to_assess(timeline, dues, known):
        card = assess(due, sheets_of(due), today, history.before(due.period.start), beside_of(due))
        if due.period in wanted:
            yield card
        if timeline.looks_back and due.period.start >= (history.ends or due.period.start):
            history = history.then(card.past())
