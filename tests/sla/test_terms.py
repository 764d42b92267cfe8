from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from app.sla.agreed.levels import read_level
from app.sla.measures import Measure
from app.sla.metrics import own
from app.sla.quantities import Rounding
from app.sla.remedies.bands import Band, BandsRemedy
from app.sla.remedies.limits import Caps
from app.sla.remedies.pool import PoolRemedy
from app.sla.remedies.prices import Price
from app.sla.terms import Charges, TermsFault
from tests.sla.world import priced, target, terms

TENTH = Caps(Price(share=Fraction(1, 10)))

POOL = PoolRemedy("pool", Fraction(2, 5))
GAP = BandsRemedy((Band(read_level("> 8%", "ratio"), Fraction(5)), Band(read_level("< 7%", "ratio"))))


def test_terms_that_stand() -> None:
    made = terms(target(queues=("billing",)), target(id="u", minimum="<= 8%"))
    assert str(made.zone) == "Asia/Shanghai"
    assert [made.queue_ids(part) for part in made.targets] == [("billing",), ("billing", "complaints")]
    assert [part.has_minimum for part in made.targets] == [False, True]


@pytest.mark.parametrize(
    ("more", "path", "message"),
    [
        ({"effective": date(2025, 12, 31)}, ("effective",), "before the contract starts"),
        ({"ends": date(2026, 1, 1)}, ("ends",), "ends before these terms take effect"),
        ({"targets": ()}, ("targets",), "promise nothing"),
        ({"targets": (target(), target())}, ("targets", 1, "id"), "stands twice"),
        (
            {"targets": (target(queues=("billing", "x")),)},
            ("targets", 0, "queues", 1),
            "“x” is not among the queues",
        ),
        ({"targets": (target(weight=Fraction(-1)),)}, ("targets", 0, "weight"), "below zero"),
        ({"targets": (target("<= 8%", minimum="<= 5%"),)}, ("targets", 0, "minimum"), "asks for more"),
        ({"targets": (target(remedy=POOL),)}, ("charges",), "share of the charges; state them"),
        (
            {"targets": (target(remedy=GAP),)},
            ("targets", 0, "remedy", "bands"),
            "no band holds the value 7%;",
        ),
        ({"measures": {"offered": Measure("offered", "x")}}, ("measures", "offered"), "choose another name"),
        (
            {"metrics": {"occupancy": own("occupancy", "offered", "ratio", "lower")}},
            ("metrics", "occupancy"),
            "choose another name",
        ),
        ({"at_risk": Fraction(12)}, ("at_risk",), "write it like 12%"),
        ({"at_risk": Fraction(-1)}, ("at_risk",), "write it like 12%"),
        ({"pools": {"p": Fraction(12)}}, ("pools", "p"), "write it like 100%"),
        ({"caps": Caps(Price(share=Fraction(12)))}, ("caps", "period"), "at most 100%"),
        ({"caps": TENTH}, ("charges",), "the cap is a share of the charges; state them"),
        ({"caps": Caps(Price(amount=Fraction(1, 10)))}, ("caps", "period"), "an amount below 1"),
    ],
)
def test_terms_that_contradict_themselves_name_the_key(
    more: dict[str, Any], path: tuple[str | int, ...], message: str
) -> None:
    with pytest.raises(TermsFault, match=message) as fault:
        terms(**more)
    assert fault.value.path == path


@pytest.mark.parametrize(
    ("part", "more", "path", "message"),
    [
        (target(remedy=POOL), {"at_risk": None}, ("at_risk",), "needs the share of charges at risk"),
        (
            target(remedy=POOL),
            {"pools": {}},
            ("targets", 0, "remedy", "pool"),
            "“pool” is not among the pools",
        ),
        (
            target(remedy=POOL, minimum="<= 8%"),
            {},
            ("targets", 0, "remedy", "pays_on"),
            "say whether the credit is due on “expected” or on “minimum”",
        ),
    ],
)
def test_a_pool_needs_what_it_is_a_share_of(
    part: Any, more: dict[str, Any], path: tuple[str | int, ...], message: str
) -> None:
    with pytest.raises(TermsFault, match=message) as fault:
        priced(part, **more)
    assert fault.value.path == path


def test_money_that_stands() -> None:
    assert priced(target(remedy=POOL), caps=TENTH).caps == TENTH
    assert terms(caps=Caps(Price(amount=Fraction(0)))).caps.period == Price(amount=Fraction(0))
    assert terms(charges=Charges(measure="charges")).charges == Charges(measure="charges", stated_by="client")
    assert terms(at_risk=Fraction(1), pools={"p": Fraction(10)}).at_risk == 1


def test_a_gap_that_no_rounded_value_falls_into_is_none() -> None:
    bands = BandsRemedy((Band(read_level("<= 5%", "ratio")), Band(read_level(">= 6%", "ratio"), Fraction(9))))
    assert terms(target(remedy=bands, round=Rounding(0))).targets[0].remedy == bands
    with pytest.raises(TermsFault, match=r"no band holds the value 5\.1%"):
        terms(target(remedy=bands, round=Rounding(1)))
