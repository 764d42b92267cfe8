"""Findings over HTTP: what periods make of them, what people say about them, who may, and what is told."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from app.access.events.tables import Event
from app.access.tables import AuditEntry
from app.actions.find import bring
from app.actions.tables import Finding
from app.contracts.in_force import terms_in_force
from app.contracts.revisions import lock
from app.contracts.tables import Contract
from tests.desk import REF, Desk, calls

pytestmark = pytest.mark.slow  # the service as a whole

HERE = f"/contracts/{REF}/actions"
DAYS = range(1, 29)
SAID = {
    "cause": "Two shifts were short.",
    "measure": "Ten more agents in the evening.",
    "owner": "Li Na",
    "due": "2026-08-31",
    "proof": "Roster of August.",
}


def told(desk: Desk, months: dict[str, int]) -> None:
    """Send these months with so many of a hundred calls abandoned (6 is the level), and judge them."""
    for month, abandoned in months.items():
        assert desk.send(calls(abandoned, month, DAYS)).status_code in (200, 201)
    desk.judge()


def found(desk: Desk) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = desk.shown(HERE)["items"]
    return items


def test_a_miss_opens_a_finding_that_three_met_months_close_and_the_next_miss_reopens(agreed: Desk) -> None:
    told(agreed, {"2026-01": 8, "2026-02": 5})
    (one,) = found(agreed)
    assert (one["kind"], one["target"], one["state"], one["met_in_a_row"], one["needed"]) == (
        *("target", "abandonment", "open", 1, 3),
    )
    told(agreed, {"2026-03": 5, "2026-04": 6})
    assert [(one["number"], one["state"]) for one in found(agreed)] == [(1, "closed")]
    told(agreed, {"2026-05": 9})
    (again,) = found(agreed)
    assert (again["number"], again["state"], again["opened"]) == (1, "open", "2026-05")
    assert [turn["what"] for turn in again["turns"]] == [
        *("opened", "met", "met", "met", "closed", "reopened")
    ]


def test_a_corrected_report_withdraws_what_was_never_missed_and_keeps_what_was_said(one_agreed: Desk) -> None:
    told(one_agreed, {"2026-01": 8})
    assert one_agreed.ask("provider_clerk", "PUT", f"{HERE}/1", json=SAID).status_code == 200
    told(one_agreed, {"2026-01": 5})
    (one,) = found(one_agreed)
    assert (one["state"], one["turns"], one["cause"]) == ("withdrawn", [], SAID["cause"])
    assert one_agreed.ask("provider_clerk", "PUT", f"{HERE}/1", json=SAID).status_code == 409
    told(one_agreed, {"2026-01": 7})
    assert [(one["number"], one["state"], one["owner"]) for one in found(one_agreed)] == [
        (1, "open", "Li Na")
    ]


def test_what_is_said_has_a_version_and_is_on_record(one_agreed: Desk) -> None:
    told(one_agreed, {"2026-01": 8})
    tag = one_agreed.get(f"{HERE}/1").headers["etag"]
    answer = one_agreed.ask("provider_clerk", "PUT", f"{HERE}/1", json=SAID, headers={"If-Match": tag})
    assert {name: answer.json()[name] for name in SAID} == SAID
    assert answer.json()["changed_by"] == "provider_clerk"
    late = one_agreed.ask("client_auditor", "PUT", f"{HERE}/1", json={}, headers={"If-Match": tag})
    assert late.status_code == 412
    with one_agreed.database.reading() as session:
        chosen = select(AuditEntry).where(col(AuditEntry.action) == "finding.write")
        (entry,) = session.exec(chosen).all()
    assert (entry.before or {})["cause"] == ""
    assert (entry.after or {})["cause"] == SAID["cause"]


def test_a_quality_finding_is_the_clients_and_closes_with_its_proof(one_agreed: Desk) -> None:
    body = {"title": "Greeting left out", "cause": "new script"}
    assert one_agreed.ask("provider_auditor", "POST", HERE, json=body).status_code == 403
    made = one_agreed.ask("client_auditor", "POST", HERE, json=body).json()
    assert (made["kind"], made["state"], made["needed"], made["cause"]) == (
        "quality",
        "open",
        0,
        "new script",
    )
    step = f"{HERE}/{made['number']}"
    assert one_agreed.ask("client_auditor", "POST", f"{step}/close").status_code == 409
    one_agreed.ask("provider_clerk", "PUT", step, json={"proof": "20 of 20 calls greet."})
    assert one_agreed.ask("provider_auditor", "POST", f"{step}/close").status_code == 403
    assert one_agreed.ask("client_auditor", "POST", f"{step}/close").json()["state"] == "closed"
    assert one_agreed.ask("client_auditor", "POST", f"{step}/close").status_code == 409
    again = one_agreed.ask("client_auditor", "POST", f"{step}/reopen").json()
    assert [turn["what"] for turn in again["turns"]] == ["opened", "closed", "reopened"]
    told(one_agreed, {"2026-01": 8})
    assert one_agreed.ask("client_auditor", "POST", f"{HERE}/2/close").status_code == 409


def test_the_clients_rule_closes_sooner_and_belongs_to_the_client(one_agreed: Desk) -> None:
    told(one_agreed, {"2026-01": 8, "2026-02": 5})
    assert one_agreed.shown(f"{HERE}/rule") == {"close_after": 3, "complaints_in_time": "0.98"}
    rule = {"close_after": 1, "complaints_in_time": "0.95"}
    assert one_agreed.ask("provider_auditor", "PUT", f"{HERE}/rule", json=rule).status_code == 403
    tag = one_agreed.get(f"{HERE}/rule").headers["etag"]
    given = {"json": rule, "headers": {"If-Match": tag}}
    assert one_agreed.ask("client_auditor", "PUT", f"{HERE}/rule", **given).json() == rule
    assert one_agreed.ask("client_auditor", "PUT", f"{HERE}/rule", **given).status_code == 412
    one_agreed.judge()
    assert [one["state"] for one in found(one_agreed)] == ["closed"]


def test_late_complaints_are_a_finding_where_no_target_is_about_them(one_agreed: Desk) -> None:
    rows = ["date,queue,complaints,complaints_on_time"]
    rows += ["2026-01-05,billing,100,97", "2026-02-05,billing,100,98", "2026-03-05,billing,0,0"]
    one_agreed.send("\n".join(rows).encode())
    one_agreed.judge()
    (one,) = [one for one in found(one_agreed) if one["kind"] == "complaints"]
    assert (one["title"], one["opened"], one["met_in_a_row"]) == ("Complaints closed in time", "2026-01", 1)


def test_only_news_is_told_and_each_of_it_once(one_agreed: Desk) -> None:
    told(one_agreed, {"2026-01": 8})
    with one_agreed.database.writing() as session:
        contract = lock(session, session.exec(select(Contract.id)).one())
        terms = terms_in_force(session, contract.id, contract.revision).timeline.versions[-1]
        assert session.exec(select(Event).where(col(Event.kind).like("finding.%"))).all() == []
        session.delete(session.exec(select(Finding)).one())
        session.flush()
        soon = datetime(2026, 2, 20, tzinfo=UTC)
        assert (bring(session, contract, terms, soon), bring(session, contract, terms, soon)) == (1, 0)
        (event,) = session.exec(select(Event).where(col(Event.kind).like("finding.%"))).all()
    assert (event.kind, event.facts["target"], event.facts["period"]) == (
        *("finding.opened", "abandonment", "2026-01"),
    )
