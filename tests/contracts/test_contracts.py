"""Opening contracts and finding them again, over HTTP."""

import json
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from app.access.tables import ApiToken, AuditEntry, Organisation
from app.access.tokens import add_token
from app.database import new_id
from tests.desk import OPENED, REF, Desk

pytestmark = pytest.mark.slow  # the service with its database

BODY = {"reference": "NEW-1", "provider": "Chengdu Contact Services"}


def providers(desk: Desk) -> list[str]:
    with desk.database.reading() as session:
        return list(session.exec(select(Organisation.name).where(Organisation.name == BODY["provider"])))


def test_a_contract_is_opened_listed_and_read_by_reference_and_by_id(desk: Desk) -> None:
    made = desk.ask("client_auditor", "POST", "/contracts", json=BODY)
    assert made.status_code == 201, made.text
    shown = made.json()
    assert (shown["client"], shown["provider"], shown["revision"]) == (
        "The client",
        "Chengdu Contact Services",
        0,
    )
    assert desk.shown("/contracts/NEW-1") == shown
    assert desk.shown(f"/contracts/{shown['id']}") == shown
    assert [one["reference"] for one in desk.shown("/contracts")["items"]] == [REF, "NEW-1"]


def test_the_provider_that_a_client_knows_is_the_same_one_others_stay_unknown(desk: Desk) -> None:
    references = [("client_auditor", "A"), ("client_auditor", "B"), ("outsider_auditor", "A")]
    for who, reference in references:
        body = {"reference": reference, "provider": "Chengdu Contact Services"}
        assert desk.ask(who, "POST", "/contracts", json=body).status_code == 201
    assert len(providers(desk)) == 2  # one of the client's, and another client's own


def test_a_reference_is_taken_once_by_each_client(desk: Desk) -> None:
    answers = [
        desk.ask(who, "POST", "/contracts", json=BODY) for who in ("client_auditor", "client_administrator")
    ]
    assert [one.status_code for one in answers] == [201, 409]
    assert "choose another reference" in answers[1].json()["detail"]
    assert desk.ask("outsider_auditor", "POST", "/contracts", json=BODY).status_code == 201


@pytest.mark.on_both
def test_eight_at_once_open_one_contract_and_one_provider(desk: Desk) -> None:
    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(desk.ask, "client_auditor", "POST", "/contracts", json=BODY) for _ in range(8)]
        statuses = sorted(job.result().status_code for job in jobs)
    assert statuses == [201] + [409] * 7
    bodies = [{"reference": f"P-{n}", "provider": "One Centre"} for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        made = list(
            pool.map(lambda body: desk.ask("client_auditor", "POST", "/contracts", json=body), bodies)
        )
    assert {one.status_code for one in made} == {201}
    with desk.database.reading() as session:
        count = session.execute(text("SELECT count(*) FROM organisation WHERE name = 'One Centre'"))
        assert count.scalar_one() == 1


def test_an_idempotency_key_opens_once_and_answers_the_same(desk: Desk) -> None:
    key = {"Idempotency-Key": "first"}
    first = desk.ask("client_auditor", "POST", "/contracts", json=BODY, headers=key)
    again = desk.ask("client_auditor", "POST", "/contracts", json=BODY, headers=key)
    other = desk.ask("client_auditor", "POST", "/contracts", json={**BODY, "reference": "X"}, headers=key)
    someone = desk.ask("client_administrator", "POST", "/contracts", json=BODY, headers=key)
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    assert (other.status_code, someone.status_code) == (422, 409)
    long = desk.ask("client_auditor", "POST", "/contracts", json=BODY, headers={"Idempotency-Key": "k" * 300})
    assert long.status_code == 400


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("client_administrator", 201),
        ("client_auditor", 201),
        ("client_procurement", 403),
        ("client_clerk", 403),
        ("client_reader", 403),
        ("", 401),
    ],
)
def test_who_opens_contracts(one_desk: Desk, who: str, status: int) -> None:
    assert one_desk.ask(who, "POST", "/contracts", json=BODY).status_code == status


def test_a_token_for_one_contract_opens_no_other_and_sees_no_other(one_desk: Desk) -> None:
    contract = one_desk.shown(f"/contracts/{REF}")
    with one_desk.database.writing() as session:
        one_desk.tokens["bound"] = _bound(session, one_desk, contract["id"])
    assert one_desk.ask("client_auditor", "POST", "/contracts", json=BODY).status_code == 201
    answer = one_desk.ask("bound", "POST", "/contracts", json={**BODY, "reference": "X"})
    assert (answer.status_code, answer.json()["detail"]) == (
        403,
        "This token is bound to its contracts; another one is opened without it.",
    )
    assert [one["reference"] for one in one_desk.shown("/contracts", "bound")["items"]] == [REF]
    assert one_desk.get("/contracts/NEW-1", "bound").status_code == 404


def _bound(session: Session, desk: Desk, contract_id: str) -> str:
    auditor = session.exec(select(ApiToken).where(ApiToken.name == "client_auditor")).one()
    made = add_token(
        session,
        auditor.organisation_id,
        auditor.person_id,
        "bound",
        "auditor",
        now=OPENED,
        contracts=[UUID(contract_id)],
    )
    return made.secret


WRONG: tuple[dict[str, object], ...] = (
    {"reference": ""},
    {"reference": "a b"},
    {"reference": "-a"},
    {"reference": "a/b"},
    {"reference": "ä"},
    {"reference": "a\n"},
    {"reference": "x" * 65},
    {"reference": 5},
    {"reference": None},
    {"provider": ""},
    {"provider": " x"},
    {"provider": "two\nlines"},
    {"provider": "nul\u0000"},
    {"provider": "half \ud800"},
    {"provider": "x" * 201},
    {"id": str(new_id())},
    {"organisation_id": str(new_id())},
)


def test_a_contract_is_refused_with_its_place(desk: Desk) -> None:
    for change in WRONG:
        body = json.dumps({**BODY, **change}).encode()
        answer = desk.ask(
            "client_auditor", "POST", "/contracts", content=body, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 422, change
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["errors"][0]["where"].startswith("body."), change
    assert [one["reference"] for one in desk.shown("/contracts")["items"]] == [REF]


def test_a_reference_that_cannot_be_is_unknown_on_both_databases(desk: Desk) -> None:
    unknown = desk.get("/contracts/NO-SUCH/reports").json()
    for ref in ("%00", "a%00b", "%ED%A0%80", "x" * 5000, "9223372036854775808", "a%0Ab", "%F0%9F%98%80"):
        answer = desk.get(f"/contracts/{ref}/reports")
        assert (answer.status_code, answer.json()) == (404, unknown), ref


def test_pages_follow_one_another_without_gaps(one_desk: Desk) -> None:
    for number in range(5):
        body = {"reference": f"N-{number}", "provider": "One Centre"}
        assert one_desk.ask("client_auditor", "POST", "/contracts", json=body).status_code == 201
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = one_desk.shown("/contracts", params={"limit": 2, **({"cursor": cursor} if cursor else {})})
        seen += [one["reference"] for one in page["items"]]
        cursor = page["next"]
    assert seen == [REF, *(f"N-{number}" for number in range(5))]
    assert one_desk.get("/contracts", params={"cursor": "AAAA"}).status_code == 400
    for limit in ("0", "-1", "201", "x", "1e9"):
        assert one_desk.get("/contracts", params={"limit": limit}).status_code == 422


def test_two_clients_with_one_reference_are_told_apart_by_id(one_desk: Desk) -> None:
    """A provider of both: the reference alone does not say which contract is meant."""
    made = one_desk.ask("outsider_auditor", "POST", "/contracts", json={**BODY, "reference": REF}).json()
    with one_desk.database.writing() as session:
        session.execute(
            text(
                "UPDATE contract_party SET organisation_id = :provider"
                " WHERE contract_id = :id AND part = 'provider'"
            ),
            {"provider": one_desk.organisations["provider"].hex, "id": made["id"].replace("-", "")},
        )
    answer = one_desk.get(f"/contracts/{REF}", "provider_clerk")
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:scorecard:problem:conflict")
    assert one_desk.shown(f"/contracts/{made['id']}", "provider_clerk")["client"] == "The outsider"
    assert one_desk.shown(f"/contracts/{REF}", "client_reader")["client"] == "The client"


def test_opening_is_on_record(one_desk: Desk) -> None:
    one_desk.ask("client_auditor", "POST", "/contracts", json=BODY)
    with one_desk.database.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "contract.open")).one()
    assert (entry.subject, entry.after) == ("NEW-1", {"provider": BODY["provider"]})
    assert entry.organisation_id == one_desk.organisations["client"]
