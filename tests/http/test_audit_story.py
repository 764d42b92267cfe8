"""The audit log over HTTP: one's own alone, in an order that stays, safe as CSV, verifiable by anybody."""

import csv
import hashlib
import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from app.access.audit import record
from app.access.audit_log.seal import seal
from app.access.credentials import Credentials
from app.access.tables import Person
from app.access.tokens import add_token
from tests.desk import REF, Desk, calls

pytestmark = pytest.mark.slow  # the service with its database

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def busy(agreed: Desk) -> Desk:
    """A desk where both sides did something and somebody was refused; all of it sealed."""
    agreed.send(calls())
    agreed.send(b"date,offered\n2026-01-01,x\n")
    assert agreed.send(calls(), "client_reader").status_code == 403
    seal(agreed.database, NOW)
    return agreed


def acts(shown: Any) -> list[str]:
    return [one["action"] for one in shown["items"]]


def test_each_side_reads_its_own_log_and_no_other(busy: Desk) -> None:
    mine, theirs = busy.shown("/audit"), busy.shown("/audit", "provider_auditor")
    assert acts(mine) == ["access.refuse", "terms.put"]
    assert acts(theirs) == ["report.refuse", "report.receive"]
    assert acts(busy.shown("/audit", "outsider_auditor")) == []
    assert not {one["id"] for one in mine["items"]} & {one["id"] for one in theirs["items"]}
    for name in ("client_reader", "client_clerk", "provider_clerk"):
        assert busy.get("/audit", name).status_code == 403
        assert busy.get("/audit.csv", name).status_code == 403
        assert busy.get("/audit/verify", name).status_code == 403


def test_an_entry_says_who_did_what_and_what_it_was_before_and_after(busy: Desk) -> None:
    (put,) = busy.shown("/audit", params={"action": "terms.put"})["items"]
    assert (put["subject"], put["person"], put["address"]) == (REF, "client_auditor", "testclient")
    facts = {fact["name"]: (fact["before"], fact["after"]) for fact in put["facts"]}
    assert facts["effective"] == (None, '"2026-01-01"')
    (refused,) = busy.shown("/audit", params={"action": "access"})["items"]
    assert (refused["subject"], refused["person"]) == ("reports:write", "client_reader")


def test_filters_narrow_and_nothing_is_guessed(busy: Desk) -> None:
    whole = busy.shown("/audit")["items"]
    for params in (
        {"person": whole[0]["person_id"]},
        {"request_id": whole[0]["request_id"]},
        {"subject": whole[0]["subject"]},
        {"from": whole[0]["at"]},
    ):
        assert busy.shown("/audit", params=params)["items"] == whole[:1], params
    assert busy.shown("/audit", params={"to": whole[0]["at"]})["items"] == whole[1:]
    assert busy.shown("/audit", params={"action": "acces"})["items"] == []
    backwards = {"from": "2026-02-01T00:00:00Z", "to": "2026-01-01T00:00:00Z"}
    for params in ({"action": "%"}, {"person": "x"}, {"request_id": "a b"}, {"subject": "a\x00b"}, backwards):
        assert busy.get("/audit", params=params).status_code == 422, params


def entries(desk: Desk, subjects: list[str]) -> None:
    with desk.database.writing() as session:
        for number, subject in enumerate(subjects):
            record(
                session,
                NOW + timedelta(seconds=number),
                Credentials("none", "", "::1", "made-here"),
                "thing.change",
                subject,
                organisation_id=desk.organisations["client"],
                after={"note": subject},
            )


def test_pages_are_in_one_order_whatever_is_added_meanwhile(agreed: Desk) -> None:
    entries(agreed, [f"thing {number}" for number in range(7)])
    first = agreed.shown("/audit", params={"limit": 3, "action": "thing"})
    entries(agreed, ["later"])
    second = agreed.shown("/audit", params={"limit": 3, "action": "thing", "cursor": first["next"]})
    third = agreed.shown("/audit", params={"limit": 3, "action": "thing", "cursor": second["next"]})
    told = [one["subject"] for page in (first, second, third) for one in page["items"]]
    assert told == [f"thing {number}" for number in range(6, -1, -1)]
    assert third["next"] is None


def rows(desk: Desk, who: str = "client_auditor", **params: str) -> list[dict[str, str]]:
    answer = desk.get("/audit.csv", who, params=params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_the_file_is_safe_to_open_and_in_the_order_of_what_happened(agreed: Desk) -> None:
    hostile = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\tx", "＝1", "|x", "%x", 'a"b\r\nc', "合同"]
    entries(agreed, hostile)
    found = [row["subject"] for row in rows(agreed, action="thing")]
    assert found == ["'=1+1", "+1", "'-1+2", "'@SUM(A1)", "'\tx", "'＝1", "'|x", "'%x", 'a"b\r\nc', "合同"]
    assert "thing.change" not in {row["action"] for row in rows(agreed, "provider_auditor")}


def test_the_file_proves_itself_without_the_service(busy: Desk) -> None:
    """Anybody can compute the chain from the exported rows, and it ends where the service says it does."""
    found = rows(busy)
    sha256 = ""
    for number, row in enumerate(found, 1):
        assert row["number"] == str(number)
        sha256 = hashlib.sha256(f"{sha256}\n{row['record']}".encode()).hexdigest()
        assert row["sha256"] == sha256
    checked = busy.shown("/audit/verify")
    assert (checked["links"], checked["sha256"]) == (len(found), sha256)
    assert checked["holds"]


def test_that_the_log_was_exported_is_in_the_log(busy: Desk) -> None:
    before = len(rows(busy))
    newest = busy.shown("/audit")["items"][0]
    assert (newest["action"], newest["subject"]) == ("audit.export", f"{before} entries")
    assert (newest["number"], newest["sha256"]) == (None, None)  # until it is sealed


def test_a_file_of_too_many_entries_is_refused_and_not_cut(
    agreed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.access.audit_log.read.MOST_EXPORTED", 3)
    entries(agreed, ["a", "b", "c"])
    assert len(rows(agreed, action="thing")) == 3
    entries(agreed, ["d"])
    answer = agreed.get("/audit.csv", params={"action": "thing"})
    assert answer.status_code == 422
    assert "narrow the days" in answer.json()["detail"]


def test_a_check_passes_through_what_was_written_down_earlier(busy: Desk) -> None:
    first = busy.shown("/audit/verify")
    busy.put_terms("schema: 1")
    busy.get("/audit.csv")
    seal(busy.database, NOW)
    anchor = {"links": first["links"], "sha256": first["sha256"]}
    later = busy.shown("/audit/verify", params=anchor)
    assert later["holds"]
    assert later["links"] > first["links"]
    other = busy.shown("/audit/verify", params={**anchor, "sha256": "0" * 64})
    assert [one["code"] for one in other["findings"]] == ["anchor"]
    assert not other["holds"]
    assert busy.get("/audit/verify", params={"links": 1}).status_code == 422


def test_a_token_for_one_contract_does_not_read_the_organisations_log(busy: Desk) -> None:
    contract = UUID(busy.shown(f"/contracts/{REF}")["id"])
    with busy.database.writing() as session:
        person = session.exec(select(Person.id).where(Person.email == "client_auditor@example.com")).one()
        bound = add_token(
            session,
            busy.organisations["client"],
            person,
            "bound",
            "auditor",
            now=NOW,
            contracts=[contract],
        )
    busy.tokens["bound"] = bound.secret
    for path in ("/audit", "/audit.csv", "/audit/verify"):
        assert busy.get(path, "bound").status_code == 403
