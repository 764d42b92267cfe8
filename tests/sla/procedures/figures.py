"""What the tests of procedures are made of: reckoning over January, and sheets with intervals."""

from collections.abc import Sequence
from datetime import date

from app.sla.judging.reckoning import Reckoned, reckon
from app.sla.metrics import Metric
from app.sla.periods import Cadence, Period
from app.sla.quantities import MILLION
from app.sla.sheets import Sheet
from app.sla.terms import Terms
from tests.sla.world import JANUARY, target, terms

PERIOD = Cadence().containing(JANUARY)
AFTER = PERIOD.end


def reckoned(
    metric: Metric,
    sheets: Sequence[Sheet],
    made: Terms | None = None,
    window: Period = PERIOD,
    today: date = AFTER,
) -> Reckoned:
    made = made or terms()
    return reckon(made, target("<= 5", metric), sheets, window, today)


def halves(day: date, queue: str = "billing", length: int = 48, **counts: Sequence[int | None]) -> Sheet:
    """A day's sheet with its intervals: the counts given, then nothing stated."""
    columns = {
        name: tuple(None if n is None else n * MILLION for n in values) + (None,) * (length - len(values))
        for name, values in counts.items()
    }
    totals = {name: sum(value or 0 for value in values) for name, values in columns.items()}
    return Sheet(queue, "", "voice", day, day, 1440 // length, totals, columns)
