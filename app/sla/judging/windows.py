"""Windows: over which days a target is judged, where they are not the contract's period (domain.md §7, §8).

A week or month that straddles a period is judged and paid in the one where it ends; a quarter in the period
in which it ends. A window that the contract's first or last day cuts is as long as the contract has it.
"""

from fractions import Fraction

from app.sla.history import History
from app.sla.judging.reckoning import span_of
from app.sla.periods import Period
from app.sla.terms import Target
from app.sla.timeline import Due


def windows(due: Due, target: Target) -> tuple[Period, ...]:
    """The windows of the target that end in the period, in order; none where the one that runs ends later."""
    if due.terms.is_measured_by_period(target):
        return (due.period,)
    cadence = due.terms.cadence_of(target)
    within = (_in_contract(due, whole) for whole in cadence.between(due.period.start, due.period.end))
    return tuple(window for window in within if due.period.start < window.end <= due.period.end)


def _in_contract(due: Due, whole: Period) -> Period:
    start, end = max(whole.start, due.terms.starts), min(whole.end, due.ends or whole.end)
    return whole if (start, end) == (whole.start, whole.end) else Period(start, end, whole.label)


def why_not_due(due: Due, target: Target) -> str:
    """The reason why no window of the target is judged in the period: the one that runs ends later."""
    running = due.terms.cadence_of(target).containing(due.period.start)
    return f"not due in this period: {running.label} ends on {running.last_day}"


def days_read(due: Due, target: Target) -> Period:
    """From the first day whose sheets judging the target in the period may read, to the period's end."""
    spans = [span_of(due.terms, target, window) for window in windows(due, target)]
    start = min([due.period.start, *(span.start for span in spans)])
    return Period(start, due.period.end, due.period.label)


def charges_of(due: Due, window: Period, charges: Fraction | None, history: History) -> Fraction | None:
    """The charges of a target's own window: of each period that it touches, by days; None where unknown.

    A quarter has those of its three months, a week its days' part of the month or of both months. ``charges``
    are those of the period that is judged; those before it stand in the history.
    """
    known = [(past.start, past.end, past.charges) for past in history.periods]
    found = Fraction(0)
    for start, end, amount in [*known, (due.period.start, due.period.end, charges)]:
        days = (min(end, window.end) - max(start, window.start)).days
        if days > 0:
            if amount is None:
                return None
            found += amount * days / (end - start).days
    return found
