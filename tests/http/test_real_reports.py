"""A real centre's reports over HTTP: every month's true figures, and never the mean of rates."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.sla.quantities import exact, round_to
from tests.desk import REF, Desk

pytestmark = pytest.mark.slow  # the service as a whole

TERMS = f"""\
schema: 1
contract: {REF}
client: The client
provider: The provider
currency: EUR
timezone: Europe/Madrid
starts: 2020-01-01
effective: 2020-01-01
period: {{every: month}}
queues: {{line: {{title: The line}}}}
targets:
  - {{id: abandonment, metric: abandonment_rate, expected: "<= 5%"}}
  - {{id: speed, metric: average_speed_of_answer, expected: "<= 30s"}}
  - {{id: answered, metric: connect_rate, expected: ">= 90%"}}
"""
DATED, UNDATED, CHINESE = "daily_acd_dated", "daily_acd_undated_semicolon", "chinese_headers_gb18030"
MAPPINGS = {UNDATED: {"schema": 1, "key": {"date": {"row_number": True, "starts": "2020-01-01"}}}}
TRUTH = {
    "abandonment": ("abandonment_rate", "abandonment_rate_WRONG_mean_of_daily", 6),
    "speed": ("asa_s_weighted_by_answered", "asa_s_WRONG_mean_of_daily", 4),
    "answered": ("answer_rate", None, 6),
}


def expected(shared_data: Path) -> dict[str, dict[str, Any]]:
    text = (shared_data / DATED / "expected.json").read_text("utf-8")
    months: dict[str, dict[str, Any]] = json.loads(text, parse_float=Decimal)["monthly"]
    return months


def as_rounded(value: str, digits: int) -> Fraction:
    return round_to(exact(value), digits)


@pytest.mark.parametrize(
    ("folder", "count"),
    [(DATED, 42), pytest.param(UNDATED, 42, marks=pytest.mark.slow), (CHINESE, 12)],
)
def test_every_month_is_judged_on_its_true_figures(
    desk: Desk, shared_data: Path, folder: str, count: int
) -> None:
    assert desk.put_terms(TERMS, "2020-01-01").status_code == 201
    content = next((shared_data / folder).glob("*.csv")).read_bytes()
    params = {"mapping": json.dumps(MAPPINGS[folder])} if folder in MAPPINGS else {}
    sent = desk.send(content, params=params)
    assert sent.status_code == 201, sent.text
    truth = list(expected(shared_data).items())[:count]
    assert len(truth) == count
    wrongly_the_same = 0
    for month, true in truth:
        card = desk.shown(f"/contracts/{REF}/scorecards/{month}")
        for line in card["targets"]:
            right, wrong, digits = TRUTH[line["id"]]
            value = as_rounded(line["value"], digits)
            assert value == Fraction(true[right]), (month, line["id"])
            wrongly_the_same += wrong is not None and value == Fraction(true[wrong])
        assert card["targets"][0]["measures"] == {
            "abandoned": str(true["abandoned"]),
            "offered": str(true["incoming"]),
        }
    assert wrongly_the_same <= 1  # a month may be both by chance; 84 of 84 would be the defect
    file = desk.get(f"/contracts/{REF}/reports/{sent.json()['id']}/file")
    assert file.content == content


def test_the_kept_trend_of_three_years_is_the_same(desk: Desk, shared_data: Path) -> None:
    desk.put_terms(TERMS, "2020-01-01")
    content = next((shared_data / DATED).glob("*.csv")).read_bytes()
    assert desk.send(content).status_code == 201
    desk.judge()
    params = {"from": "2020-01-01", "to": "2023-07-01"}
    points = desk.shown(f"/contracts/{REF}/trends/abandonment", params=params)["points"]
    truth = expected(shared_data)
    assert [one["period"]["label"] for one in points] == list(truth)
    assert [as_rounded(one["value"], 6) for one in points] == [
        Fraction(true["abandonment_rate"]) for true in truth.values()
    ]
