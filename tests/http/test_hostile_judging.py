"""Hostile table B where it is about judging: band edges, weights, and a value that rounds over its level."""

from typing import Any

import pytest

from tests.desk import REF, Desk, terms

pytestmark = pytest.mark.slow  # the service as a whole

HEADER = "date,queue,offered,answered,abandoned"
BANDS = """{kind: bands, bands: [{over: 8%, amount: "5000"}, {over: 5%, amount: "2500"},
              {at_least: 1.5%, amount: "0"}, {under: 1.5%, bonus: "2500"}]}"""
POOL = "{kind: pool, pool: operations, allocation: 40%}"
EDGES = {  # abandoned of 1,000 in each month: credit, bonus
    "2026-01": (1000, "5000.00", "0.00"),
    "2026-02": (80, "2500.00", "0.00"),
    "2026-03": (50, "0.00", "0.00"),
    "2026-04": (15, "0.00", "0.00"),
    "2026-05": (0, "0.00", "2500.00"),
}


def card(desk: Desk, period: str) -> Any:
    return desk.shown(f"/contracts/{REF}/scorecards/{period}")


def test_b14_every_edge_of_a_band_lies_in_one_of_them_and_no_data_in_none(one_desk: Desk) -> None:
    assert one_desk.put_terms(terms().replace(POOL, BANDS)).status_code == 201
    rows = [f"{month}-01,billing,1000,{1000 - lost},{lost}" for month, (lost, _, _) in EDGES.items()]
    assert one_desk.send("\n".join([HEADER, *rows]).encode()).status_code == 201
    for month, (_, credit, bonus) in EDGES.items():
        line = card(one_desk, month)["targets"][0]
        assert (line["credit"], line["bonus"]) == (credit, bonus), month
    june = card(one_desk, "2026-06")
    assert (june["targets"][0]["verdict"], june["targets"][0]["credit"]) == ("no_data", "0.00")
    assert june["score"]["status"] == "not_scored"


@pytest.mark.parametrize(
    ("weights", "judged"),
    [(["33.3", "33.3", "33.4"], "100"), (["0.1"] * 10, "1"), (["14.2857"] * 7, "99.9999")],
)
def test_b15_weights_are_added_exactly_and_need_not_make_100(
    one_desk: Desk, weights: list[str], judged: str
) -> None:
    one = '  - {{id: t{n}, metric: abandonment_rate, expected: "<= {level}", weight: {weight}}}\n'
    levels = ["1%", *["10%"] * (len(weights) - 1)]  # the first is missed, the others are met
    parts = zip(weights, levels, strict=True)
    targets = "".join(one.format(n=n, level=level, weight=weight) for n, (weight, level) in enumerate(parts))
    text = terms()
    assert one_desk.put_terms(text[: text.index("  - id: abandonment")] + targets).status_code == 201
    assert one_desk.send(f"{HEADER}\n2026-01-01,billing,100,95,5\n".encode()).status_code == 201
    score = card(one_desk, "2026-01")["score"]
    assert (score["weight_judged"], score["weight"]) == (judged, judged)
    if len(weights) == 3:
        assert score["value"] == "0.667"  # 66.7 of 100


def test_b16_what_is_just_under_its_level_is_missed_and_never_shown_as_the_level(one_desk: Desk) -> None:
    assert one_desk.put_terms(terms()).status_code == 201
    content = b"date,queue,surveys_answered,surveys_satisfied\n2026-01-01,billing,20000,15999\n"
    assert one_desk.send(content).status_code == 201
    line = card(one_desk, "2026-01")["targets"][1]
    assert (line["value"], line["verdict"]) == ("0.79995", "below_minimum")
    assert line["shown"] == "79.995%"
    rounded = terms(more="", level="6%").replace('">= 80%"', '">= 80%"\n    round: {digits: 2}')
    assert one_desk.put_terms(rounded).status_code in (200, 201)
    line = card(one_desk, "2026-01")["targets"][1]
    assert (line["value"], line["compared"], line["verdict"], line["shown"]) == (
        "0.79995", "0.8", "met", "80.00%",
    )  # fmt: skip
