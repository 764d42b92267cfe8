"""Comparing providers: who stands out is said, a small one is not judged by noise, shares alone count."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from dashboards.comparing.context import Compare
from dashboards.comparing.reading import compare_of
from dashboards.comparing.sentences import compare_finding, compare_sentence
from dashboards.figures.colours import TOKENS
from dashboards.figures.funnel_plot import funnel_plot
from dashboards.language import LANGUAGES, language
from tests.dashboards.example_compare import COMPARE, NO_COMPARE
from tests.dashboards.test_figures import checked, colours_in
from tests.dashboards.test_pages import seen, sign_in

EN, ZH = language("en"), language("zh_Hans")


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("page", [COMPARE, NO_COMPARE])
def test_plotly_takes_every_funnel(tag: str, page: Compare) -> None:
    figure = funnel_plot(language(tag), page)
    assert len(checked(figure).data[-1].x) == len(page.points)
    assert colours_in(figure) <= set(TOKENS.values())
    assert "<b>Ltd" not in str(figure["data"][-1]["text"])


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


@pytest.mark.slow
def test_one_contract_alone_is_compared_with_nobody(browse: TestClient) -> None:
    sign_in(browse)
    page = seen(browse, "/compare", period="2026-02")
    assert "February 2026: fewer than two rates can be compared." in page
    assert "Two contracts with the same metric are needed." in page
