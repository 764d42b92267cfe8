"""Assessing periods one after the other, each on the history of those before it (domain.md §7)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from app.sla.remedies.order import NO_HISTORY
from app.sla.scorecard import Scorecard, assess
from app.sla.sheets import Sheet
from app.sla.timeline import Due


def assess_in_order(
    dues: Iterable[Due], sheets_of: Callable[[Due], Sequence[Sheet]], today: date
) -> Iterator[Scorecard]:
    """The scorecard of each period; the first one has no history, so it is the contract's first period.

    ``sheets_of`` gives the sheets of the side that counts in that period.
    """
    history = NO_HISTORY
    for due in dues:
        card = assess(due, sheets_of(due), today, history)
        yield card
        history = history.then(card.past())
