"""Assessing a contract over one period: a line per target, the score, the money, and the evidence of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from app.sla.beside import NOTHING_BESIDE, Beside, Exclusion
from app.sla.calendars import Calendar
from app.sla.history import History, Past
from app.sla.judge import Line
from app.sla.judging.lateness import judge_lateness
from app.sla.judging.own_windows import Lefts, Windowed, judge_windows, price_windows
from app.sla.periods import Period
from app.sla.pricing import PricedLine
from app.sla.reconciling.charging import Charged, charge
from app.sla.remedies.order import NO_HISTORY, settle_in_order
from app.sla.remedies.settlement import PaidLine, Settlement
from app.sla.remedies.triggers import Finding, findings
from app.sla.sheets import Sheet
from app.sla.terms import Terms
from app.sla.timeline import Due
from app.sla.working import Step

ENGINE = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """A line with its money, and the whole working of both; ``raw`` is the line with nothing left out."""

    line: Line
    paid: PaidLine
    working: tuple[Step, ...]
    raw: Line
    raw_paid: PaidLine

    @property
    def exact_credit(self) -> Fraction:
        """The credit after its factor and its own cap, before what other lines change about it."""
        return self.paid.exact_credit

    @property
    def exact_bonus(self) -> Fraction:
        """The bonus, exact."""
        return self.paid.priced.bonus

    @property
    def credit(self) -> int:
        """The credit as paid, in minor units."""
        return self.paid.credit

    @property
    def bonus(self) -> int:
        """The bonus as paid, in minor units."""
        return self.paid.bonus


@dataclass(frozen=True, slots=True)
class Score:
    """Weight achieved of weight judged; ``value`` is None when nothing could be judged (not scored)."""

    value: Fraction | None
    judged: Fraction
    whole: Fraction


@dataclass(frozen=True, slots=True)
class Given:
    """What a period was judged on beside its terms; see ``assess``."""

    sheets: Sequence[Sheet]
    today: date
    history: History = NO_HISTORY
    beside: Beside = NOTHING_BESIDE


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The judgement of one contract for one period; two are equal when they judge the same."""

    terms: Terms
    period: Period
    due: Due
    lines: tuple[Judged, ...]
    score: Score
    money: Settlement
    raw_money: Settlement
    charges: Fraction | None
    charged: Charged
    is_running: bool
    given: Given = field(compare=False, repr=False)
    triggers: tuple[Finding, ...] = ()

    @property
    def is_provisional(self) -> bool:
        """Whether any verdict or amount may still change."""
        return (
            self.is_running
            or self.are_charges_unknown
            or any(judged.line.provisional or judged.paid.priced.unknown for judged in self.lines)
        )

    @property
    def are_charges_unknown(self) -> bool:
        """Whether the terms name a measure for the charges that no report states."""
        return self.terms.charges is not None and self.charges is None

    @property
    def at_risk(self) -> Fraction | None:
        """The amount at risk in the period, before any cap."""
        if self.charges is None or self.terms.at_risk is None:
            return None
        return self.charges * self.terms.at_risk

    @property
    def cap(self) -> Fraction | None:
        """The cap of the period as agreed, exact; a share of unknown charges is none."""
        cap = self.terms.caps.period
        return None if cap is None else cap.on(self.charges)

    @property
    def claim_by(self) -> date | None:
        """The last day on which its credits can be claimed, which issuing does; None without a window."""
        within = self.terms.claim_within
        if within is None:
            return None
        calendar = Calendar.of(self.terms.service_hours, self.given.beside.calendar)
        return calendar.due_day(self.period.end, within)

    def past(self) -> Past:
        """The period as later ones look back on it."""
        return self.money.past(self.due.now, self.period.start, self.period.end, self.charges)


def assess(
    due: Due,
    sheets: Sequence[Sheet],
    today: date,
    history: History = NO_HISTORY,
    beside: Beside = NOTHING_BESIDE,
) -> Scorecard:
    """The scorecard of one period.

    ``sheets`` are those of the side that counts (``terms.measured_by``), as known at the moment of
    reading; ``today`` is the date of that moment where the contract lives. ``history`` are the periods
    before, needed where ``terms.looks_back``; ``beside`` is what else counts. Same inputs, same result: the
    order in which sheets and exclusions come does not matter.
    """
    terms, period, sheets = due.terms, due.period, sorted(sheets, key=Sheet.place)
    ordered = tuple(sorted(beside.exclusions, key=Exclusion.place))
    beside = replace(beside, other=sorted(beside.other, key=Sheet.place), exclusions=ordered)
    charged = charge(due, sheets, beside)
    charges = charged.value
    lefts = Lefts(due, sheets, beside)
    late = judge_lateness(due, beside, today)
    found = [*(judge_windows(due, target, lefts, today) for target in terms.targets), *late]
    now = raw = _settled(due, found, charges, history)
    if lefts.takes_away:
        whole = Lefts(due, sheets, beside, is_raw=True)
        found = [*(judge_windows(due, target, whole, today) for target in terms.targets), *late]
        raw = _settled(due, found, charges, history)
    past = now.money.past(due.now, period.start, period.end, charges)
    return Scorecard(
        terms=terms,
        period=period,
        due=due,
        lines=tuple(_judged(now, raw)),
        score=_score(now.lines),
        money=now.money,
        raw_money=raw.money,
        charges=charges,
        charged=charged,
        is_running=today < period.end,
        given=Given(sheets, today, history, beside),
        triggers=findings(terms.terminate, history.then(past)) if terms.terminate else (),
    )


@dataclass(frozen=True, slots=True)
class _Settled:
    """Lines with their prices, and the money of the period after the whole order."""

    lines: Sequence[Line]
    priced: Sequence[PricedLine]
    money: Settlement


def _settled(due: Due, found: Sequence[Windowed], charges: Fraction | None, history: History) -> _Settled:
    lines = [one.line for one in found]
    priced = [price_windows(due, one, charges, history) for one in found]
    rules = due.terms.money_rules
    money = settle_in_order([part.priced for part in priced], rules, due.now, charges, history)
    return _Settled(lines, priced, money)


def _judged(now: _Settled, raw: _Settled) -> Iterator[Judged]:
    """Each line with its money, beside what they were with nothing left out."""
    adjusted = zip(now.lines, now.priced, now.money.lines, strict=True)
    before = zip(raw.lines, raw.money.lines, strict=True)
    for (line, part, paid), (raw_line, raw_paid) in zip(adjusted, before, strict=True):
        working = (*line.working, *part.working, *paid.working)
        yield Judged(line, paid, working, raw_line, raw_paid)


def _score(lines: Sequence[Line]) -> Score:
    whole = sum((line.target.weight for line in lines), Fraction(0))
    judged = sum((line.target.weight for line in lines if line.is_judged), Fraction(0))
    achieved = sum((line.target.weight * line.achieved for line in lines if line.is_judged), Fraction(0))
    return Score(achieved / judged if judged else None, judged, whole)
