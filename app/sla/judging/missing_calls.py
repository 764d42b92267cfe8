"""Missing days as calls that nobody answered: ``reports: {incomplete: as_missing_calls}`` (domain.md §6).

A queue's day that nobody reported counts as the client's forecast volume, else as the mean of the last four
same weekdays, with no success. 8,100 of 10,000 is 81 %; a missing day of 1,000 makes it 8,100 / 11,000, which
is 73.64 %.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from app.sla.agreed.conditions import FORECAST, WEEKS_BACK
from app.sla.formula import Formula, NoData, evaluate
from app.sla.judging.reckoning import Reckoned, own_or_known
from app.sla.judging.scope import Cell
from app.sla.quantities import decimal_text
from app.sla.sheets import Sheet, add_up_stated
from app.sla.terms import Target, Terms
from app.sla.working import step

NOTHING_TO_DIVIDE = "nothing is left to divide by"


@dataclass(frozen=True, slots=True)
class Sides:
    """The two sides of a ratio of calls: successes or failures over all of them."""

    over: Formula
    under: Formula
    failures_over: bool

    def of(self, terms: Terms, sheets: Sequence[Sheet]) -> tuple[Fraction, Fraction] | None:
        """The two sides over these sheets; None where a figure is missing."""
        names = self.over.names | self.under.names
        totals = add_up_stated(sheets, names, lambda name: own_or_known(terms, name))
        values = {name: total.value for name, total in totals.items()}
        over, under = evaluate(self.over, values), evaluate(self.under, values)
        return None if isinstance(over, NoData) or isinstance(under, NoData) else (over, under)

    def failures(self, over: Fraction, under: Fraction) -> Fraction:
        """How many failed of what the sides say."""
        return over if self.failures_over else under - over


def sides_of(terms: Terms, target: Target) -> Sides | None:
    """The sides of the metric where it is a share of contacts that failed or succeeded, else None."""
    metric = target.metric
    sides = metric.formula.sides() if metric.is_share else None
    if sides is None:
        return None
    over, under = sides
    names = over.names | under.names
    if not under.names or any(own_or_known(terms, name).unit != "count" for name in names):
        return None
    return Sides(over, under, metric.direction == "lower")


def shifted(found: Reckoned, over: Fraction, under: Fraction, rule: str, **said: str) -> Reckoned:
    """The value after so much was added to its two sides (or taken away), with the step that says so."""
    if found.numerator is None or found.denominator is None:
        return found
    top, bottom = found.numerator + over, found.denominator + under
    if not bottom:
        return replace(
            found, value=None, reason="nothing is left to divide by", numerator=top, denominator=bottom
        )
    by = step(rule, top / bottom, numerator=top, denominator=bottom, **said)
    return replace(found, value=top / bottom, numerator=top, denominator=bottom, working=(*found.working, by))


def with_missing_calls(
    terms: Terms,
    target: Target,
    found: Reckoned,
    kept: Sequence[Sheet],
    missing: Sequence[Cell],
    earlier: Sequence[Sheet],
    forecasts: Iterable[Sheet],
) -> Reckoned:
    """The value with the missing queue-days as failures beside the sheets that were ``kept``.

    ``earlier`` are all sheets in scope from four weeks before the period on.
    """
    sides = sides_of(terms, target)
    both = sides.of(terms, kept) if sides is not None and missing else None
    if sides is None or both is None:
        return found
    if found.numerator is None:  # nothing to divide by so far
        found = replace(found, numerator=both[0], denominator=both[1])
    planned = _planned(forecasts)
    volumes = [_volume(terms, sides, cell, planned, earlier) for cell in missing]
    known = [volume for volume in volumes if volume is not None]
    calls = sum(known, Fraction(0))
    said = {"days": str(len(known)), "without": str(len(volumes) - len(known)), "calls": decimal_text(calls)}
    return shifted(found, calls if sides.failures_over else Fraction(0), calls, "missing_calls", **said)


def _planned(forecasts: Iterable[Sheet]) -> dict[Cell, Fraction]:
    cells: dict[Cell, list[Sheet]] = {}
    for sheet in forecasts:
        if FORECAST in sheet.totals and sheet.first_day == sheet.last_day:
            cells.setdefault((sheet.queue, sheet.first_day), []).append(sheet)
    names = frozenset({FORECAST})
    return {cell: add_up_stated(found, names)[FORECAST].value for cell, found in cells.items()}


def _volume(
    terms: Terms, sides: Sides, cell: Cell, planned: dict[Cell, Fraction], sheets: Sequence[Sheet]
) -> Fraction | None:
    """How many calls a missing day counts as; None where neither a forecast nor an earlier week says."""
    if cell in planned:
        return planned[cell]
    queue, day = cell
    earlier = [day - timedelta(7 * weeks) for weeks in range(1, WEEKS_BACK + 1)]
    found = [_calls_of(terms, sides, queue, before, sheets) for before in earlier]
    known = [calls for calls in found if calls is not None]
    return sum(known, Fraction(0)) / len(known) if known else None


def _calls_of(terms: Terms, sides: Sides, queue: str, day: date, sheets: Sequence[Sheet]) -> Fraction | None:
    mine = [one for one in sheets if one.queue == queue and one.first_day == day == one.last_day]
    both = sides.of(terms, mine) if mine else None
    return both and both[1]
