"""The page of the two sides: its picture, its sentences, and how far apart is shown."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from app.scorecards.reconciliation.read import Reconciled
from app.sla.measures import measure
from app.sla.periods import Period
from app.sla.reconciling.compare import Compared, Reconcile
from dashboards.figures.beside import beside
from dashboards.figures.colours import TOKENS
from dashboards.language import LANGUAGES, language
from dashboards.sides.context import Sides
from dashboards.sides.reading import sides_of
from dashboards.sides.sentences import follows_words, sides_finding, sides_sentence
from tests.dashboards.example_sides import NO_SIDES, SIDES
from tests.dashboards.test_figures import checked, colours_in

EN, ZH = language("en"), language("zh_Hans")


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("page", [SIDES, NO_SIDES])
def test_plotly_takes_every_picture_of_the_sides(tag: str, page: Sides) -> None:
    figure = beside(language(tag), page)
    checked(figure)
    assert colours_in(figure) <= set(TOKENS.values())


def test_a_line_for_each_measure_around_the_tolerance() -> None:
    found = checked(beside(EN, SIDES))
    assert [tuple(trace.y) for trace in found.data] == [(None, 2.44, 3.07), (None, 0.0, -0.4), (None,) * 3]
    assert [(shape.y0, shape.y1) for shape in found.layout.shapes] == [(-1.0, 1.0)] * 3
    assert [note.text for note in found.layout.annotations] == ["answered within 20 s", "offered"]


def test_the_sentence_names_what_lies_beyond() -> None:
    assert sides_sentence(EN, SIDES) == (
        "August 2026: 2 measures are stated by both sides; "
        "beyond the tolerance of 1%: answered within 20 s 3.07%."
    )
    agreeing = replace(SIDES, now=replace(SIDES.now, lines=SIDES.now.lines[1:]))
    assert sides_sentence(EN, agreeing).endswith("all within the tolerance of 1%.")
    alone = replace(SIDES, now=replace(SIDES.now, lines=SIDES.now.lines[2:]))
    assert sides_sentence(EN, alone) == "August 2026: no day has been stated by both sides yet."
    assert sides_sentence(ZH, NO_SIDES) == "2026年8月：条款未约定双方数据的核对。"


def test_the_picture_is_called_by_what_lies_furthest_apart() -> None:
    assert sides_finding(EN, SIDES) == (
        "In 2 of 2 periods the sides differ beyond the tolerance; most: answered within 20 s 3.07%"
    )
    assert sides_finding(EN, NO_SIDES) == "Nothing to compare yet"
    assert [follows_words(EN, line) for line in SIDES.now.lines] == [
        "disputed: provisional at the lower value",
        "within the tolerance",
        "not stated by both sides",
    ]


@pytest.mark.parametrize(
    ("provider", "client", "shown", "follows"),
    [
        (815, 790, "3.07", "dispute"),
        (790, 815, "-3.07", "dispute"),
        (1000, 990, "1.00", ""),
        (1000000, 989999, "1.0001", "dispute"),
        (10, None, None, ""),
    ],
)
def test_the_digits_show_on_which_side_of_the_tolerance_it_lies(
    provider: int, client: int | None, shown: str | None, follows: str
) -> None:
    one = Compared(
        "offered", Fraction(provider), None if client is None else Fraction(client), Fraction(1, 100), 31
    )
    period = Period(date(2026, 8, 1), date(2026, 9, 1), "2026-08")
    rule = Reconcile(("offered",), Fraction(1, 100))
    found = Reconciled(period, rule, (one,), ("service-level",), {"client": "248000"}, "charges_differ")
    page = sides_of("X", "X", [found], {"service-level": "Service level"}, measure, "CNY")
    (line,) = page.now.lines
    assert (line.apart.text if line.apart else None, line.follows) == (shown, follows)
    assert page.now.touched[0].href == "/contracts/X/scorecards/2026-08#target-service-level"
