"""Charges that are a measure: whose figure counts, and what is said where the sides differ."""

from fractions import Fraction

from app.sla.beside import Beside
from app.sla.reconciling.charging import Charged, charge
from app.sla.sheets import Sheet
from app.sla.terms import Charges, Side, Terms
from app.sla.timeline import Timeline
from app.sla.wording import say
from tests.sla.world import JANUARY, sheet, terms


def charged(of: Terms, own: list[Sheet], other: list[Sheet]) -> Charged:
    return charge(Timeline([of]).labelled("2026-01"), own, Beside(other=other))


def by_measure(stated_by: Side = "client", measured_by: Side = "provider") -> Terms:
    return terms(charges=Charges(measure="charges", stated_by=stated_by), measured_by=measured_by)


ONE, OTHER = [sheet(JANUARY, charges=100)], [sheet(JANUARY, charges=99)]


def test_the_agreed_side_counts_whoever_measures_the_calls() -> None:
    assert charged(by_measure(), ONE, OTHER).value == 99
    assert charged(by_measure("provider"), ONE, OTHER).value == 100
    assert charged(by_measure("client", "client"), ONE, OTHER).value == 100
    assert charged(by_measure(), ONE, OTHER).stated == {"provider": Fraction(100), "client": Fraction(99)}


def test_a_difference_is_flagged_and_told_in_both_languages() -> None:
    found = charged(by_measure(), ONE, OTHER)
    assert found.flag == "charges_differ"
    (step,) = found.working
    assert say(step) == "The provider states charges of 100, the client 99; 99 counts."
    assert "100" in say(step, "zh_Hans")
    assert charged(by_measure(), ONE, ONE).flag == ""
    assert charged(by_measure(), ONE, ONE).working == ()


def test_until_the_agreed_side_speaks_the_other_counts() -> None:
    found = charged(by_measure(), ONE, [])
    assert (found.value, found.flag) == (Fraction(100), "charges_of_other_side")
    (step,) = found.working
    assert say(step) == (
        "The side whose charges count has stated none; the provider states 100; 100 counts until it does."
    )
    assert charged(by_measure(), [], []) == Charged(None)


def test_charges_of_other_days_and_fixed_ones_are_not_compared() -> None:
    late = [sheet(JANUARY.replace(month=2), charges=7)]
    assert charged(by_measure(), ONE, late).flag == "charges_of_other_side"
    fixed = terms(charges=Charges(fixed=Fraction(500)))
    assert charged(fixed, ONE, OTHER) == Charged(Fraction(500))
    assert charged(terms(), ONE, OTHER) == Charged(None)
