"""A later delivery that adds a column and back-fills earlier months restates what was issued of them."""

import pytest

from tests.desk import REF, Desk, calls
from tests.scorecards.life.acts import card, issue, restatements

pytestmark = pytest.mark.slow  # stories over HTTP

DAYS = range(1, 29)


def back_filled(abandoned: int) -> bytes:
    """January and February again, with surveys beside the calls that were reported before."""
    header = "date,queue,offered,answered,abandoned,surveys_answered,surveys_satisfied"
    rows = [
        f"2026-{month}-{day:02},billing,100,{100 - lost},{lost},10,{satisfied}"
        for month, lost, satisfied in (("01", abandoned, 9), ("02", 1, 7))
        for day in DAYS
    ]
    return "\n".join([header, *rows]).encode()


def test_a_column_that_comes_later_restates_the_issued_months(agreed: Desk) -> None:
    for month in ("01", "02"):
        assert agreed.send(calls(abandoned=1, month=f"2026-{month}", days=DAYS)).status_code == 201
    agreed.judge()
    for label in ("2026-01", "2026-02"):
        assert issue(agreed, label).status_code == 201
    before = {label: card(agreed, label)["targets"] for label in ("2026-01", "2026-02")}
    assert [line["verdict"] for line in before["2026-01"]] == ["met", "no_data"]
    sent = agreed.send(back_filled(abandoned=7))
    assert sent.status_code == 201, sent.text
    agreed.judge()
    assert {label: card(agreed, label)["targets"] for label in before} == before
    changed = {part["period"]: part for one in restatements(agreed) for part in one["changes"]}
    assert set(changed) == {"2026-01", "2026-02"}
    verdicts = {
        label: [line["verdict"] for line in part["new"]["targets"]] for label, part in changed.items()
    }
    assert verdicts == {"2026-01": ["below_minimum", "met"], "2026-02": ["met", "below_minimum"]}
    assert [changed[label]["amount"] for label in sorted(changed)] == ["12000.00", "0.00"]
    changes = f"/contracts/{REF}/reports/{sent.json()['id']}/changes"
    days = agreed.shown(changes, params={"limit": 200})["items"]
    assert len(days) == 2 * len(DAYS)
    told = {(cell["measure"], cell["old"], cell["new"]) for cell in days[0]["changes"]}
    assert told == {
        ("abandoned", "1", "7"),
        ("answered", "99", "93"),
        ("surveys_answered", None, "10"),
        ("surveys_satisfied", None, "9"),
    }
    assert {cell["measure"] for cell in days[-1]["changes"]} == {"surveys_answered", "surveys_satisfied"}


def test_a_month_over_its_days_is_refused_and_nothing_is_counted_twice(agreed: Desk) -> None:
    assert agreed.send(calls(days=range(1, 32))).status_code == 201
    coarse = b"date,queue,offered,answered,abandoned\n2026-01-01,billing,3100,2883,217\n"
    mapping = '{"schema": 1, "grain": "month"}'
    sent = agreed.send(coarse, params={"mapping": mapping})
    assert (sent.status_code, sent.json()["errors"][0]["code"]) == (422, "overlap_of_grains")
    assert card(agreed, "2026-01")["targets"][0]["measures"]["offered"] == "3100"
