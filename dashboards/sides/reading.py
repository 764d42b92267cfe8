"""From the reconciliation of some periods to the page of the two sides."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from app.scorecards.reconciliation.read import Reconciled
from app.sla.measures import Measure
from app.sla.quantities import decimal_text, exact, fixed_text, round_to
from app.sla.reconciling.compare import Compared
from dashboards.parts import Money, Number
from dashboards.readings import contract_href, scorecard_href, shown_unit
from dashboards.sides.context import SideLine, Sides, SidesPeriod, Touched

_DIGITS = (2, 4, 6, 12)  # of a difference in percent: as few as show on which side of the tolerance it lies


def sides_of(
    reference: str,
    ref: str,
    found: Sequence[Reconciled],
    titles: Mapping[str, str],
    lookup: Callable[[str], Measure],
    currency: str,
) -> Sides:
    """The page of the last of these periods; ``titles`` are those of the targets, ``ref`` as addressed."""
    periods = [_period(one, ref, titles, lookup, currency) for one in found]
    return Sides(
        reference=reference,
        reports_href=contract_href(ref, "reports"),
        scorecard_href=scorecard_href(ref, periods[-1].period),
        now=periods[-1],
        past=tuple(periods[:-1]),
    )


def _period(
    one: Reconciled,
    ref: str,
    titles: Mapping[str, str],
    lookup: Callable[[str], Measure],
    currency: str,
) -> SidesPeriod:
    label, rule = one.period.label, one.rule
    return SidesPeriod(
        period=label,
        href=contract_href(ref, "sides", label),
        tolerance=None if rule is None else Number(decimal_text(rule.tolerance * 100), "percent"),
        lines=tuple(_line(part, rule.beyond if rule else "", lookup, currency) for part in one.measures),
        touched=tuple(
            Touched(titles.get(target, target), scorecard_href(ref, label, target)) for target in one.targets
        ),
        charges=tuple((side, Money(text, currency)) for side, text in one.charges_stated.items()),
        charges_flag=one.charges_flag,
    )


def _line(one: Compared, beyond: str, lookup: Callable[[str], Measure], currency: str) -> SideLine:
    unit = shown_unit(lookup(one.measure).unit, currency)

    def number(value: Fraction | None) -> Number | None:
        return None if value is None else Number(decimal_text(value), unit)

    return SideLine(
        measure=one.measure,
        provider=number(one.provider),
        client=number(one.client),
        difference=number(one.difference),
        apart=_apart(one),
        compared=one.cells,
        follows=beyond if one.is_beyond else "",
    )


def _apart(one: Compared) -> Number | None:
    """The difference in percent of the larger figure, with its sign."""
    if one.share is None or one.difference is None:
        return None
    share = one.share * 100 * (-1 if one.difference < 0 else 1)
    texts = [fixed_text(round_to(share, digits), digits) for digits in _DIGITS]
    seen = (text for text in texts if (abs(exact(text)) > one.tolerance * 100) == one.is_beyond)
    return Number(next(seen, texts[-1]), "percent")
