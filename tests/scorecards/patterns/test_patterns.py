"""Rhythm and campaign over HTTP, from reports: sums by hour and list, whatever the order they came in."""

import pytest

from tests.desk import REF, Desk, agreed, begin, begin_one, database, desk, one_agreed, one_desk

__all__ = ["agreed", "begin", "begin_one", "database", "desk", "one_agreed", "one_desk"]
pytestmark = pytest.mark.slow  # the service as a whole

HOURS = """interval_start,queue,offered,answered,abandoned
2026-01-05T09:00,billing,100,95,5
2026-01-05T09:30,billing,100,85,15
2026-01-12T09:00,billing,200,190,10
2026-01-06T14:30,billing,10,10,0
"""
CALLS = """date,queue,segment,records,records_attempted,dials,contacts,successes,outcome.SALE,outcome.BUSY
2026-02-02,billing,lapsed,100,40,50,20,5,5,45
2026-02-03,billing,lapsed,0,30,40,10,1,1,39
2026-02-02,billing,premier,50,10,10,10,4,4,6
"""


def test_hours_of_a_week_add_up_over_its_weeks(one_agreed: Desk) -> None:
    assert one_agreed.send(HOURS.encode()).status_code == 201
    found = one_agreed.shown(f"/contracts/{REF}/rhythm/2026-01")
    assert (found["rate"], found["rates"]) == ("abandonment_rate", ["abandonment_rate"])
    assert found["hours"] == [
        {"weekday": 1, "hour": 9, "numerator": "30", "denominator": "400", "rate": "0.075"},
        {"weekday": 2, "hour": 14, "numerator": "0", "denominator": "10", "rate": "0"},
    ]
    other = one_agreed.shown(f"/contracts/{REF}/rhythm/2026-01?rate=contact_rate")
    assert other["hours"] == []
    assert one_agreed.get(f"/contracts/{REF}/rhythm/2026-01?rate=mood").status_code == 422
    assert one_agreed.get(f"/contracts/{REF}/rhythm/2026-01", "outsider_auditor").status_code == 404


def test_a_campaign_adds_up_by_list_day_and_result(one_agreed: Desk) -> None:
    assert one_agreed.send(CALLS.encode()).status_code == 201
    found = one_agreed.shown(f"/contracts/{REF}/campaign/2026-02")
    assert found["measured"] == "records_attempted"
    assert found["progress"] == [
        {"day": "2026-02-02", "done": "50", "planned": "150"},
        {"day": "2026-02-03", "done": "80", "planned": "150"},
    ]
    assert [(one["segment"], one["measures"]["successes"]) for one in found["lists"]] == [
        ("lapsed", "6"),
        ("premier", "4"),
    ]
    assert found["outcomes"] == [
        {"code": "BUSY", "count": "90", "up_to": "0.9"},
        {"code": "SALE", "count": "10", "up_to": "1"},
    ]
    assert one_agreed.shown(f"/contracts/{REF}/campaign/2026-03")["progress"] == []


def test_a_plan_for_successes_is_what_progress_is_held_against(one_agreed: Desk) -> None:
    plan = "date,queue,successes,planned_successes\n2026-02-02,billing,5,8\n2026-02-03,billing,4,8\n"
    assert one_agreed.send(plan.encode()).status_code == 201
    found = one_agreed.shown(f"/contracts/{REF}/campaign/2026-02")
    assert found["measured"] == "successes"
    assert found["progress"][-1] == {"day": "2026-02-03", "done": "9", "planned": "16"}
