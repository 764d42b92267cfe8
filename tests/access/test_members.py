"""Who belongs to an organisation and who comes into it, over HTTP on both databases, as the application."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import update
from sqlmodel import col, select

from app.access.tables import AuditEntry, Invitation, Person
from app.database import Database
from app.main import create_app
from app.settings import load_settings
from tests.access.conftest import PASSWORD, Cast

pytestmark = pytest.mark.slow  # the service with its database

OWN = {"Sec-Fetch-Site": "same-origin"}
BASE = "http://127.0.0.1:8000"


@dataclass
class Asking:
    """The whole service, and what is asked of it by somebody of the cast."""

    http: TestClient
    cast: Cast

    def __call__(self, who: str, method: str, path: str, **given: Any) -> Response:
        headers = {**(self.cast.bearer(who) if who else {}), **given.pop("headers", {})}
        answer: Response = self.http.request(method, f"/api/v1{path}", headers=headers, **given)
        return answer

    def invited(self, email: str, role: str = "reader", who: str = "client_administrator") -> str:
        made = self(who, "POST", "/invitations", json={"email": email, "role": role})
        assert made.status_code == 201, made.text
        return str(made.json()["secret"])

    def accept(self, secret: str, **more: str) -> Response:
        return self("", "POST", "/invitations/accept", json={"secret": secret, **more})

    def sign_in(self, email: str, password: str = PASSWORD) -> Response:
        return self("", "POST", "/session", json={"email": email, "password": password})


@pytest.fixture
def ask(database: Database, database_url: str, cast: Cast) -> Iterator[Asking]:
    """The service as it runs: on PostgreSQL it acts as the application, behind row-level security."""
    app = create_app(load_settings(demo=True, database_url=database_url), run_jobs=False)
    with TestClient(app, base_url=BASE, raise_server_exceptions=False) as http:
        yield Asking(http, cast)


def acts(audited: Callable[[], list[AuditEntry]]) -> list[str]:
    return [entry.action for entry in audited() if not entry.action.startswith("sign_in")]


def test_everybody_sees_their_colleagues_and_nobody_elses(ask: Asking) -> None:
    seen = ask("client_reader", "GET", "/users").json()["items"]
    assert {one["email"] for one in seen} == {
        f"client_{role}@example.com"
        for role in ("administrator", "auditor", "procurement", "clerk", "reader")
    }
    stranger = ask.cast.people["provider_clerk"]
    for method, body in (("GET", None), ("PATCH", {"role": "reader"}), ("DELETE", None)):
        answer = ask("client_administrator", method, f"/users/{stranger}", json=body)
        assert answer.status_code == 404
    for other in (ask.cast.organisations["provider"], ask.cast.organisations["outsider"]):
        assert ask("client_administrator", "GET", f"/organisations/{other}").status_code == 404
        body = {"name": "Mine now"}
        renamed = ask("client_administrator", "PATCH", f"/organisations/{other}", json=body)
        assert renamed.status_code == 404


def test_another_role_counts_from_the_next_request_on(
    ask: Asking, audited: Callable[[], list[AuditEntry]]
) -> None:
    """I11: for the token that is in use, and for the browser that is signed in."""
    path = f"/users/{ask.cast.people['client_auditor']}"
    assert ask.sign_in("client_auditor@example.com").status_code == 201
    assert ask("", "GET", "/audit").status_code == 200
    assert ask("client_auditor", "GET", "/audit").status_code == 200
    changed = ask("client_administrator", "PATCH", path, json={"role": "reader"})
    assert (changed.status_code, changed.json()["role"]) == (200, "reader")
    assert ask("", "GET", "/audit").status_code == 401  # other rights ask for a new secret
    assert ask("client_auditor", "GET", "/audit").status_code == 403
    assert ask.sign_in("client_auditor@example.com").json()["role"] == "reader"
    assert ask("", "GET", "/audit").status_code == 403
    assert ask("client_administrator", "DELETE", path).status_code == 204
    assert ask("", "GET", "/me").status_code == 401
    assert ask("client_auditor", "GET", "/me").status_code == 401
    assert ask("client_administrator", "GET", path).status_code == 404
    assert acts(audited) == ["member.change", "access.refuse", "access.refuse", "member.remove"]


def test_keys_of_somebody_removed_stay_dead_when_they_come_back(ask: Asking) -> None:
    path = f"/users/{ask.cast.people['client_auditor']}"
    assert ask.sign_in("client_auditor@example.com").status_code == 201
    cookie = dict(ask.http.cookies)
    assert ask("client_administrator", "DELETE", path).status_code == 204
    assert ask.sign_in("client_auditor@example.com").status_code == 401
    secret = ask.invited("client_auditor@example.com", "auditor")
    ask.http.cookies.clear()
    taken = ask.accept(secret, password=PASSWORD)
    assert (taken.status_code, taken.json()["role"]) == (201, "auditor")
    ask.http.cookies.update(cookie)
    assert ask("", "GET", "/me").status_code == 401
    assert ask("client_auditor", "GET", "/me").status_code == 401
    assert ask.sign_in("client_auditor@example.com").status_code == 201


def test_somebody_always_administers(ask: Asking) -> None:
    boss = f"/users/{ask.cast.people['client_administrator']}"
    for method, body in (("PATCH", {"role": "reader"}), ("DELETE", None)):
        kept = ask("client_administrator", method, boss, json=body)
        assert (kept.status_code, "make somebody else" in kept.json()["detail"]) == (409, True)
    second = f"/users/{ask.cast.people['client_auditor']}"
    body = {"role": "administrator"}
    assert ask("client_administrator", "PATCH", second, json=body).status_code == 200
    with ThreadPoolExecutor(2) as pool:  # both go at once: one of the two stays
        gone = [
            pool.submit(ask, who, "DELETE", path)
            for who, path in (("client_administrator", boss), ("client_auditor", second))
        ]
        assert sorted(one.result().status_code for one in gone) in ([204, 409], [204, 401], [204, 403])


def test_an_invitation_makes_somebody_new_a_member_once(
    ask: Asking, audited: Callable[[], list[AuditEntry]]
) -> None:
    made = ask(
        "client_administrator",
        "POST",
        "/invitations",
        json={"email": " Mei@Client.Example ", "role": "clerk"},
    ).json()
    secret = made["secret"]
    assert (made["email"], made["role"], secret[:4]) == ("mei@client.example", "clerk", "inv_")
    listed = ask("client_administrator", "GET", "/invitations")
    assert [one["id"] for one in listed.json()["items"]] == [made["id"]]
    assert secret not in listed.text
    weak = ask.accept(secret, name="Mei Lin", password="short")
    assert (weak.status_code, weak.json()["errors"][0]["where"]) == (422, "password")
    assert ask.accept(secret).status_code == 422
    nameless = ask.accept(secret, password=PASSWORD)
    assert (nameless.status_code, nameless.json()["errors"][0]["where"]) == (422, "name")
    taken = ask.accept(secret, name="Mei Lin", password=PASSWORD)
    assert (taken.status_code, taken.json()["role"]) == (201, "clerk")
    again = ask.accept(secret, name="Mei Lin", password=PASSWORD)
    assert again.status_code == 404
    assert ask.sign_in("mei@client.example").json()["role"] == "clerk"
    assert ask("client_administrator", "GET", "/invitations").json()["items"] == []
    assert acts(audited) == ["invitation.make", "invitation.accept"]
    assert secret not in str([(entry.subject, entry.after) for entry in audited()])


def test_somebody_known_signs_in_and_accepts_what_is_for_them(ask: Asking) -> None:
    secret = ask.invited("provider_auditor@example.com")
    wrong = ask.accept(secret, name="Somebody else", password="not their password")
    assert (wrong.status_code, "has an account here" in wrong.json()["detail"]) == (401, True)
    assert ask.sign_in("outsider_auditor@example.com").status_code == 201
    other = ask("", "POST", "/invitations/accept", json={"secret": secret}, headers=OWN)
    assert (other.status_code, "another e-mail address" in other.json()["detail"]) == (403, True)
    assert ask.sign_in("provider_auditor@example.com").status_code == 201
    forged = ask("", "POST", "/invitations/accept", json={"secret": secret})
    assert forged.status_code == 403
    taken = ask("", "POST", "/invitations/accept", json={"secret": secret}, headers=OWN)
    assert (taken.status_code, taken.json()["organisation_name"]) == (201, "The client")
    mine = ask("", "GET", "/organisations").json()["items"]
    assert {(one["name"], one["role"], one["current"]) for one in mine} == {
        ("The client", "reader", False),
        ("The provider", "auditor", True),
    }
    again = ask.invited("outsider_auditor@example.com")
    token = ask("provider_auditor", "POST", "/invitations/accept", json={"secret": again})
    assert (token.status_code, "A token accepts no invitation" in token.json()["detail"]) == (403, True)


def test_an_invitation_ends(ask: Asking, database: Database) -> None:
    old, taken_back = ask.invited("old@client.example"), ask.invited("back@client.example")
    with database.writing() as session:
        mine = col(Invitation.email) == "old@client.example"
        past = datetime.now(UTC) - timedelta(seconds=1)
        session.execute(update(Invitation).where(mine).values(expires_at=past))
        wanted = select(Invitation.id).where(Invitation.email == "back@client.example")
        one = session.exec(wanted).one()
    for who, status in (
        ("provider_administrator", 404),
        ("client_auditor", 403),
        ("client_administrator", 204),
    ):
        assert ask(who, "DELETE", f"/invitations/{one}").status_code == status
    answers = [
        ask.accept(secret, name="X", password=PASSWORD)
        for secret in (old, taken_back, "inv_" + "x" * 36, "x")
    ]
    assert {(one.status_code, one.json()["detail"]) for one in answers} == {
        (404, "This invitation is not valid, was used, or is too old; ask for a new one.")
    }
    with database.reading() as session:
        assert session.exec(select(Person).where(col(Person.email).like("%@client.example"))).all() == []


@pytest.mark.on_both
def test_of_many_who_accept_at_once_one_joins(ask: Asking, database: Database) -> None:
    secret = ask.invited("mei@client.example")
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask.accept, secret, name="Mei", password=PASSWORD) for _ in range(4)]
        statuses = sorted(one.result().status_code for one in asked)
    assert statuses.count(201) == 1
    assert set(statuses) <= {201, 401, 404, 409, 429}
    with database.reading() as session:
        assert len(session.exec(select(Person).where(Person.email == "mei@client.example")).all()) == 1


def test_a_member_is_not_invited_again(ask: Asking) -> None:
    body = {"email": "client_reader@example.com", "role": "auditor"}
    there = ask("client_administrator", "POST", "/invitations", json=body)
    assert (there.status_code, "belongs to this organisation already" in there.json()["detail"]) == (
        409,
        True,
    )
    for email in ("nobody", "a b@c.example", "a@b@c.example"):
        bad = ask("client_administrator", "POST", "/invitations", json={"email": email, "role": "reader"})
        assert bad.status_code == 422


def test_a_client_invites_the_first_person_of_its_provider_and_no_second(ask: Asking) -> None:
    body = {"reference": "NEW-1", "provider": "A new centre"}
    assert ask("client_auditor", "POST", "/contracts", json=body).status_code == 201
    path = "/contracts/NEW-1/invitations"
    first = {"email": "boss@centre.example", "role": "administrator"}
    assert ask("provider_administrator", "POST", path, json=first).status_code == 404
    made = ask("client_auditor", "POST", path, json=first)
    assert made.status_code == 201
    taken = ask.accept(made.json()["secret"], name="The boss", password=PASSWORD)
    assert (taken.status_code, taken.json()["organisation_name"]) == (201, "A new centre")
    assert ask.sign_in("boss@centre.example").status_code == 201
    assert [one["reference"] for one in ask("", "GET", "/contracts").json()["items"]] == ["NEW-1"]
    second = ask("client_auditor", "POST", path, json={"email": "spy@client.example", "role": "reader"})
    assert (second.status_code, "people of its own" in second.json()["detail"]) == (409, True)
    colleague = ask(
        "", "POST", "/invitations", json={"email": "li@centre.example", "role": "clerk"}, headers=OWN
    )
    assert colleague.status_code == 201


def test_an_organisation_is_renamed_by_its_administrator(ask: Asking) -> None:
    mine = f"/organisations/{ask.cast.organisations['client']}"
    assert ask("client_auditor", "PATCH", mine, json={"name": "Other"}).status_code == 403
    for name, status in (("", 422), ("two\nlines", 422), ("Bank of Shanghai", 200)):
        assert ask("client_administrator", "PATCH", mine, json={"name": name}).status_code == status
    assert ask("client_reader", "GET", mine).json()["name"] == "Bank of Shanghai"
