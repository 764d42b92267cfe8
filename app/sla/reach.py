"""How far the sheets reach that judging one period may read."""

from app.sla.periods import Period
from app.sla.reckoning import span_of
from app.sla.timeline import Due


def reach(due: Due) -> Period:
    """The span of the sheets that a period's judgement may consume: the period, and what procedures read.

    The stability of a cost reads the periods before, the progress of a campaign all from its first day on.
    """
    spans = [span_of(due.terms, target, due.period) for target in due.terms.targets]
    start = min([due.period.start, *(span.start for span in spans)])
    return Period(start, due.period.end, due.period.label)
