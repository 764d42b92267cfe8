"""Sensitivity, simulation, ratchet and achievability over HTTP."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.desk import REF, Desk, calls, surveys, terms

pytestmark = pytest.mark.slow  # the service as a whole

PATH = f"/contracts/{REF}"
MONTHS = ("2026-01", "2026-02", "2026-03")
HELD = "level", "share", "met", "missed"


@pytest.fixture
def quarter(one_agreed: Desk) -> Desk:
    """Three months with 7, 5 and 5 abandoned of 100 a day; agreed are at most 6 %."""
    for month, abandoned in zip(MONTHS, (7, 5, 5), strict=True):
        sent = one_agreed.send(calls(abandoned=abandoned, month=month, days=range(1, 29)))
        assert sent.status_code == 201
    return one_agreed


def simulated(desk: Desk, text: str, who: str = "client_auditor", **params: str) -> Any:
    return desk.ask(who, "POST", f"{PATH}/simulate", content=text.encode(), params=params)


def test_every_variant_on_the_same_counts(quarter: Desk) -> None:
    found = quarter.shown(f"{PATH}/sensitivity/2026-01")
    abandonment, satisfaction = found["targets"]
    by_name = {one["variant"]: one for one in abandonment["variants"]}
    assert (found["period"]["label"], found["currency"]) == ("2026-01", "CNY")
    assert by_name["short_abandons_count"]["agreed"] is True
    assert by_name["short_abandons_count"]["outcome"]["credit"] == "12000.00"
    assert by_name["short_abandons_removed"]["outcome"] is None
    assert "short" in by_name["short_abandons_removed"]["reason"]
    assert [one["outcome"]["verdict"] for one in satisfaction["variants"]] == ["no_data"]


def test_a_limit_that_the_terms_do_not_state_can_be_given(quarter: Desk) -> None:
    short = b"date,queue,offered,answered,abandoned,abandoned_within_5s\n2026-04-01,billing,100,93,7,2\n"
    assert quarter.send(short).status_code == 201
    found = quarter.shown(f"{PATH}/sensitivity/2026-04", params={"short": 5})
    removed = found["targets"][0]["variants"][1]
    assert (removed["outcome"]["shown"], removed["flips"]) == ("5.10%", True)
    assert (removed["outcome"]["credit"], removed["credits_of_the_period"]) == ("0.00", "0.00")
    wrong = quarter.get(f"{PATH}/sensitivity/2026-04", params={"short": "soon"})
    assert wrong.json()["errors"][0]["where"] == "query.short"


def test_a_part_of_a_cut_period_has_its_sensitivity(quarter: Desk) -> None:
    quarter.put_terms(terms("2026-02-11", level="5%", more="cut: split"), "2026-02-11")
    found = quarter.shown(f"{PATH}/sensitivity/2026-02/2")
    assert (found["period"]["start"], found["terms_version"]) == ("2026-02-11", "2026-02-11")
    assert quarter.get(f"{PATH}/sensitivity/2026-02/3").status_code == 404


def test_other_terms_stand_beside_the_agreed_ones_and_nothing_is_stored(quarter: Desk) -> None:
    before = quarter.shown(PATH)["revision"]
    answer = simulated(quarter, terms(level="4%"), **{"from": "2026-01-01", "to": "2026-04-01"})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert [one["period"]["label"] for one in found["periods"]] == list(MONTHS)
    assert [one["difference"] for one in found["periods"]] == ["0.00", "12000.00", "12000.00"]
    totals = found["agreed_total"], found["other_total"], found["difference"]
    assert totals == ("12000.00", "36000.00", "24000.00")
    assert quarter.shown(PATH)["revision"] == before
    assert len(quarter.shown(f"{PATH}/terms")["items"]) == 1


def test_left_alone_it_takes_the_last_twelve_periods_that_are_over(quarter: Desk) -> None:
    found = simulated(quarter, terms(level="4%")).json()
    months = {f"{datetime.now(UTC):%Y-%m}", *MONTHS}
    labels = [one["period"]["label"] for one in found["periods"]]
    assert len(labels) == min(12, len(labels))
    assert labels == sorted(labels)
    assert labels[-1] < max(months)


def test_other_periods_and_another_side_are_taken_as_they_are(quarter: Desk) -> None:
    quarter.send(calls(abandoned=2, days=range(1, 29)), "client_auditor")
    text = terms(every="quarter", level="6%").replace("queues:", "measured_by: client\nqueues:")
    found = simulated(quarter, text, **{"from": "2026-01-01", "to": "2026-04-01"}).json()
    assert [one["period"]["label"] for one in found["periods"]] == [
        "2026-01",
        "2026-Q1",
        "2026-02",
        "2026-03",
    ]
    assert found["periods"][1]["agreed"] is None
    assert found["periods"][1]["targets"][0]["other"]["shown"] == "2.00%"


@pytest.mark.parametrize(
    ("text", "where", "told"),
    [
        ("schema: 2", "line 1, schema", "is not one of 1"),
        (terms().replace("CNY", "EUR"), "currency", "the contract has CNY"),
        (terms().replace("Asia/Shanghai", "Europe/Riga"), "timezone", "the contract has Asia/Shanghai"),
    ],
)
def test_terms_that_cannot_be_laid_over_the_history_are_refused_with_the_place(
    one_agreed: Desk, text: str, where: str, told: str
) -> None:
    answer = simulated(one_agreed, text)
    assert answer.status_code == 422
    errors = {one["where"]: one["message"] for one in answer.json()["errors"]}
    assert any(where in place and told in message for place, message in errors.items()), errors


@pytest.mark.parametrize(
    ("span", "told"),
    [
        ({"from": "2031-01-01"}, "no period of the contract"),
        ({"to": "2025-01-01"}, "no period of the contract"),
        ({"from": "2026-03-01", "to": "2026-02-01"}, "no period of the contract"),
    ],
)
def test_a_span_without_a_period_is_refused(one_agreed: Desk, span: dict[str, str], told: str) -> None:
    answer = simulated(one_agreed, terms(), **span)
    assert (answer.status_code, told in answer.text) == (422, True), answer.text


def test_a_simulation_is_bounded(one_desk: Desk) -> None:
    one_desk.put_terms(terms(every="day"))
    answer = simulated(one_desk, terms(every="day"), **{"from": "2026-01-01", "to": "2026-02-10"})
    assert (answer.status_code, "40 periods; choose at most 36" in answer.text) == (422, True)
    head, _, line = terms(every="day").partition("  - id: satisfaction")
    many = head + "".join(f"  - id: s{n}{line}" for n in range(400))
    answer = simulated(one_desk, many, **{"from": "2026-01-01", "to": "2026-02-01"})
    assert (answer.status_code, "targets would be judged, at most 10000" in answer.text) == (422, True)


def test_who_may_simulate(quarter: Desk) -> None:
    allowed = {"client_auditor": 200, "client_procurement": 200, "provider_auditor": 200, "client_clerk": 403}
    found = {who: simulated(quarter, terms(), who).status_code for who in allowed}
    assert found == allowed
    assert simulated(quarter, terms(), "outsider_auditor").status_code == 404


def test_the_midpoint_of_the_last_periods_and_how_often_it_would_have_held(quarter: Desk) -> None:
    """7, 5 and 5 of 100 are 5.67 % together; midway to the agreed 6 % are 5.83 %, cut to 5.84 %."""
    found = quarter.shown(f"{PATH}/targets/abandonment/ratchet")
    assert (found["agreed"], found["proposed"], found["reason"]) == ("<= 6%", "<= 5.84%", "")
    assert found["achieved"].startswith("0.0566")
    assert found["periods"] == list(MONTHS)
    held = found["achievability"]
    assert [held[key] for key in HELD][2:] == [["2026-02", "2026-03"], ["2026-01"]]
    assert quarter.shown(f"{PATH}/targets/satisfaction/ratchet")["reason"] == "no_period_has_a_value"


def test_how_often_a_proposed_level_would_have_been_met(quarter: Desk) -> None:
    quarter.send(surveys())
    path = f"{PATH}/targets/satisfaction/achievability"
    found = quarter.shown(path, params={"expected": ">= 90%"})
    assert [found[key] for key in HELD] == [">= 90%", "1", ["2026-01"], []]
    wrong = quarter.get(path, params={"expected": "good"})
    assert (wrong.status_code, wrong.json()["errors"][0]["where"]) == (422, "query.expected")
    unknown = quarter.get(f"{PATH}/targets/nothing/ratchet")
    assert (unknown.status_code, "no target “nothing”" in unknown.json()["detail"]) == (404, True)


def test_a_contract_that_has_ended_is_looked_at_as_it_was(one_desk: Desk) -> None:
    one_desk.put_terms(terms(more="ends: 2026-03-01"))
    one_desk.send(calls(abandoned=5))
    found = one_desk.shown(f"{PATH}/targets/abandonment/ratchet")
    assert (found["periods"], found["without_value"]) == (["2026-01"], ["2026-02"])


def test_a_contract_that_has_not_begun_has_nothing_to_look_at(one_desk: Desk) -> None:
    one_desk.put_terms(terms("2031-01-01", starts="2031-01-01"), "2031-01-01")
    assert one_desk.shown(f"{PATH}/targets/abandonment/ratchet")["reason"] == "no_period_has_a_value"
    assert simulated(one_desk, terms()).status_code == 422


def test_the_linter_looks_at_what_was_reported(quarter: Desk) -> None:
    quarter.send(calls(abandoned=6, month="2026-04", days=range(1, 31)))
    strict = terms(level="4%").encode()
    found = quarter.ask("provider_reader", "POST", f"{PATH}/terms/lint", content=strict).json()["findings"]
    told = {one["code"]: one["path"] for one in found}
    assert told["never_met"] == "targets[0].expected"
    assert told["measure_not_reported"] == "targets[1].metric"
    agreed_ones = quarter.ask("provider_reader", "POST", f"{PATH}/terms/lint", content=terms().encode())
    assert "never_met" not in {one["code"] for one in agreed_ones.json()["findings"]}
