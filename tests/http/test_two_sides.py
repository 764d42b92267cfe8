"""The client's own measurement over HTTP: by the same door, compared per measure and period, and judged."""

from typing import Any

import pytest

from tests.desk import REF, Begin, Desk, terms

pytestmark = pytest.mark.slow  # stories over HTTP

CARD = f"/contracts/{REF}/scorecards/2026-01"
PATH = f"/contracts/{REF}/reconciliation"
SPAN = {"from": "2026-01-01", "to": "2026-03-01"}


def agreed_to(desk: Desk, beyond: str) -> Desk:
    rule = f"reconcile: {{measures: [offered, abandoned], tolerance: 1%, beyond: {beyond}}}"
    assert desk.put_terms(terms(more=rule)).status_code == 201
    return desk


def calls(offered: int, abandoned: int, days: range = range(1, 32)) -> bytes:
    rows = [f"2026-01-{day:02},billing,{offered},{offered - abandoned},{abandoned}" for day in days]
    return "\n".join(["date,queue,offered,answered,abandoned", *rows]).encode()


def line_of(card: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(line for line in card["targets"] if line["id"] == "abandonment")
    return found


def dispute(desk: Desk) -> None:
    """The provider states 5 of 100 abandoned, the client 9 of 100."""
    agreed_to(desk, "dispute")
    assert desk.send(calls(100, 5)).status_code == 201
    assert desk.send(calls(100, 9), "client_auditor").status_code == 201


@pytest.fixture
def disputed(begin: Begin) -> Desk:
    return begin(dispute)


def test_the_sides_are_compared_per_measure_and_period(disputed: Desk) -> None:
    first, second = disputed.shown(PATH, params=SPAN)["items"]
    assert first["period"]["label"] == "2026-01"
    assert first["tolerance"] == "0.01"
    offered, abandoned = first["measures"]
    assert (offered["provider"], offered["client"], offered["follows"]) == ("3100", "3100", "nothing")
    assert abandoned == {
        "measure": "abandoned",
        "provider": "155",
        "client": "279",
        "difference": "-124",
        "share": "0.4444444444444444444444444444",
        "compared": 31,
        "follows": "dispute",
    }
    assert first["targets"] == ["abandonment"]
    assert [one["client"] for one in second["measures"]] == [None, None]
    assert disputed.shown(PATH, "provider_clerk", params=SPAN)["items"][0] == first


def test_beyond_the_tolerance_the_lower_value_counts_provisionally(disputed: Desk) -> None:
    card = disputed.shown(CARD)
    line = line_of(card)
    assert (line["verdict"], line["shown"], line["provisional"]) == (
        "below_minimum",
        "9.00%",
        ["sides_disagree"],
    )
    assert (card["status"], line["working"][0]["rule"]) == ("provisional", "sides_differ")
    assert len(card["evidence"]["reports"]) == 2


def test_the_clients_report_is_judged_and_kept_in_the_background(disputed: Desk) -> None:
    disputed.judge()
    (row,) = disputed.shown("/portfolio", params={"period": "2026-01"})["items"]
    assert (row["targets"][0]["verdict"], row["status"]) == ("below_minimum", "provisional")


def test_once_the_client_corrects_its_figures_the_verdict_stands(disputed: Desk) -> None:
    assert disputed.send(calls(100, 5), "client_auditor").status_code == 201
    line = line_of(disputed.shown(CARD))
    assert (line["verdict"], line["provisional"]) == ("met", [])
    assert disputed.shown(PATH, params=SPAN)["items"][0]["targets"] == []


def test_where_the_clients_counts_are_agreed_they_count(desk: Desk) -> None:
    agreed_to(desk, "client_counts")
    desk.send(calls(100, 5))
    desk.send(calls(100, 9, range(1, 16)), "client_auditor")
    line = line_of(desk.shown(CARD))
    assert (line["numerator"], line["provisional"]) == (str(9 * 15 + 5 * 16), [])
    (abandoned,) = (
        one for one in desk.shown(PATH, params=SPAN)["items"][0]["measures"] if one["measure"] == "abandoned"
    )
    assert (abandoned["compared"], abandoned["follows"]) == (15, "client_counts")


def test_a_span_is_checked_and_terms_without_the_rule_compare_nothing(one_agreed: Desk) -> None:
    (first,) = one_agreed.shown(PATH, params={"from": "2026-01-01", "to": "2026-02-01"})["items"]
    assert (first["tolerance"], first["measures"], first["targets"]) == (None, [], [])
    assert one_agreed.get(PATH, params={"from": "2026-02-01", "to": "2026-01-01"}).status_code == 422
    assert one_agreed.get(PATH, params={"from": "2026-02-01"}).status_code == 422
    ahead = {"from": "2027-01-01", "to": "2027-02-01"}
    assert one_agreed.shown(PATH, params=ahead) == {"items": []}
