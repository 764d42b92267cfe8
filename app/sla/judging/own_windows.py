"""Judging a target over its own windows, and what they come to in the period in which they end."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction

from app.sla.agreed.targets import Target
from app.sla.beside import Beside
from app.sla.history import History
from app.sla.judge import Line, judge
from app.sla.judging.reckoning import span_of
from app.sla.judging.scope import Coverage
from app.sla.judging.verdicts import worst
from app.sla.judging.windows import charges_of, why_not_due, windows
from app.sla.leaving_out.leave_out import Left, leave_out, nothing_left_out
from app.sla.periods import Period
from app.sla.pricing import PricedLine, price
from app.sla.reconciling.deciding import decide, differing
from app.sla.remedies.lines import Priced
from app.sla.sheets import Sheet
from app.sla.timeline import Due
from app.sla.working import Step, step


@dataclass(slots=True)
class Lefts:
    """What is left of the sheets over each span of days that a target reads, made once for each span."""

    due: Due
    sheets: Sequence[Sheet]
    beside: Beside
    is_raw: bool = False
    made: dict[tuple[date, date], Left] = field(default_factory=dict)
    theirs: dict[tuple[date, date], Left] = field(default_factory=dict)

    def over(self, span: Period) -> Left:
        """What is left over the span; everything, where nothing is to be left out."""
        return self._left(self.made, self.sheets, span)

    def other_over(self, span: Period) -> Left | None:
        """The same of the other side's sheets; None where it states nothing."""
        return self._left(self.theirs, self.beside.other, span) if self.beside.other else None

    def _left(self, made: dict[tuple[date, date], Left], sheets: Sequence[Sheet], span: Period) -> Left:
        key = span.start, span.end
        if key not in made:
            made[key] = (
                nothing_left_out(self.due.terms, sheets, self.beside)
                if self.is_raw
                else leave_out(self.due.terms, sheets, self.beside, span)
            )
        return made[key]

    @property
    def takes_away(self) -> bool:
        """Whether anything was left out of any span that was asked for."""
        return any(left.takes_away for left in (*self.made.values(), *self.theirs.values()))


@dataclass(frozen=True, slots=True)
class Windowed:
    """A target's line in the period, and the lines of the windows that it is made of."""

    line: Line
    parts: tuple[tuple[Period, Line], ...]


def judge_windows(due: Due, target: Target, lefts: Lefts, today: date) -> Windowed:
    """The target's line: of its one window, or of all windows that end in the period.

    Of several windows the line has the worst verdict, with the value of the first such window, and achieves
    the share of its weight that they achieve on average. Where none ends, it is not due, which is no miss.
    """
    if target.not_expressible:
        return Windowed(_unjudged(target, target.not_expressible), ())
    found = tuple((window, _judged(due, target, window, lefts, today)) for window in windows(due, target))
    if not found:
        return Windowed(_unjudged(target, why_not_due(due, target)), ())
    if due.terms.is_measured_by_period(target):
        return Windowed(found[0][1], found)
    return Windowed(_together(target, found), found)


def _judged(due: Due, target: Target, window: Period, lefts: Lefts, today: date) -> Line:
    left = lefts.over(span_of(due.terms, target, window))

    def on(kept: Left) -> Line:
        return judge(due.terms, target, window, lefts.sheets, today, lefts.beside, kept)

    line = on(left)
    if sides := differing(due.terms, target, window, left, lefts.other_over):
        line = decide(due.terms, sides, line, lambda sheets: on(replace(left, sheets=sheets)))
    if window.end <= today < window.end + timedelta(target.look_ahead):
        return replace(line, provisional=(*line.provisional, "look_ahead"))
    return line


def _unjudged(target: Target, reason: str) -> Line:
    return Line(
        target=target,
        verdict="no_data",
        reason=reason,
        provisional=(),
        value=None,
        numerator=None,
        denominator=None,
        compared=None,
        shown="",
        totals={},
        coverage=Coverage(0, 0, ()),
        achieved=Fraction(0),
        working=(step("no_data", reason=reason),),
    )


def _together(target: Target, parts: Sequence[tuple[Period, Line]]) -> Line:
    lines = [line for _, line in parts]
    judged = [line for line in lines if line.is_judged]
    verdict = worst(line.verdict for line in judged)
    shown = next(line for line in lines if verdict in (None, line.verdict))
    achieved = sum((line.achieved for line in judged), Fraction(0))
    return replace(
        shown,
        provisional=tuple(dict.fromkeys(reason for line in lines for reason in line.provisional)),
        coverage=Coverage(
            sum(line.coverage.expected for line in lines),
            sum(line.coverage.stated for line in lines),
            tuple(cell for line in lines for cell in line.coverage.missing),
        ),
        achieved=achieved / len(judged) if judged else Fraction(0),
        working=tuple(one for window, line in parts for one in _told(window, line)),
        left_out=tuple(one for line in lines for one in line.left_out),
    )


def _told(window: Period, line: Line) -> tuple[Step, ...]:
    days = {"start": window.start.isoformat(), "end": window.last_day.isoformat()}
    return (Step("window", {"window": window.label, **days}, line.verdict), *line.working)


def price_windows(due: Due, found: Windowed, charges: Fraction | None, history: History) -> PricedLine:
    """The price of a target in the period: what its windows cost together, each by its own charges.

    Rules that look back count whole periods: a period in which any window was missed is a missed one.
    """
    if not found.parts:
        return price(due.terms, found.line, charges, due.period.start)
    priced = [_priced(due, window, line, charges, history) for window, line in found.parts]
    if len(priced) == 1:
        return priced[0]
    working = tuple(one for part in priced for one in part.working)
    return PricedLine(_summed(found.line, [part.priced for part in priced]), working)


def _priced(due: Due, window: Period, line: Line, charges: Fraction | None, history: History) -> PricedLine:
    if window == due.period:
        return price(due.terms, line, charges, window.start)
    own = None if charges is None else charges_of(due, window, charges, history)
    part = price(due.terms, line, own, window.start)
    if own is None or not part.working:
        return part
    return replace(part, working=(step("window_charges", own, window=window.label), *part.working))


def _summed(line: Line, parts: Sequence[Priced]) -> Priced:
    """The windows' prices as one; a window in ramp-up costs nothing beside one that is not."""
    ramp_up = all(part.ramp_up for part in parts)
    counted = [part for part in parts if ramp_up or not part.ramp_up]
    amounts = [part.charges for part in parts]
    return replace(
        parts[0],
        verdict=line.verdict,
        credit=sum((part.credit for part in counted), Fraction(0)),
        bonus=sum((part.bonus for part in parts), Fraction(0)),
        points=sum((part.points for part in counted), Fraction(0)),
        charges=None if None in amounts else sum((one for one in amounts if one is not None), Fraction(0)),
        ramp_up=ramp_up,
        unknown=next((part.unknown for part in parts if part.unknown), ""),
    )
