"""Assessing a contract over one period: a line per target, the score, the money, and the evidence of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.sla.judge import Line, judge, own_or_known
from app.sla.periods import Period
from app.sla.remedies.bands import BandsRemedy
from app.sla.remedies.caps import Settled, settle
from app.sla.remedies.pool import PoolRemedy, pool_credit
from app.sla.sheets import Sheet, add_up
from app.sla.terms import Charges, Terms
from app.sla.timeline import Due
from app.sla.working import Step, step

ENGINE = 1


@dataclass(frozen=True, slots=True)
class Judged:
    """A line with its money: exact credit and bonus before the cap, and in minor units after it."""

    line: Line
    exact_credit: Fraction
    exact_bonus: Fraction
    credit: int
    bonus: int
    working: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Weight achieved of weight judged; ``value`` is None when nothing could be judged (not scored)."""

    value: Fraction | None
    judged: Fraction
    whole: Fraction


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The judgement of one contract for one period."""

    terms: Terms
    period: Period
    due: Due
    lines: tuple[Judged, ...]
    score: Score
    money: Settled
    charges: Fraction | None
    is_running: bool

    @property
    def is_provisional(self) -> bool:
        """Whether any verdict or amount may still change."""
        return (
            self.is_running
            or self.are_charges_unknown
            or any(judged.line.provisional for judged in self.lines)
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


def assess(due: Due, sheets: Sequence[Sheet], today: date) -> Scorecard:
    """The scorecard of one period.

    ``sheets`` are those of the side that counts (``terms.measured_by``), as known at the moment of
    reading; ``today`` is the date of that moment where the contract lives. Same inputs, same result.
    """
    terms, period = due.terms, due.period
    charges = period_charges(terms.charges, due, sheets, terms)
    lines = [judge(terms, target, period, sheets, today) for target in terms.targets]
    priced = [_price(terms, line, charges) for line in lines]
    money = settle(
        terms.currency,
        [credit for credit, _, _ in priced],
        [bonus for _, bonus, _ in priced],
        _cap(terms, charges),
    )
    judged = tuple(
        Judged(line, credit, bonus, paid, earned, (*line.working, *steps))
        for line, (credit, bonus, steps), paid, earned in zip(
            lines, priced, money.credits, money.bonuses, strict=True
        )
    )
    return Scorecard(terms, period, due, judged, _score(lines), money, charges, today < period.end)


def period_charges(
    charges: Charges | None, due: Due, sheets: Sequence[Sheet], terms: Terms
) -> Fraction | None:
    """What the period's work is charged, net; a fixed amount is split by days over the parts of a period.

    None when the terms state no charges, or when they are a measure that no report states.
    """
    if charges is None:
        return None
    if charges.fixed is not None:
        return due.share_of(charges.fixed)
    name = charges.measure or ""
    inside = [s for s in sheets if due.period.start <= s.first_day and s.last_day < due.period.end]
    total = add_up(inside, [name], lambda wanted: own_or_known(terms, wanted)).get(name)
    return None if total is None else total.value


def _score(lines: Sequence[Line]) -> Score:
    whole = sum((line.target.weight for line in lines), Fraction(0))
    judged = sum((line.target.weight for line in lines if line.is_judged), Fraction(0))
    achieved = sum((line.target.weight * line.achieved for line in lines if line.is_judged), Fraction(0))
    return Score(achieved / judged if judged else None, judged, whole)


def _cap(terms: Terms, charges: Fraction | None) -> Fraction | None:
    if terms.cap is None:
        return None
    if terms.cap.amount is not None:
        return terms.cap.amount
    if charges is None or terms.cap.share is None:
        return None
    return terms.cap.share * max(charges, Fraction(0))


def _price(terms: Terms, line: Line, charges: Fraction | None) -> tuple[Fraction, Fraction, tuple[Step, ...]]:
    """Exact credit, exact bonus and the steps of one line; a line without a value costs nothing."""
    remedy = line.target.remedy
    if isinstance(remedy, PoolRemedy):
        return _price_pool(terms, line, remedy, charges)
    if isinstance(remedy, BandsRemedy) and line.compared is not None:
        return _price_bands(line, remedy, line.compared)
    return Fraction(0), Fraction(0), ()


def _price_pool(
    terms: Terms, line: Line, remedy: PoolRemedy, charges: Fraction | None
) -> tuple[Fraction, Fraction, tuple[Step, ...]]:
    if not remedy.is_due(line.verdict):
        return Fraction(0), Fraction(0), ()
    if charges is None or terms.at_risk is None:
        return Fraction(0), Fraction(0), (step("charges_unknown", reason="no figures for the charges"),)
    pool = terms.pools[remedy.pool]
    # Charges that corrections turned below zero put nothing at risk.
    credit = pool_credit(terms.at_risk, max(charges, Fraction(0)), pool, remedy.allocation)
    working = step(
        "pool",
        credit,
        at_risk=terms.at_risk,
        charges=charges,
        pool=pool,
        allocation=remedy.allocation,
        name=remedy.pool,
    )
    return credit, Fraction(0), (working,)


def _price_bands(
    line: Line, remedy: BandsRemedy, compared: Fraction
) -> tuple[Fraction, Fraction, tuple[Step, ...]]:
    band = remedy.price(compared)
    working = step(
        "band", band.amount or -band.bonus, value=compared, band=band.span.text(line.target.metric.unit)
    )
    return band.amount, band.bonus, (working,)
