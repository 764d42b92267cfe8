"""The figures of one target: what is left of its sheets, how much they cover, and what they come to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from app.sla.beside import Beside
from app.sla.judging.due_clock import Clock
from app.sla.judging.missing_calls import with_missing_calls
from app.sla.judging.reckoning import Reckoned, own_or_known, reckon, span_of
from app.sla.judging.scope import Cell, Coverage, cover, expected, in_scope
from app.sla.leaving_out.leave_out import Left
from app.sla.leaving_out.listing import LeftOut
from app.sla.leaving_out.relief import drop, excuse
from app.sla.leaving_out.rules import days_of
from app.sla.leaving_out.target_hours import Within
from app.sla.periods import Period
from app.sla.sheets import Sheet, stated_as
from app.sla.terms import Target, Terms

Opens = Callable[[str, date], bool]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a target is judged on; ``came`` says that every measure it needs was stated in the period.

    ``now`` are those of the kept sheets that lie in the period itself. ``relieved`` is what volume relief
    left out; ``is_nothing_left`` says that no figure is left, and none is missing; ``is_shifted`` that the
    value is no longer what the totals alone come to.
    """

    kept: Sequence[Sheet]
    now: Sequence[Sheet]
    coverage: Coverage
    found: Reckoned
    came: bool
    is_nothing_left: bool
    is_shifted: bool = False
    relieved: tuple[LeftOut, ...] = ()


def read_figures(target: Target, left: Left, clock: Clock, beside: Beside) -> Figures:
    """The figures of the target, after everything that is left out and what counts as missing."""
    terms, period = clock.terms, clock.period
    scope, opens = _in_hours(target, left, clock)
    taken = left.taken(terms, target, period)
    coverage = cover(terms, target, period, [*scope, *taken] if taken else scope, clock.today, opens)
    came = _came(target, _in_period(clock, target, scope))
    missing = _counted_as_missing(clock, coverage)
    plans = _plans(target, left, clock, beside) if terms.reads_forecast else ()
    relief = None if left.is_raw else terms.relief_of(target)
    kept, relieved = (scope, ()) if relief is None else drop(terms, target, relief, scope, plans)
    kept = _without(kept, missing) if missing else kept
    now = _in_period(clock, target, kept)
    found = plain = reckon(terms, target, kept, period, clock.today)
    if relief is not None:
        after = excuse(terms, target, relief, found, now, plans)
        found, relieved = after.found, (*relieved, *after.listed)
    if missing and came:
        found = with_missing_calls(terms, target, found, now, missing, _earlier(target, left, terms), plans)
    gone = bool(relieved) or (opens is not None and not _is_wanted(clock, target, taken, opens))
    return Figures(kept, now, coverage, found, came, gone, found is not plain, relieved)


def _in_hours(target: Target, left: Left, clock: Clock) -> tuple[list[Sheet], Opens | None]:
    """The sheets in scope within the target's own hours, and the days on which any are expected."""
    terms = clock.terms
    scope = in_scope(terms, target, span_of(terms, target, clock.period), left.sheets)
    opens = left.opens(target)
    if target.hours is None:
        return scope, opens
    within = Within(target.hours, left.calendar, terms.zone)
    return within.keep(scope, lambda name: own_or_known(terms, name)), within.opens(opens)


def _in_period(clock: Clock, target: Target, scope: Sequence[Sheet]) -> Sequence[Sheet]:
    """Those that lie in the period itself, where the metric reads further back."""
    if target.metric.procedure is None:
        return scope
    return in_scope(clock.terms, target, clock.period, scope)


def _came(target: Target, now: Sequence[Sheet]) -> bool:
    names = stated_as(now, target.metric.measures)
    return bool(now) and all(any(name in sheet.totals for sheet in now) for name in names)


def _counted_as_missing(clock: Clock, coverage: Coverage) -> tuple[Cell, ...]:
    """The queue-days that count as missing calls: none before their report is due."""
    counts = clock.terms.reports.incomplete == "as_missing_calls" and clock.is_overdue
    return coverage.missing if counts else ()


def _plans(target: Target, left: Left, clock: Clock, beside: Beside) -> Sequence[Sheet]:
    """The client's forecast for the target's queues in the period, as far as anything of it is left."""
    terms = clock.terms
    own = beside.other if terms.measured_by == "provider" else left.sheets
    sheets = own if beside.forecasts is None else beside.forecasts
    return left.cut(terms, in_scope(terms, target, clock.period, sheets))


def _without(kept: Sequence[Sheet], missing: Sequence[Cell]) -> list[Sheet]:
    """The sheets without those of missing days: a day that is only stated in part counts as missing whole."""
    gone = set(missing)
    return [sheet for sheet in kept if sheet.days > 1 or (sheet.queue, sheet.first_day) not in gone]


def _earlier(target: Target, left: Left, terms: Terms) -> list[Sheet]:
    always = Period(date.min, date.max, "")
    return in_scope(terms, target, always, left.sheets)


def _is_wanted(clock: Clock, target: Target, taken: Sequence[Sheet], opens: Opens) -> bool:
    """Whether any queue's day of the period is wanted beyond those whose figures were left out."""
    cells = expected(clock.terms, target, clock.period.start, clock.period.end, taken, opens)
    return not set(cells) <= {(sheet.queue, day) for sheet in taken for day in days_of(sheet)}
