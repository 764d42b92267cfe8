"""Pricing: what the remedy of one target makes of its judgement, before any rule of the contract (§7)."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.sla.agreed.levels import quantity_text
from app.sla.judge import Line
from app.sla.judging.counting import Counted
from app.sla.remedies.bands import BandsRemedy
from app.sla.remedies.lines import Priced
from app.sla.remedies.per_point import PerPointRemedy
from app.sla.remedies.percent_bands import PercentBandsRemedy
from app.sla.remedies.points import PointsRemedy
from app.sla.remedies.pool import PoolRemedy, pool_credit
from app.sla.terms import Banded, Terms
from app.sla.working import Step, step


@dataclass(frozen=True, slots=True)
class Worth:
    """What a remedy came to: credit and bonus, or points, exact, with the steps that led there."""

    credit: Fraction = Fraction(0)
    bonus: Fraction = Fraction(0)
    points: Fraction = Fraction(0)
    working: tuple[Step, ...] = ()
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line as it enters the order of money, and how its price came about."""

    priced: Priced
    working: tuple[Step, ...]


NOTHING = Worth()
UNKNOWN = Worth(
    working=(step("charges_unknown", reason="no figures for the charges"),), unknown="charges_unknown"
)


def price(terms: Terms, line: Line, charges: Fraction | None, starts: date) -> PricedLine:
    """The line with its price; a line without a value costs nothing. ``charges`` are the period's own.

    A period that ``starts`` before credits are due at all is ramp-up.
    """
    worth = _worth(terms, line, charges)
    priced = Priced(
        target=line.target.id,
        verdict=line.verdict,
        credit=worth.credit,
        bonus=worth.bonus,
        points=worth.points,
        charges=charges,
        ramp_up=terms.credits_from is not None and starts < terms.credits_from,
        rules=line.target.rules,
        unknown=worth.unknown,
    )
    return PricedLine(priced, worth.working)


def _worth(terms: Terms, line: Line, charges: Fraction | None) -> Worth:
    remedy = line.target.remedy
    if isinstance(remedy, PoolRemedy):
        return _pool(terms, line, remedy, charges)
    if line.verdict == "deemed_failed":
        return _deemed(remedy, charges)
    if remedy is None or line.compared is None or line.is_forgiven:
        return NOTHING
    if isinstance(remedy, BandsRemedy):
        return _bands(line, remedy, line.compared)
    if isinstance(remedy, PercentBandsRemedy):
        return _percent_bands(line, remedy, line.compared, charges)
    if isinstance(remedy, PointsRemedy):
        return _points(remedy, line.compared)
    return _per_point(line, remedy, line.compared, charges)


def _pool(terms: Terms, line: Line, remedy: PoolRemedy, charges: Fraction | None) -> Worth:
    if not remedy.is_due(line.verdict):
        return NOTHING
    if charges is None or terms.at_risk is None:
        return UNKNOWN
    pool = terms.pools[remedy.pool]
    # Charges that corrections turned below zero put nothing at risk.
    credit = pool_credit(terms.at_risk, max(charges, Fraction(0)), pool, remedy.allocation)
    factors = {"at_risk": terms.at_risk, "charges": charges, "pool": pool, "allocation": remedy.allocation}
    return Worth(credit, working=(step("pool", credit, **factors, name=remedy.pool),))


def _deemed(remedy: PerPointRemedy | Banded | None, charges: Fraction | None) -> Worth:
    """What a deemed failure costs: the worst band, or what the terms agreed for it."""
    if remedy is None:
        return NOTHING
    if isinstance(remedy, PointsRemedy):
        points = max(band.points for band in remedy.bands) if remedy.deemed is None else remedy.deemed
        return Worth(points=points, working=(step("deemed", points),))
    if isinstance(remedy, PerPointRemedy):
        credit = None if remedy.deemed is None else remedy.deemed.on(charges)
    else:
        credit = remedy.worst() if isinstance(remedy, BandsRemedy) else remedy.worst(charges)
    return UNKNOWN if credit is None else Worth(credit, working=(step("deemed", credit),))


def _bands(line: Line, remedy: BandsRemedy, compared: Fraction) -> Worth:
    band = remedy.price(compared)
    written = band.span.text(line.target.metric.unit)
    by = step("band", band.amount or -band.bonus, value=compared, band=written)
    return Worth(band.amount, band.bonus, working=(by,))


def _percent_bands(
    line: Line, remedy: PercentBandsRemedy, compared: Fraction, charges: Fraction | None
) -> Worth:
    bands = remedy.on(charges)
    if bands is None:
        return UNKNOWN
    band = bands.price(compared)
    agreed = remedy.bands[bands.bands.index(band)]
    share = agreed.bonus.share if agreed.bonus.share is not None else agreed.price.share
    whole = charges if remedy.at_risk is None else remedy.at_risk.on(charges)
    shares = {} if share is None or whole is None else {"share": share, "whole": whole}
    written = band.span.text(line.target.metric.unit)
    by = step("band", band.amount or -band.bonus, value=compared, band=written, **shares)
    return Worth(band.amount, band.bonus, working=(by,))


def _points(remedy: PointsRemedy, compared: Fraction) -> Worth:
    points = remedy.points_of(compared)
    return Worth(points=points, working=(step("points_band", points, value=compared),))


def _per_point(line: Line, remedy: PerPointRemedy, compared: Fraction, charges: Fraction | None) -> Worth:
    level = line.target.level(remedy.level)
    if line.counted is not None:
        due = remedy.counts is None or not level.holds(compared)
        return _per_counted(line.counted, remedy, charges) if due else NOTHING
    points = remedy.points_missed(level, compared)
    if not points:
        return NOTHING
    credit, each = remedy.credit(points, charges), remedy.price.on(charges)
    if credit is None or each is None:
        return UNKNOWN
    unit = line.target.metric.unit
    inputs = {"size": quantity_text(remedy.size, unit), "level": level.text(unit)}
    return Worth(credit, working=(step("per_point", credit, points=points, each=each, **inputs),))


def _per_counted(counted: Counted, remedy: PerPointRemedy, charges: Fraction | None) -> Worth:
    """So many days, occurrences or units at their price; days cost whatever the whole period came to."""
    if counted.number is None:
        return Worth(working=(step("count_unknown", reason=counted.reason),), unknown="count_unknown")
    number = remedy.count(counted.number)
    if not number:
        return Worth(working=counted.working)
    credit, each = remedy.credit(number, charges), remedy.price.on(charges)
    if credit is None or each is None:
        return UNKNOWN
    by = step(f"per_{remedy.per}", credit, number=number, each=each)
    return Worth(credit, working=(*counted.working, by))
