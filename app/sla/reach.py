"""How far the sheets reach that judging one period may read."""

from app.sla.periods import Period
from app.sla.timeline import Due


def reach(due: Due) -> Period:
    """The span of the sheets that a period's judgement may consume: the period itself."""
    return due.period
