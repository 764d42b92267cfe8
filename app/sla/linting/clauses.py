"""The linter on single clauses: rules that nobody can reckon, and prices that look like shares."""

from collections.abc import Iterator

from app.sla.agreed.conditions import Relief
from app.sla.judging.reach import consumed
from app.sla.linting.findings import Finding, finding
from app.sla.quantities import decimal_text
from app.sla.remedies.bands import BandsRemedy
from app.sla.remedies.per_point import PerPointRemedy
from app.sla.remedies.percent_bands import PercentBandsRemedy
from app.sla.remedies.points import PointsRemedy
from app.sla.remedies.prices import Price
from app.sla.terms import Path, Target, Terms


def clauses(terms: Terms) -> Iterator[Finding]:
    """Findings about what single targets say, whatever the others say."""
    for index, target in enumerate(terms.targets):
        here: Path = ("targets", index)
        if target.not_expressible:
            message = f"nobody can reckon “{target.id}”: {target.not_expressible}; agree one that can be"
            yield finding("not_expressible", (*here, "not_expressible"), message)
        yield from _small(terms, (*here, "remedy"), target)
        yield from _deemed(terms, (*here, "remedy"), target)
        if target.relief is not None:
            yield from _not_locked((*here, "relief"), target.relief)
    if terms.relief is not None:
        yield from _not_locked(("relief",), terms.relief)
    yield from _reconciled(terms)
    least = terms.minimum_payable
    if least is not None:
        yield from _small_price(terms, ("minimum_payable", "amount"), Price(amount=least.amount))


def _reconciled(terms: Terms) -> Iterator[Finding]:
    """Measures that both sides are to state although no target and no charges are made of them."""
    read = consumed(terms)
    for position, name in enumerate(terms.reconcile.measures if terms.reconcile else ()):
        if name not in read:
            message = (
                f"no target is made of “{name}”, so a difference in it changes nothing; name one that is"
            )
            yield finding("reconcile_unused", ("reconcile", "measures", position), message)


def _not_locked(here: Path, relief: Relief) -> Iterator[Finding]:
    if not relief.locked:
        message = (
            "the forecast may be changed until the period begins, and with it what is excused; lock it some"
            " days before, as in “locked: 5d”"
        )
        yield finding("forecast_not_locked", here, message)


def _small(terms: Terms, here: Path, target: Target) -> Iterator[Finding]:
    for path, price in _prices(here, target):
        yield from _small_price(terms, path, price)


def _prices(here: Path, target: Target) -> Iterator[tuple[Path, Price]]:
    remedy = target.remedy
    if isinstance(remedy, PerPointRemedy):
        yield (*here, "amount"), remedy.price
    if isinstance(remedy, BandsRemedy):
        for position, band in enumerate(remedy.bands):
            for key, amount in (("amount", band.amount), ("bonus", band.bonus)):
                yield (*here, "bands", position, key), Price(amount=amount)
    if isinstance(remedy, PercentBandsRemedy):
        for position, priced in enumerate(remedy.bands):
            for key, price in (("amount", priced.price), ("bonus", priced.bonus)):
                yield (*here, "bands", position, key), price


def _small_price(terms: Terms, path: Path, price: Price) -> Iterator[Finding]:
    if price.amount is not None and 0 < price.amount < 1:
        amount, share = decimal_text(price.amount), decimal_text(price.amount * 100)
        message = f"this is {amount} {terms.currency}; if a share of the charges is meant, write {share}%"
        yield finding("amount_below_one", path, message)


def _deemed(terms: Terms, here: Path, target: Target) -> Iterator[Finding]:
    remedy = target.remedy
    agreed = isinstance(remedy, PerPointRemedy | PointsRemedy) and remedy.deemed is not None
    if agreed and terms.reports.missing == "no_data":
        message = "a missing report is no data here, so this is never due; write “reports: {missing: failed}”"
        yield finding("deemed_unused", (*here, "deemed"), message)
