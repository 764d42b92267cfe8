"""The whole sentence of each refusal of a rule, and what lies on its edge and is taken."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from app.sla.agreed.levels import read_level
from app.sla.formula import parse
from app.sla.remedies.bands import Band
from app.sla.remedies.carrying import Excess, MinimumPayable
from app.sla.remedies.escalation import CountsFrom, Promotion, Repeat
from app.sla.remedies.lines import LineRules
from app.sla.remedies.per_point import PerPointRemedy
from app.sla.remedies.points import PointsBand, PointsRemedy, PointsStep, PointsTable
from app.sla.remedies.pool import PoolRemedy
from app.sla.remedies.prices import Price
from app.sla.remedies.triggers import Trigger
from tests.sla.remedies.world import amount, line, percent, settle

ANY = read_level(">= 0%", "ratio")
STEP = PointsStep(Fraction(0), percent(0))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: PoolRemedy("p", Fraction(2)), "an allocation lies between 0 % and 100 %"),
        (
            lambda: MinimumPayable(Fraction(0)),
            "a minimum payable of nothing has no meaning; leave it out",
        ),
        (
            lambda: Band(ANY, amount=Fraction(-1)),
            "an amount or bonus is never below zero; write what is paid as a bonus",
        ),
        (lambda: Band(ANY, Fraction(1), Fraction(1)), "a band costs or earns, not both"),
        (
            lambda: Repeat(1, Fraction(2)),
            "repeat.from is at least 2: the first miss is not a repeated one",
        ),
        (
            lambda: Repeat(2, Fraction(1, 2)),
            "repeat.factor is at least 1: a repeated miss does not get cheaper",
        ),
        (
            lambda: CountsFrom(1),
            "counts_from.nth is at least 2; leave the rule out where every miss counts",
        ),
        (lambda: CountsFrom(4, 3), "counts_from.within is at least nth, else no miss ever counts"),
        (lambda: Promotion(0), "promotion.after is at least 1 miss"),
        (
            lambda: Trigger("in_a_row", Fraction(0)),
            "a trigger needs at least one miss, point or period",
        ),
        (
            lambda: Trigger("out_of", Fraction(3), 2),
            "so many misses cannot fall into so few periods",
        ),
        (
            lambda: PointsRemedy((PointsBand(ANY),), deemed=Fraction(-1)),
            "points of a deemed failure are never below zero",
        ),
        (lambda: PointsTable(()), "a table of points needs at least one step"),
        (
            lambda: PointsTable((STEP, STEP)),
            "the steps of a table of points rise; write each number of points once",
        ),
        (
            lambda: PointsTable((PointsStep(Fraction(1), percent(2)),)),
            "what do fewer points cost than the first step? Write a step with 0% for them",
        ),
        (
            lambda: Excess("lost", 1),
            "what is lost does not expire; write excess: carried_forward",
        ),
        (
            lambda: Excess("carried_forward", 0),
            "what is carried forward expires after 1 period or more",
        ),
        (
            lambda: LineRules(promotion=Promotion(1)),
            "only an important target is promoted; write importance: important",
        ),
        (
            lambda: LineRules(critical_credit=amount(1)),
            "an ordinary target has no critical credit; write importance: critical",
        ),
        (lambda: LineRules(earn_back=0), "earn_back is at least 1 period"),
        (
            lambda: PerPointRemedy(amount(1), "point", counts=parse("abandoned")),
            "points are counted from the value; write “per: occurrence”, “unit” or “day”",
        ),
        (
            lambda: PerPointRemedy(amount(1), "point", size=Fraction(0)),
            "a point is larger than nothing; write it like 1% or 10s",
        ),
        *(
            (lambda part=part: line(**part), "credit, bonus and points of a line are never below zero")
            for part in ({"credit": -1}, {"bonus": -1}, {"points": -1})
        ),
        (lambda: line(1, points=1), "a line costs money or gives points, not both"),
        (lambda: settle([line(points=1)]), "the terms give points but no table that prices them"),
        (Price, "a price is an amount, or a share of the charges; write one of the two"),
        (
            lambda: amount(-1),
            "a price is never below zero; write what is paid the other way as a bonus",
        ),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_to_do(make: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        make()


def test_what_lies_on_the_edge_is_taken() -> None:
    assert PoolRemedy("p", Fraction(0)).allocation == 0
    assert PoolRemedy("p", Fraction(1)).allocation == 1
    assert (CountsFrom(2, 2).nth, Promotion(1).after, Repeat(2, Fraction(1)).factor) == (2, 1, 1)
    assert PointsRemedy((PointsBand(ANY),), deemed=Fraction(0)).deemed == 0
    assert PointsTable((PointsStep(Fraction(1), percent(0)),)).steps[0].points == 1
    assert Trigger("out_of", Fraction(2), 2).within == 2
