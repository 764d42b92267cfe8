from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.agreed.levels import Level, read_level, read_quantity
from app.sla.catalogue.known import MetricUnit

UNITS: tuple[MetricUnit, ...] = ("ratio", "seconds", "money", "number")
EDGES = st.decimals(-1000, 1000, places=4).map(Fraction)


@st.composite
def levels(draw: st.DrawFn) -> Level:
    low, high = sorted((draw(EDGES), draw(EDGES)))
    sides = draw(st.sampled_from(("low", "high", "both")))
    exact = sides == "both" and low == high
    return Level(
        None if sides == "high" else low,
        None if sides == "low" else high,
        exact or sides == "high" or draw(st.booleans()),
        exact or sides == "low" or draw(st.booleans()),
    )


@given(levels(), st.sampled_from(UNITS))
def test_a_level_that_is_written_reads_back(level: Level, unit: MetricUnit) -> None:
    assert read_level(level.text(unit), unit) == level


@given(levels(), levels(), EDGES)
def test_what_holds_in_a_narrower_level_holds_in_the_wider_one(
    one: Level, other: Level, value: Fraction
) -> None:
    if one.within(other) and one.holds(value):
        assert other.holds(value)


@pytest.mark.parametrize(
    ("one", "other", "within"),
    [
        (">= 80%", ">= 75%", True),
        (">= 75%", ">= 80%", False),
        ("> 80%", ">= 80%", True),
        (">= 80%", "> 80%", False),
        ("<= 5%", "<= 8%", True),
        ("< 5%", "<= 5%", True),
        ("<= 5%", "< 5%", False),
        ("180% to 300%", ">= 150%", True),
        ("180% to 300%", "200% to 400%", False),
        (">= 80%", "<= 90%", False),
    ],
)
def test_within(one: str, other: str, within: bool) -> None:
    assert read_level(one, "ratio").within(read_level(other, "ratio")) is within


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("80%", "ratio", Fraction(4, 5)),
        ("0.80", "ratio", Fraction(4, 5)),
        ("80 %", "ratio", Fraction(4, 5)),
        ("-5%", "ratio", Fraction(-1, 20)),
        ("20s", "seconds", 20),
        ("250ms", "seconds", Fraction(1, 4)),
        ("5m", "seconds", 300),
        ("1.5h", "seconds", 5400),
        ("45", "seconds", 45),
        ("3.20", "money", Fraction(16, 5)),
    ],
)
def test_quantities(text: str, unit: MetricUnit, value: Fraction) -> None:
    assert read_quantity(text, unit) == value


@pytest.mark.parametrize(
    ("text", "unit", "message"),
    [
        ("80%", "seconds", "“%” does not fit a metric that is measured as seconds"),
        ("20s", "ratio", "“s” does not fit a metric that is measured as ratio"),
        ("５%", "ratio", "is not a number such as"),
        ("1e5", "number", "is not a number such as"),
        ("", "number", "is not a number such as"),
        ("5 minutes", "seconds", "is not a number such as"),
        ("1000000000000000", "number", "too large or too fine"),
        ("999999999999h", "seconds", "too large or too fine"),
        ("0.0000000000000001", "number", "too large or too fine"),
    ],
)
def test_quantities_that_are_none(text: str, unit: MetricUnit, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_quantity(text, unit)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        (">= 80%", Level(low=Fraction(4, 5))),
        (">80%", Level(low=Fraction(4, 5), low_included=False)),
        ("<= 5%", Level(high=Fraction(1, 20))),
        ("< 5%", Level(high=Fraction(1, 20), high_included=False)),
        (" 10% to 20% ", Level(Fraction(1, 10), Fraction(1, 5))),
        ("> 10% and <= 20%", Level(Fraction(1, 10), Fraction(1, 5), low_included=False)),
        (">= 10% and < 20%", Level(Fraction(1, 10), Fraction(1, 5), high_included=False)),
        ("0% to 0%", Level(Fraction(0), Fraction(0))),
    ],
)
def test_reads_levels(text: str, level: Level) -> None:
    assert read_level(text, "ratio") == level


@pytest.mark.parametrize(
    "text", ["", "80%", "= 80%", "=> 80%", "≥ 80%", ">= ", ">= 80% %", "about 80%", "< 5% and > 1%"]
)
def test_what_is_no_level(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a (level; write it like|number such as)"):
        read_level(text, "ratio")


def test_levels_that_no_value_meets() -> None:
    with pytest.raises(ValueError, match="at least one edge"):
        Level()
    with pytest.raises(ValueError, match="lower edge lies above"):
        read_level("20% to 10%", "ratio")
    with pytest.raises(ValueError, match="no value can lie between"):
        read_level("> 10% and <= 10%", "ratio")


@pytest.mark.parametrize(("value", "holds"), [("79.99", False), ("80", True), ("90", True), ("90.01", False)])
def test_edges_of_a_two_sided_level(value: str, holds: bool) -> None:
    assert read_level("80 to 90", "number").holds(Fraction(value)) is holds
