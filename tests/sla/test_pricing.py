from datetime import date
from fractions import Fraction

import pytest

from app.sla.agreed.levels import read_level
from app.sla.calendars import DueIn
from app.sla.remedies.per_point import PerPointRemedy
from app.sla.remedies.percent_bands import PercentBandsRemedy, PricedBand
from app.sla.remedies.prices import Price
from app.sla.scorecard import Scorecard, assess
from app.sla.terms import Charges, Remedy, Reports
from app.sla.timeline import Timeline
from tests.sla.world import JANUARY, sheet, target, terms

TENTH = Price(share=Fraction(1, 10))
OVER, UNDER = read_level("> 5%", "ratio"), read_level("<= 5%", "ratio")
BANDS = (PricedBand(OVER, TENTH), PricedBand(UNDER, bonus=TENTH))


def card(remedy: Remedy, abandoned: int = 9, charges: int | None = 500) -> Scorecard:
    made = terms(target(remedy=remedy), charges=Charges(measure="charges"))
    counts = {} if charges is None else {"charges": charges}
    sheets = [sheet(JANUARY, "billing", offered=100, abandoned=abandoned, **counts)]
    return assess(Timeline([made]).labelled("2026-01"), sheets, date(2026, 2, 1))


@pytest.mark.parametrize("remedy", [PercentBandsRemedy(BANDS), PerPointRemedy(TENTH)])
def test_a_share_of_unknown_charges_is_not_known_yet(remedy: Remedy) -> None:
    found = card(remedy, charges=None)
    assert (found.money.credits, found.is_provisional) == (0, True)
    assert found.lines[0].working[-1].rule == "charges_unknown"


def test_bands_may_earn_a_share() -> None:
    found = card(PercentBandsRemedy(BANDS), abandoned=1)
    assert (found.money.credits, found.money.bonuses) == (0, 50_00)
    assert found.lines[0].working[-1].inputs == {
        "value": "0.01",
        "band": "<= 5%",
        "share": "0.1",
        "whole": "500",
    }


def test_bands_of_an_amount_at_risk() -> None:
    assert card(PercentBandsRemedy(BANDS, Price(amount=Fraction(70)))).money.credits == 7_00


def test_points_from_the_agreed_level() -> None:
    remedy = PerPointRemedy(Price(amount=Fraction(3)), size=Fraction(1, 100))
    assert card(remedy).money.credits == 12_00
    assert card(remedy, abandoned=5).money.credits == 0


HALF = Price(share=Fraction(1, 2))
NEVER = date(2026, 3, 1)
DEEMED = Reports(due=DueIn(10, business=False), missing="failed")


@pytest.mark.parametrize(
    ("remedy", "charges", "paid", "reason"),
    [
        (None, None, 0, ""),
        (PercentBandsRemedy(BANDS), 500, 50_00, ""),
        (PercentBandsRemedy(BANDS), None, 0, "charges_unknown"),
        (PerPointRemedy(TENTH, deemed=HALF), 500, 250_00, ""),
        (PerPointRemedy(TENTH, deemed=HALF), None, 0, "charges_unknown"),
    ],
)
def test_what_a_report_that_never_came_costs(
    remedy: Remedy | None, charges: int | None, paid: int, reason: str
) -> None:
    made = terms(target(remedy=remedy), charges=Charges(measure="charges"), reports=DEEMED)
    sheets = [] if charges is None else [sheet(JANUARY, "billing", charges=charges)]
    found = assess(Timeline([made]).labelled("2026-01"), sheets, NEVER)
    (line,) = found.lines
    assert (line.line.verdict, found.money.credits, line.paid.reason) == ("deemed_failed", paid, reason)
