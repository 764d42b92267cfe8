"""Exclusions over HTTP: who may propose, agree, decline, withdraw and undo, and what stays readable."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from app.access.tables import AuditEntry
from app.jobs import Work
from tests.desk import REF, Desk, calls, terms

pytestmark = pytest.mark.slow  # stories over HTTP

PATH = f"/contracts/{REF}/exclusions"
OUTAGE = {
    "name": "Outage of the trunk line",
    "reason": "The carrier was down, ticket 4711.",
    "start": "2026-01-10T00:00:00+08:00",
    "end": "2026-01-11T00:00:00+08:00",
    "whole_days": True,
}


def proposed(desk: Desk, who: str = "provider_clerk", **changes: Any) -> dict[str, Any]:
    answer = desk.ask(who, "POST", PATH, json={**OUTAGE, **changes})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def step(desk: Desk, one: dict[str, Any], step: str, who: str, **given: Any) -> Any:
    return desk.ask(who, "POST", f"{PATH}/{one['id']}/{step}", **given)


def test_one_side_proposes_and_the_other_agrees(agreed: Desk) -> None:
    one = proposed(agreed)
    assert (one["state"], one["proposed"]["side"], one["agreed"]) == ("proposed", "provider", None)
    assert one["proposed"]["by"] == "provider_clerk"
    done = step(agreed, one, "agree", "client_auditor").json()
    assert (done["state"], done["agreed"]["side"], done["agreed"]["by"]) == (
        "agreed",
        "client",
        "client_auditor",
    )
    assert (done["start"], done["end"]) == ("2026-01-09T16:00:00Z", "2026-01-10T16:00:00Z")
    assert [one["state"] for one in agreed.shown(PATH)["items"]] == ["agreed"]
    assert agreed.shown(f"/contracts/{REF}")["revision"] == 3


def test_nobody_agrees_to_their_own_and_each_step_says_what_to_do_instead(agreed: Desk) -> None:
    one = proposed(agreed)
    own = step(agreed, one, "agree", "provider_administrator")
    assert own.status_code == 409
    assert "the other side" in own.json()["detail"]
    assert step(agreed, one, "withdraw", "client_auditor").status_code == 409
    assert step(agreed, one, "decline", "client_auditor").json()["state"] == "declined"
    late = step(agreed, one, "agree", "client_auditor")
    assert (late.status_code, late.json()["detail"]) == (409, "This was declined; propose a new one.")


def test_the_client_proposes_as_well(agreed: Desk) -> None:
    one = proposed(agreed, "client_auditor")
    assert step(agreed, one, "agree", "client_auditor").status_code == 409
    assert step(agreed, one, "agree", "provider_clerk").json()["agreed"]["side"] == "provider"


def test_what_both_agreed_to_is_undone_by_both_alone(agreed: Desk) -> None:
    one = proposed(agreed)
    step(agreed, one, "agree", "client_auditor")
    asked = step(agreed, one, "withdraw", "client_auditor").json()
    assert (asked["state"], asked["undo_asked_by"]) == ("undoing", "client")
    assert step(agreed, one, "agree", "client_auditor").status_code == 409
    assert step(agreed, one, "decline", "provider_clerk").json()["state"] == "agreed"
    step(agreed, one, "withdraw", "client_auditor")
    gone = step(agreed, one, "agree", "provider_clerk").json()
    assert (gone["state"], gone["agreed"]["by"], gone["undo_asked_by"]) == (
        "withdrawn",
        "client_auditor",
        None,
    )


def test_a_step_on_what_was_changed_meanwhile_is_refused(agreed: Desk) -> None:
    one = proposed(agreed)
    tag = agreed.get(f"{PATH}/{one['id']}").headers["etag"]
    agreed.send(calls(days=range(1, 2)))  # the price may be another one; the exclusion is the same
    done = step(agreed, one, "agree", "client_auditor", headers={"If-Match": tag})
    assert done.json()["state"] == "agreed"
    late = step(agreed, one, "withdraw", "provider_clerk", headers={"If-Match": tag})
    assert late.status_code == 412
    assert "read it again" in late.json()["detail"]


def test_an_idempotency_key_takes_one_step(agreed: Desk) -> None:
    one = proposed(agreed)
    key = {"Idempotency-Key": "first"}
    answers = [step(agreed, one, "agree", "client_auditor", headers=key) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert agreed.shown(f"/contracts/{REF}")["revision"] == 3


def test_a_proposal_is_refused_with_every_fault(agreed: Desk) -> None:
    agreed.put_terms(terms(more="ends: 2026-06-01"))
    wrong: list[tuple[dict[str, Any], set[str]]] = [
        ({"end": OUTAGE["start"]}, {"body.end"}),
        ({"end": "2028-01-10T00:00:00Z"}, {"body.end"}),
        ({"start": "2026-07-01T00:00:00Z", "end": "2026-07-02T00:00:00Z"}, {"body.start"}),
        ({"start": "2025-07-01T00:00:00Z", "end": "2025-07-02T00:00:00Z"}, {"body.start"}),
        ({"queues": ["billing", "sales"]}, {"body.queues.1"}),
        ({"start": "2026-01-10"}, {"body.start"}),
        ({"start": "2026-01-10T00:00:00"}, {"body.start"}),
        ({"name": ""}, {"body.name"}),
        ({"reason": ""}, {"body.reason"}),
        ({"agreed": True}, {"body.agreed"}),
    ]
    for change, places in wrong:
        answer = agreed.ask("provider_clerk", "POST", PATH, json={**OUTAGE, **change})
        assert answer.status_code == 422, change
        assert {one["where"] for one in answer.json()["errors"]} == places, change
    assert agreed.shown(PATH)["items"] == []


@pytest.mark.parametrize("who", ["client_reader", "provider_reader", "client_procurement"])
def test_who_may_not_propose(one_agreed: Desk, who: str) -> None:
    assert one_agreed.ask(who, "POST", PATH, json=OUTAGE).status_code == 403


def test_another_contracts_exclusion_is_not_found_here(agreed: Desk) -> None:
    one = proposed(agreed)
    body = {"reference": "NEW-1", "provider": "One Centre"}
    assert agreed.ask("client_auditor", "POST", "/contracts", json=body).status_code == 201
    text = terms(ref="NEW-1").encode()
    path = "/contracts/NEW-1/terms/2026-01-01"
    assert agreed.ask("client_auditor", "PUT", path, content=text).status_code == 201
    assert agreed.get(f"/contracts/NEW-1/exclusions/{one['id']}").status_code == 404
    answer = agreed.ask("client_auditor", "POST", f"/contracts/NEW-1/exclusions/{one['id']}/agree")
    assert answer.status_code == 404


def test_as_of_an_instant_it_is_what_it_was_then(agreed: Desk) -> None:
    before = now()
    one = proposed(agreed)
    between = now()
    step(agreed, one, "agree", "client_auditor")
    assert agreed.shown(PATH, params={"as_of": before})["items"] == []
    assert agreed.get(f"{PATH}/{one['id']}", params={"as_of": before}).status_code == 404
    assert agreed.shown(f"{PATH}/{one['id']}", params={"as_of": between})["state"] == "proposed"
    assert agreed.shown(f"{PATH}/{one['id']}")["state"] == "agreed"


def now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def test_pages_follow_one_another_in_the_order_of_proposal(one_agreed: Desk) -> None:
    names = [f"outage {number}" for number in range(5)]
    for name in names:
        proposed(one_agreed, name=name)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        given = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = one_agreed.shown(PATH, params=given)
        seen += [one["name"] for one in page["items"]]
        cursor = page["next"]
    assert seen == names


def test_each_step_is_on_record_and_asks_for_a_new_judgement(agreed: Desk) -> None:
    one = proposed(agreed)
    step(agreed, one, "agree", "client_auditor")
    with agreed.database.reading() as session:
        like = col(AuditEntry.action).like("exclusion.%")
        actions = list(session.exec(select(AuditEntry.action).where(like).order_by(col(AuditEntry.id))))
        newest = max(session.exec(select(Work.revision).where(Work.kind == "reassess")).all())
    assert actions == ["exclusion.propose", "exclusion.agree"]
    assert newest == 3


def test_an_exclusion_that_is_dead_has_no_price_and_one_ahead_of_time_costs_nothing(agreed: Desk) -> None:
    one, other = proposed(agreed), proposed(agreed, start="2026-12-30T00:00:00Z", end="2026-12-31T00:00:00Z")
    step(agreed, one, "withdraw", "provider_clerk")
    first, second = agreed.shown(PATH)["items"]
    assert first["price"] is None
    assert (second["price"]["waived"], second["price"]["periods"], other["state"]) == ("0.00", [], "proposed")
