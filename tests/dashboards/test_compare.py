"""Comparing providers: who stands out is said, a small one is not judged by noise, shares alone count."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

from app.scorecards.over_periods import LinePoint
from dashboards.comparing.context import Compare
from dashboards.comparing.panels import with_panels
from dashboards.comparing.reading import compare_of
from dashboards.comparing.sentences import (
    compare_finding,
    compare_sentence,
    panel_title,
    panel_words,
    panels_finding,
)
from dashboards.figures import panels
from dashboards.figures.colours import TOKENS
from dashboards.figures.funnel_plot import funnel_plot
from dashboards.language import LANGUAGES, language
from tests.dashboards.example_compare import COMPARE, NO_COMPARE, PANELS
from tests.dashboards.test_figures import checked, colours_in
from tests.dashboards.test_pages import seen, sign_in

EN, ZH = language("en"), language("zh_Hans")


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("page", [COMPARE, NO_COMPARE])
def test_plotly_takes_every_funnel(tag: str, page: Compare) -> None:
    figure = funnel_plot(language(tag), page)
    assert len(checked(figure).data[-1].x) == len(page.points)
    assert colours_in(figure) <= set(TOKENS.values())
    assert "<b>Ltd" not in str(figure["layout"]["annotations"])


def test_the_picture_names_who_stands_out() -> None:
    assert compare_finding(EN, COMPARE) == (
        "Abandonment rate: further apart than by chance: Chengdu Contact Services and Bright Line <b>Ltd.</b>"
    )
    quiet = replace(COMPARE, points=COMPARE.points[2:])
    assert compare_finding(EN, quiet) == "Abandonment rate: no provider stands out by more than chance"
    assert compare_finding(ZH, NO_COMPARE) == "尚无可核对的数据"


def test_the_sentence_says_the_common_rate_and_what_was_widened() -> None:
    assert compare_sentence(EN, COMPARE) == (
        "August 2026: 3 contracts, together 5.00%; "
        "they differ 1.85 times as much as chance alone explains, so the limits are widened."
    )
    assert compare_sentence(EN, NO_COMPARE) == "August 2026: fewer than two rates can be compared."


def judged(reference: str, metric: str, part: str | None, whole: str | None, unit: str = "ratio") -> Any:
    line = {
        "id": "a",
        "metric": metric,
        "unit": unit,
        "numerator": part,
        "denominator": whole,
        "shown": "1%",
        "verdict": "met",
        "reason": "",
        "provisional": [],
    }
    parties = SimpleNamespace(provider=reference.lower())
    return SimpleNamespace(
        reference=reference, label="2026-08", currency="CNY", parties=parties, lines=[line]
    )


def test_rates_that_are_shares_of_counts_are_compared_by_their_volume() -> None:
    rows = [
        judged("A", "abandonment_rate", "500", "10000"),
        judged("B", "abandonment_rate", "510", "10000"),
        judged("C", "abandonment_rate", "490", "10000"),
        judged("SMALL", "abandonment_rate", "4", "40"),
        judged("D", "service_level", "1", "2"),
        judged("E", "abandonment_rate", None, None),
        judged("F", "abandonment_rate", "9", "3"),
        judged("G", "average_speed_of_answer", "9", "30", "seconds"),
    ]
    page = compare_of("2026-08", rows, None)
    assert page.title == "Abandonment rate"
    assert [one.reference for one in page.points] == ["A", "B", "C", "SMALL"]
    assert [one.apart for one in page.points] == [""] * 4
    assert page.centre is not None
    assert page.centre.text == "5.01"
    assert [choice.here for choice in page.choices] == [True, False]
    assert compare_of("2026-08", rows, "service_level").centre is None
    assert compare_of("2026-08", [], "x").choices == ()


def test_the_small_multiples_name_who_is_slipping() -> None:
    assert panels_finding(EN, COMPARE) == (
        "Abandonment rate: 2 contracts are slipping, first of all "
        "Chengdu Contact Services and 成都呼叫中心有限公司"
    )
    assert panels_finding(ZH, replace(COMPARE, panels=PANELS[2:])) == "放弃率：无人连续两期未达标"
    assert panel_words(EN, PANELS[0]) == "met in 2 of 7; missed 5 times in a row"
    assert panel_title(ZH, PANELS[2]) == (
        "Bright Line <b>Ltd.</b>：2期中达标2期；2026年8月为1.00%，期望≤\N{NO-BREAK SPACE}6%"
    )


def elements(number: int) -> list[tuple[str, dict[str, str]]]:
    drawn = panels.panel_svg(PANELS[number], panels.axis_of(PANELS), "a <b> title")
    svg = ET.fromstring(drawn)  # noqa: S314 - our own text
    assert svg.attrib["aria-label"] == "a <b> title"
    assert all(0 <= float(e.attrib.get(name, 0)) <= panels.WIDTH for e in svg for name in ("x", "x1", "x2"))
    return [(element.tag.rpartition("}")[2], element.attrib) for element in svg]


def test_a_panel_hatches_gaps_steps_with_the_terms_and_marks_every_miss() -> None:
    found = elements(0)
    kinds = [attributes.get("class", "") for _, attributes in found]
    assert kinds.count("p-gap") == 1
    assert kinds.count("p-line") == 2
    assert kinds.count("p-met") == 2
    assert [kind for kind in kinds if "p-mark" in kind] == [
        *["p-mark v-below-expected"] * 2,
        *["p-mark v-below-minimum"] * 2,
        "p-mark v-below-minimum hollow",
    ]
    last = [attributes["class"] for tag, attributes in elements(2) if tag == "circle"]
    assert last == ["p-mark v-met hollow"]


def test_all_panels_have_one_axis() -> None:
    axis = panels.axis_of(PANELS)
    assert axis.low == 0
    assert axis.high > 10
    assert panels.axis_of(()).high > panels.axis_of(()).low


def line_point(
    who: tuple[UUID, str], reference: str, label: str, verdict: str, shown: str = "1.00%"
) -> LinePoint:
    line = {"id": "abandonment", "unit": "ratio", "shown": shown, "verdict": verdict, "reason": ""}
    return LinePoint(who[0], reference, who[1], label, "CNY", line | {"provisional": [], "expected": "<= 5%"})


def test_who_slips_comes_first_and_two_contracts_of_one_name_stay_apart() -> None:
    mine, theirs, other = ((uuid4(), f"P{number}") for number in range(3))
    found = [
        line_point(mine, "A", "2026-01", "below_expected"),
        line_point(mine, "A", "2026-02", "met"),
        line_point(theirs, "A", "2026-01", "met"),
        line_point(theirs, "A", "2026-02", "below_minimum"),
        line_point(theirs, "A", "2026-03", "no_data", ""),
        line_point(other, "B", "2026-02", "met"),
    ]
    page = with_panels(NO_COMPARE, found)
    assert page.labels == ("2026-01", "2026-02", "2026-03")
    assert [(one.provider, one.judged, one.met, one.slipping) for one in page.panels] == [
        ("P1", 2, 1, 1),
        ("P0", 2, 1, 0),
        ("P2", 1, 1, 0),
    ]
    assert page.panels[0].href == f"/contracts/{theirs[0]}/trends/abandonment"
    assert page.panels[2].href == "/contracts/B/trends/abandonment"


@pytest.mark.slow
def test_one_contract_alone_is_compared_with_nobody(browse: TestClient) -> None:
    sign_in(browse)
    page = seen(browse, "/compare", period="2026-02")
    assert "February 2026: fewer than two rates can be compared." in page
    assert "Two contracts with the same metric are needed." in page
    assert "met in 2 of 3" in page
