"""The linter on levels and bands: do they say what the metric's direction makes one expect?"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, pairwise

from app.sla.agreed.levels import Level, quantity_text
from app.sla.judging.comparing import as_compared
from app.sla.linting.findings import Finding, finding
from app.sla.remedies.bands import Band, BandsRemedy
from app.sla.remedies.percent_bands import PercentBandsRemedy
from app.sla.remedies.points import PointsRemedy
from app.sla.terms import Path, Target, Terms

# What may well lie above 100 %: what a unit of cost earned.
_MAY_EXCEED_ONE = {"return_on_investment"}


def levels(terms: Terms) -> Iterator[Finding]:
    """Findings about expected levels, and about bands and what they cost."""
    for index, target in enumerate(terms.targets):
        here: Path = ("targets", index)
        yield from _level(here, target)
        remedy = as_bands(terms, target)
        if remedy is not None:
            yield from _bands((*here, "remedy", "bands"), target, remedy)


def as_bands(terms: Terms, target: Target) -> BandsRemedy | None:
    """The bands of a target, in money or in points, where they can be compared."""
    remedy = target.remedy
    return remedy.as_bands() if isinstance(remedy, PointsRemedy) else in_money(terms, target)


def in_money(terms: Terms, target: Target) -> BandsRemedy | None:
    """The bands of a target in money; None without bands, or where shares and amounts do not compare."""
    remedy = target.remedy
    if not isinstance(remedy, PercentBandsRemedy):
        return remedy if isinstance(remedy, BandsRemedy) else None
    known = terms.charges.fixed if terms.charges is not None else None
    amounts = any(band.price.amount or band.bonus.amount for band in remedy.bands)
    return remedy.on(Fraction(100) if known is None and not amounts else known)


def _level(here: Path, target: Target) -> Iterator[Finding]:
    expected, metric = target.expected, target.metric
    against = {"higher": expected.low is None, "lower": expected.high is None, "neither": False}
    if against[metric.direction]:
        yield finding(
            "level_against_direction",
            (*here, "expected"),
            f"{metric.direction} values of {metric.name} are better, and “{expected.text(metric.unit)}” asks"
            " for the contrary; turn the sign",
        )
    if metric.unit == "ratio" and metric.variant != "own" and metric.name not in _MAY_EXCEED_ONE:
        for key, level in (("expected", expected), ("minimum", target.minimum)):
            if _highest(level) > 1 and (key == "expected" or target.has_minimum):
                written = level.text(metric.unit)
                message = f"“{written}” lies beyond 100%; write 80% or 0.8, not 80"
                yield finding("level_over_100_percent", (*here, key), message)


def _highest(level: Level) -> Fraction:
    return max(edge for edge in (level.low, level.high) if edge is not None)


def _bands(here: Path, target: Target, remedy: BandsRemedy) -> Iterator[Finding]:
    values = _probes(target, remedy)
    yield from _against_direction(here, target, remedy, values)
    yield from _overlaps(here, target, remedy, values)
    for position, band in enumerate(remedy.bands):
        own = [value for value in values if remedy.band_of(value) is band]
        yield from _worth((*here, position), target, band, own)


def _probes(target: Target, remedy: BandsRemedy) -> list[Fraction]:
    """Values that can occur: around and between every edge of bands and levels, as they are compared."""
    level = target.expected
    edges = {*remedy.edges(), *(edge for edge in (level.low, level.high) if edge is not None)}
    steps = sorted(edges)
    middles = [(low + high) / 2 for low, high in pairwise(steps)]
    found = [steps[0] - 1, *steps, *middles, steps[-1] + 1]
    return sorted({as_compared(target, value) for value in found})


def _worth(here: Path, target: Target, band: Band, values: list[Fraction]) -> Iterator[Finding]:
    missed = [value for value in values if not target.expected.holds(value)]
    met = [value for value in values if target.expected.holds(value)]
    unit = target.metric.unit
    if missed and band.bonus:
        message = (
            f"{quantity_text(missed[0], unit)} misses the expected level and earns a bonus; move its edge"
        )
        yield finding("bonus_for_a_miss", here, message)
    elif missed and not band.amount:
        message = (
            f"{quantity_text(missed[0], unit)} misses the expected level and costs nothing;"
            " leave it if that is meant"
        )
        yield finding("dead_band", here, message)
    elif met and band.amount:
        message = f"{quantity_text(met[0], unit)} meets the expected level and costs something; move an edge"
        yield finding("cost_although_met", here, message)


def _against_direction(
    here: Path, target: Target, remedy: BandsRemedy, values: list[Fraction]
) -> Iterator[Finding]:
    if target.metric.direction == "neither":
        return
    worst_first = values if target.metric.direction == "higher" else values[::-1]
    priced = [(value, band) for value in worst_first if (band := remedy.band_of(value))]
    for (worse, cheap), (better, dear) in pairwise(priced):
        if dear.amount - dear.bonus > cheap.amount - cheap.bonus:
            unit = target.metric.unit
            yield finding(
                "bands_against_direction",
                here,
                f"{quantity_text(better, unit)} is better than {quantity_text(worse, unit)} and costs more;"
                " exchange the two",
            )
            return


def _overlaps(here: Path, target: Target, remedy: BandsRemedy, values: list[Fraction]) -> Iterator[Finding]:
    for (first, one), (second, other) in combinations(enumerate(remedy.bands), 2):
        both = [value for value in values if one.span.holds(value) and other.span.holds(value)]
        if both:
            yield finding(
                "bands_overlap",
                (*here, second),
                f"bands {first + 1} and {second + 1} both hold {quantity_text(both[0], target.metric.unit)};"
                " the dearer one alone counts; give each both edges unless that is meant",
            )
