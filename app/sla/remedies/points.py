"""Points remedy: bands give points, and a table turns the period's points into money (domain.md §7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from app.sla.agreed.levels import Level
from app.sla.quantities import Rounding
from app.sla.remedies.bands import Band, BandsRemedy
from app.sla.remedies.lines import Moving
from app.sla.remedies.prices import FREE, Price
from app.sla.working import Step, step


@dataclass(frozen=True, slots=True)
class PointsBand:
    """The values of one band and the points that they give."""

    span: Level
    points: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class PointsRemedy:
    """Bands of points; ``deemed`` are those of a target deemed failed, needed where the terms may deem it."""

    bands: tuple[PointsBand, ...]
    deemed: Fraction | None = None

    def points_of(self, value: Fraction) -> Fraction:
        """The points of the worst band that holds the value; raises ValueError in a gap."""
        return self.as_bands().price(value).amount

    def __post_init__(self) -> None:
        if self.deemed is not None and self.deemed < 0:
            raise ValueError("points of a deemed failure are never below zero")

    def gap(self, round_in_base: Rounding | None, scale: int = 1) -> Fraction | None:
        """A value that can occur and that no band holds, or None when there is no gap."""
        return self.as_bands().gap(round_in_base, scale)

    def edges(self) -> list[Fraction]:
        """Every value at which a band begins or ends, in order."""
        return self.as_bands().edges()

    def as_bands(self) -> BandsRemedy:
        """The bands with their points for amounts."""
        return BandsRemedy(tuple(Band(band.span, band.points) for band in self.bands))


@dataclass(frozen=True, slots=True)
class PointsStep:
    """From so many points on, what they cost together."""

    points: Fraction
    price: Price


@dataclass(frozen=True, slots=True)
class PointsTable:
    """Steps in rising order; the last one that the points reach decides (floor).

    Fewer points than the first step cost nothing, so the first step must be at 0 points or cost nothing:
    then nothing is free that the terms do not call free.
    """

    steps: tuple[PointsStep, ...]

    def __post_init__(self) -> None:
        if not self.steps:
            raise ValueError("a table of points needs at least one step")
        if any(after.points <= before.points for before, after in pairwise(self.steps)):
            raise ValueError("the steps of a table of points rise; write each number of points once")
        first = self.steps[0]
        if first.points > 0 and (first.price.amount or first.price.share):
            raise ValueError("what do fewer points cost than the first step? Write a step with 0% for them")

    def price_of(self, points: Fraction) -> Price:
        """What so many points cost: 13 points, of steps at 10 and 15, cost what 10 do."""
        reached = [step for step in self.steps if step.points <= points]
        return reached[-1].price if reached else FREE


def points_to_money(
    lines: Sequence[Moving], table: PointsTable | None, charges: Fraction | None
) -> tuple[list[Moving], tuple[Step, ...]]:
    """The lines with the money of the period's points, each with its part by its points; and the steps.

    Raises ValueError for points that no table prices, which valid terms do not have.
    """
    points = sum((line.points for line in lines), Fraction(0))
    if not points:
        return list(lines), ()
    if table is None:
        raise ValueError("the terms give points but no table that prices them")
    price = table.price_of(points)
    credit = price.on(charges)
    if credit is None:
        return list(lines), (step("charges_unknown", points=points, reason="no figures for the charges"),)
    costs = {"share": price.share} if price.share is not None else {}
    known = {} if charges is None else {"charges": charges}
    by = step("points_table", credit, points=points, **costs, **known)
    return [_part(line, credit, points) for line in lines], (by,)


def _part(line: Moving, credit: Fraction, points: Fraction) -> Moving:
    if not line.points:
        return line
    part = credit * line.points / points
    return line.becomes(part, step("points_part", part, points=line.points, of=points, credit=credit))
