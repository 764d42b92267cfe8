"""Volume relief: failures that more calls than the client forecast explain (domain.md §6).

surplus = offered − forecast × (1 + tolerance), excused = min(surplus, failures); what is excused leaves the
failures and the denominator. Forecast 100, tolerance 10 %, offered 150, in time 90: 40 excused, 90 / 110.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from app.sla.agreed.conditions import FORECAST, OFFERED, Relief
from app.sla.judging.missing_calls import Sides, shifted, sides_of
from app.sla.judging.reckoning import Reckoned, own_or_known
from app.sla.leaving_out.cutting import cut
from app.sla.leaving_out.listing import LeftOut, summed
from app.sla.quantities import decimal_text, from_millionths
from app.sla.sheets import Sheet
from app.sla.terms import Target, Terms

Span = tuple[str, date, date]


@dataclass(frozen=True, slots=True)
class Cell:
    """One interval (or one whole day, where ``number`` is None) of a queue, both sides' figures beside."""

    span: Span
    number: int | None
    count: int
    sheets: tuple[Sheet, ...]
    forecast: Fraction
    offered: Fraction

    def surplus(self, tolerance: Fraction) -> Fraction:
        """How many more came than the forecast and its tolerance; never less than none."""
        return max(self.offered - self.forecast * (1 + tolerance), Fraction(0))


def cells(sheets: Sequence[Sheet], forecasts: Sequence[Sheet], names: frozenset[str]) -> Iterator[Cell]:
    """Every interval for which both the volume and its forecast are stated; else the days as a whole."""
    planned = _by_span(forecasts, FORECAST)
    for span, found in _by_span(sheets, OFFERED).items():
        if span not in planned:
            continue
        count = _count(found, names | {OFFERED}, planned[span])
        if count is None:
            forecast, offered = _sum(planned[span], FORECAST), _sum(found, OFFERED)
            yield Cell(span, None, 1, tuple(found), forecast, offered)
            continue
        for number in range(count):
            parts = tuple(_slot(sheet, number) for sheet in found)
            plans = [_slot(sheet, number) for sheet in planned[span]]
            if all(OFFERED in part.totals for part in parts) and all(FORECAST in one.totals for one in plans):
                yield Cell(span, number, count, parts, _sum(plans, FORECAST), _sum(parts, OFFERED))


def _by_span(sheets: Sequence[Sheet], name: str) -> dict[Span, list[Sheet]]:
    found: dict[Span, list[Sheet]] = {}
    for sheet in sheets:
        if name in sheet.totals:
            found.setdefault((sheet.queue, sheet.first_day, sheet.last_day), []).append(sheet)
    return found


def _count(sheets: Sequence[Sheet], names: frozenset[str], plans: Sequence[Sheet]) -> int | None:
    """How many intervals all these figures have in common; None where any is stated for the day alone."""
    read = [sheet.intervals.get(name) for sheet in sheets for name in names & sheet.totals.keys()]
    read += [sheet.intervals.get(FORECAST) for sheet in plans]
    counts = {0 if values is None else len(values) for values in read}
    return counts.pop() if len(counts) == 1 and counts != {0} else None


def _slot(sheet: Sheet, number: int) -> Sheet:
    """One interval of a sheet by itself."""
    values = {name: found[number] for name, found in sheet.intervals.items() if name in sheet.totals}
    totals = {name: value for name, value in values.items() if value is not None}
    return replace(sheet, totals=totals, intervals={}, slack={})


def _sum(sheets: Sequence[Sheet], name: str) -> Fraction:
    return from_millionths(sum(sheet.totals[name] for sheet in sheets))


@dataclass(frozen=True, slots=True)
class Relieved:
    """The value after relief, the sheets that it was reckoned from, and what is said of it."""

    found: Reckoned
    listed: tuple[LeftOut, ...] = ()


def excuse(
    terms: Terms,
    target: Target,
    relief: Relief,
    found: Reckoned,
    kept: Sequence[Sheet],
    plans: Sequence[Sheet],
) -> Relieved:
    """The share with the excused failures out of both its sides; as it is where nothing is excused."""
    sides = sides_of(terms, target)
    if sides is None or found.value is None:
        return Relieved(found)
    both = list(cells(kept, plans, sides.over.names | sides.under.names))
    each = [_excused(terms, sides, relief, [one]) for one in both]
    excused = sum(each, Fraction(0)) if relief.by == "interval" else _excused(terms, sides, relief, both)
    if not excused:
        return Relieved(found)
    over = -excused if sides.failures_over else Fraction(0)
    spans = [one.span for one, part in zip(both, each, strict=True) if part or relief.by == "whole"]
    listed = _listed(spans, measures={"excused": excused})
    return Relieved(shifted(found, over, -excused, "relief", excused=decimal_text(excused)), (listed,))


def _excused(terms: Terms, sides: Sides, relief: Relief, found: Sequence[Cell]) -> Fraction:
    """min(surplus, failures) of these cells together."""
    both = sides.of(terms, [sheet for cell in found for sheet in cell.sheets])
    if both is None:
        return Fraction(0)
    offered = sum((cell.offered for cell in found), Fraction(0))
    forecast = sum((cell.forecast for cell in found), Fraction(0))
    surplus = offered - forecast * (1 + relief.tolerance)
    return max(min(surplus, sides.failures(*both)), Fraction(0))


def drop(
    terms: Terms, target: Target, relief: Relief, kept: Sequence[Sheet], plans: Sequence[Sheet]
) -> tuple[list[Sheet], tuple[LeftOut, ...]]:
    """For a metric of time: the sheets without the intervals in which more came than planned."""
    if relief.time_metrics == "none" or sides_of(terms, target) is not None:
        return list(kept), ()
    gone: dict[Span, dict[int, set[int | None]]] = {}
    for cell in cells(kept, plans, target.measures):
        if cell.surplus(relief.tolerance):
            gone.setdefault(cell.span, {}).setdefault(cell.count, set()).add(cell.number)
    left: list[Sheet] = []
    removed: list[Sheet] = []
    for sheet in kept:
        stayed, taken = _without(terms, sheet, gone.get((sheet.queue, sheet.first_day, sheet.last_day), {}))
        left += [stayed] if stayed else []
        removed += [taken] if taken else []
    if not removed:
        return left, ()
    spans = [(one.queue, one.first_day, one.last_day) for one in removed]
    return left, (_listed(spans, summed(removed, target.measures)),)


def _without(
    terms: Terms, sheet: Sheet, gone: dict[int, set[int | None]]
) -> tuple[Sheet | None, Sheet | None]:
    if not gone:
        return sheet, None
    whole = any(None in numbers for numbers in gone.values())

    def stays(count: int) -> tuple[bool, ...]:
        numbers = gone.get(count, set())
        return tuple(not whole and number not in numbers for number in range(count))

    return cut(sheet, stays, not whole, lambda name: own_or_known(terms, name))


def _listed(spans: Sequence[Span], measures: dict[str, Fraction]) -> LeftOut:
    first, last = min(span[1] for span in spans), max(span[2] for span in spans)
    return LeftOut("relief", first.isoformat(), last.isoformat(), measures=measures)
