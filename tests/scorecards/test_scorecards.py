"""Scorecards over HTTP: live, as known then, the latest, stubs; shape and documents agree."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.scorecards.life.payloads import LifeShown
from app.scorecards.payloads import ScorecardShown
from tests.desk import REF, Desk, calls, surveys, terms

pytestmark = pytest.mark.slow  # the service with its database

CARDS = f"/contracts/{REF}/scorecards"


def test_a_scorecard_is_judged_exactly_and_shows_its_working(agreed: Desk) -> None:
    agreed.send(calls(abandoned=7))
    card = agreed.shown(f"{CARDS}/2026-01")
    line = card["targets"][0]
    assert (card["contract"], card["status"], card["period"]["end"]) == (REF, "judged", "2026-02-01")
    assert (line["verdict"], line["value"], line["shown"]) == ("below_minimum", "0.07", "7.00%")
    assert (line["numerator"], line["denominator"], line["credit"]) == ("217", "3100", "12000.00")
    assert [step["rule"] for step in line["working"]][:2] == ["add_up", "formula"]
    assert card["targets"][1]["verdict"] == "no_data"
    assert card["score"] == {"value": "0", "status": "scored", "weight_judged": "1", "weight": "2"}
    assert (card["money"]["total"], card["money"]["at_risk"]) == ("12000.00", "30000")
    assert card["evidence"]["reports"][0]["rows"] == 31
    assert card["evidence"]["revision"] == 2


def test_the_document_and_its_published_shape_agree_in_every_field(agreed: Desk) -> None:
    """Closed and strict: a field of the core that is not described, or the other way round, fails here."""
    agreed.send(calls())
    agreed.send(surveys(days=range(1, 15)))
    card = agreed.shown(f"{CARDS}/2026-01")
    life, missing = card.pop("life"), card.pop("missing_intervals")
    assert ScorecardShown.model_validate(card).model_dump() == card
    assert LifeShown.model_validate(life).model_dump() == life
    assert missing == {"count": 0, "spans": []}
    assert card["targets"][1]["coverage"]["missing"][0] == {"queue": "billing", "day": "2026-01-15"}
    exact = [value for value in numbers(card) if isinstance(value, float)]
    assert exact == []


def numbers(node: Any) -> list[Any]:
    if isinstance(node, dict):
        return [leaf for part in node.values() for leaf in numbers(part)]
    if isinstance(node, list):
        return [leaf for part in node for leaf in numbers(part)]
    return [node]


def test_every_moment_has_its_scorecard(agreed: Desk) -> None:
    moments = []
    for abandoned in (7, 6, 5):
        sent = agreed.send(calls(abandoned=abandoned)).json()
        moments.append(agreed.shown(f"/contracts/{REF}/reports/{sent['id']}")["received_at"])
    read = [agreed.shown(f"{CARDS}/2026-01", params={"as_of": moment}) for moment in moments]
    assert [card["targets"][0]["value"] for card in read] == ["0.07", "0.06", "0.05"]
    assert [card["evidence"]["revision"] for card in read] == [2, 3, 4]
    in_shanghai = datetime.fromisoformat(moments[0]).astimezone(UTC).isoformat()
    assert agreed.shown(f"{CARDS}/2026-01", params={"as_of": in_shanghai}) == read[0]


def test_as_of_is_an_instant_that_is_over(agreed: Desk) -> None:
    for wrong in (
        "2026-05-03",
        "2026-05-03T12:00:00",
        "1700000000",
        "now",
        "2026-05-03T12:00:00 08:00",
        "\x00",
    ):
        answer = agreed.get(f"{CARDS}/2026-01", params={"as_of": wrong})
        assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, "query.as_of"), wrong
    ahead = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    assert agreed.get(f"{CARDS}/2026-01", params={"as_of": ahead}).json()["errors"][0]["code"] == "future"
    for far in ("9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"):
        assert agreed.get(f"{CARDS}/2026-01", params={"as_of": far}).status_code == 422
    early = agreed.get(f"{CARDS}/2026-01", params={"as_of": "2000-01-01T00:00:00Z"})
    assert (early.status_code, "no terms" in early.json()["detail"]) == (404, True)


def test_latest_is_the_newest_period_that_is_over(one_agreed: Desk) -> None:
    this_month = datetime.now(UTC).astimezone(tz=None).replace(day=1)
    card = one_agreed.shown(f"{CARDS}/latest")
    assert card["period"]["end"] <= f"{datetime.now(UTC) + timedelta(hours=8):%Y-%m-%d}"
    assert card["period"]["label"] < f"{this_month:%Y-%m}"


def test_labels_that_name_no_period_are_not_found_and_say_how_they_look(one_agreed: Desk) -> None:
    labels = (
        "2026-13",
        "2025-12",
        "2026",
        "2026-Q1",
        "2026-W14",
        "0000-00",
        "9999-99",
        "latest2",
        "%00",
        "x" * 3000,
    )
    for label in (*labels, "2026-01/1", "2026-01/0", "2026-01/-1", "2026-01/99999999999999999999", "١٢٣٤-٠١"):
        answer = one_agreed.get(f"{CARDS}/{label}")
        assert answer.status_code == 404, label
        assert answer.headers["content-type"] == "application/problem+json"
    assert "labels look like 2026-04" in one_agreed.get(f"{CARDS}/2026-13").json()["detail"]


def test_a_report_over_the_edge_of_a_period_counts_in_neither(agreed: Desk) -> None:
    """A week that ends in February cannot be cut; it is left out, and the days it covers are missing."""
    weekly = b"date,queue,offered,abandoned\n2026-01-19,billing,700,70\n2026-01-26,billing,700,700\n"
    sent = agreed.send(weekly, params={"mapping": '{"schema": 1, "grain": "week"}'})
    assert sent.status_code == 201, sent.text
    january = agreed.shown(f"{CARDS}/2026-01")
    assert january["targets"][0]["value"] == "0.1"
    assert january["targets"][0]["coverage"]["stated"] == 7
    assert agreed.shown(f"{CARDS}/2026-02")["targets"][0]["verdict"] == "no_data"


def test_quarters_and_weeks_have_their_labels(one_desk: Desk) -> None:
    one_desk.put_terms(terms(every="quarter"))
    one_desk.send(calls())
    assert one_desk.shown(f"{CARDS}/2026-Q1")["targets"][0]["value"] == "0.07"
    assert one_desk.get(f"{CARDS}/2026-01").status_code == 404
    one_desk.put_terms(terms(every="week"))
    week = one_desk.shown(f"{CARDS}/2026-W02")
    assert (week["period"]["start"], week["targets"][0]["denominator"]) == ("2026-01-05", "700")


def test_reading_writes_nothing(agreed: Desk) -> None:
    agreed.send(calls())
    agreed.shown(f"{CARDS}/2026-01")
    with agreed.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM assessment")).scalar_one() == 0
