"""The provider replies line by line within its window, the client settles, and each waits for its turn."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from tests.desk import REF, Desk, calls
from tests.scorecards.life.acts import CARDS, adds_up, confirm, dispute, issue, life, reply, settle

pytestmark = pytest.mark.slow  # the service as a whole


def days_later(days: int) -> Any:
    return time_machine.travel(datetime.now(UTC) + timedelta(days=days))


def test_accepting_makes_it_final(issued: Desk) -> None:
    shown = life(issued, "2026-01")
    assert shown["next"] == {"act": "reply", "part": "provider"}
    until = datetime.fromisoformat(shown["issued"]["at"]) + timedelta(hours=8, days=14)  # Shanghai
    assert shown["reply_until"] == until.date().isoformat()
    done = reply(issued, "2026-01", {"target": "abandonment", "position": "accepted"})
    assert (done.status_code, done.json()["stage"], done.json()["next"]) == (201, "final", None)
    assert done.json()["replies"][0] | {"at": ""} == {
        "lines": [{"target": "abandonment", "position": "accepted", "disputed": "0.00", "comment": ""}],
        "disputed": "0.00",
        "undisputed": "12000.00",
        "comment": "",
        "by": "provider_clerk",
        "at": "",
    }
    assert reply(issued, "2026-01", dispute()).status_code == 409


def test_a_dispute_is_split_settled_and_booked(issued: Desk) -> None:
    early = settle(issued, "2026-01", {})
    assert (early.status_code, "the provider replies" in early.json()["detail"]) == (409, True)
    lines = [dispute(disputed="5000.00", comment="the line was down on the 3rd"), dispute("satisfaction")]
    disputed = reply(issued, "2026-01", *lines).json()
    assert (disputed["stage"], disputed["next"]) == ("disputed", {"act": "settle", "part": "client"})
    [said] = disputed["replies"]
    assert (said["disputed"], said["undisputed"]) == ("5000.00", "7000.00")
    assert reply(issued, "2026-01", dispute()).status_code == 409
    settled = settle(issued, "2026-01", {"abandonment": "2000.00", "satisfaction": "0"})
    assert settled.status_code == 201, settled.text
    assert settled.json()["stage"] == "settled"
    agreement = settled.json()["settlements"][0]
    assert (agreement["amount"], agreement["agreed_by"], agreement["by"]) == (
        "-3000.00",
        "Li Wei, Chengdu",
        "client_auditor",
    )
    last = adds_up(issued)["items"][-1]
    assert (last["kind"], last["reason"], last["target"], last["amount"]) == (
        "adjustment",
        "settled",
        "abandonment",
        "-3000.00",
    )
    assert adds_up(issued)["balance"]["judged"] == "9000.00"
    assert reply(issued, "2026-01").json()["stage"] == "final"


def test_a_settlement_may_be_disputed_again_up_to_what_stands(issued: Desk) -> None:
    reply(issued, "2026-01", dispute())
    settle(issued, "2026-01", {"abandonment": "9000.00"})
    assert reply(issued, "2026-01", dispute(disputed="9000.01")).status_code == 422
    again = reply(issued, "2026-01", dispute())
    assert (again.json()["stage"], again.json()["replies"][1]["disputed"]) == ("disputed", "9000.00")
    settle(issued, "2026-01", {"abandonment": "8000"})
    assert adds_up(issued)["balance"]["judged"] == "8000.00"


def test_silence_makes_it_final_when_the_window_is_over(issued: Desk) -> None:
    with days_later(14):
        assert life(issued, "2026-01")["stage"] == "issued"
    with days_later(15):
        assert life(issued, "2026-01")["stage"] == "final"
        late = reply(issued, "2026-01", dispute())
        assert (late.status_code, "it is final" in late.json()["detail"]) == (409, True)
    assert reply(issued, "2026-01", dispute()).status_code == 201
    with days_later(60):
        assert life(issued, "2026-01")["stage"] == "disputed"


def test_what_contradicts_the_scorecard_is_refused(issued: Desk) -> None:
    for line in (
        dispute("no-such"),
        dispute(disputed="12000.01"),
        dispute() | {"position": "accepted", "disputed": "1"},
    ):
        refused = reply(issued, "2026-01", line)
        assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, "lines"), line
    assert reply(issued, "2026-01", dispute()).status_code == 201
    for stands in ({}, {"abandonment": "12000.01"}, {"abandonment": "1", "satisfaction": "0"}):
        assert settle(issued, "2026-01", stands).status_code == 422, stands
    twice = {"lines": [{"target": "abandonment", "stands": "1"}] * 2, "agreed_by": "Li Wei"}
    refused = issued.ask("client_auditor", "POST", f"{CARDS}/2026-01/settle", json=twice)
    assert (refused.status_code, "stands twice" in refused.json()["detail"]) == (422, True)
    assert life(issued, "2026-01")["stage"] == "disputed"


def test_each_act_belongs_to_a_part_and_to_roles(issued: Desk) -> None:
    for who in ("client_auditor", "client_administrator", "provider_reader", "provider_procurement"):
        assert reply(issued, "2026-01", dispute(), who=who).status_code == 403, who
    assert reply(issued, "2026-01", dispute(), who="provider_administrator").status_code == 201
    for who in ("provider_administrator", "client_clerk", "client_reader"):
        assert settle(issued, "2026-01", {"abandonment": "0"}, who=who).status_code == 403, who


def test_what_was_not_issued_says_what_comes_first(agreed: Desk) -> None:
    agreed.send(calls())
    due, unknown = reply(agreed, "2026-01"), reply(agreed, "2031-13")
    assert (due.status_code, "issues it first" in due.json()["detail"]) == (409, True)
    assert unknown.status_code == 404
    assert agreed.get(f"{CARDS}/2026-01/verify").status_code == 409


def limit(desk: Desk, above: str | None, who: str = "client_administrator") -> Any:
    return desk.ask(who, "PUT", f"/contracts/{REF}/confirmation", json={"above": above})


def test_above_the_limit_a_second_person_confirms(agreed: Desk) -> None:
    agreed.send(calls())
    assert limit(agreed, "11999.99").json() == {"above": "11999.99"}
    waits = issue(agreed, "2026-01").json()
    assert (waits["stage"], waits["issued"]) == ("due", None)
    assert (waits["waiting"]["amount"], waits["waiting"]["by"]) == ("12000.00", "client_auditor")
    assert adds_up(agreed)["items"] == []
    alone = confirm(agreed, "2026-01", "client_auditor")
    assert (alone.status_code, "second person" in alone.json()["detail"]) == (403, True)
    done = confirm(agreed, "2026-01").json()
    assert (done["stage"], done["waiting"]) == ("issued", None)
    assert (done["issued"]["by"], done["issued"]["confirmed_by"]) == (
        "client_auditor",
        "client_administrator",
    )
    assert confirm(agreed, "2026-01").status_code == 409


def test_what_changed_since_it_was_asked_for_is_issued_anew(agreed: Desk) -> None:
    agreed.send(calls())
    assert confirm(agreed, "2026-01").status_code == 409  # nothing waits
    limit(agreed, "0")
    issue(agreed, "2026-01")
    agreed.send(calls(abandoned=8))
    stale = confirm(agreed, "2026-01")
    assert (stale.status_code, "issue it anew" in stale.json()["detail"]) == (412, True)
    issue(agreed, "2026-01", "client_administrator")
    assert confirm(agreed, "2026-01", "client_auditor").json()["issued"]["by"] == "client_administrator"


@pytest.mark.on_both
def test_two_who_set_the_limit_do_not_overwrite_each_other(agreed: Desk) -> None:
    path, who = f"/contracts/{REF}/confirmation", "client_administrator"
    seen = {"If-Match": agreed.get(path).headers["ETag"]}
    first = agreed.ask(who, "PUT", path, json={"above": "5000"}, headers=seen)
    assert (first.status_code, first.headers["ETag"]) == (200, agreed.get(path).headers["ETag"])
    late = agreed.ask(who, "PUT", path, json={"above": "9"}, headers=seen)
    assert (late.status_code, "read it again" in late.json()["detail"]) == (412, True)
    assert agreed.shown(path) == {"above": "5000.00"}
    again = {"If-Match": first.headers["ETag"]}
    assert agreed.ask(who, "PUT", path, json={"above": None}, headers=again).status_code == 200


def test_the_clients_administrator_sets_the_limit(agreed: Desk) -> None:
    for who in ("client_auditor", "provider_administrator", "provider_auditor"):
        assert limit(agreed, "1", who).status_code == 403, who
    assert limit(agreed, "5000").json() == {"above": "5000.00"}
    assert agreed.shown(f"/contracts/{REF}/confirmation", "provider_reader") == {"above": "5000.00"}
    assert limit(agreed, None).json() == {"above": None}
    assert limit(agreed, None).json() == {"above": None}
    agreed.send(calls())
    assert issue(agreed, "2026-01").json()["stage"] == "issued"
