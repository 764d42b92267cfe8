"""Signing in: right, wrong, too often; the cookie and what it is good for."""

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event, update
from sqlmodel import col, select

from app.access import sign_in as module
from app.access.credentials import Caller, Credentials
from app.access.people import (
    add_membership,
    add_organisation,
    add_person,
    change_password,
    organisation_called,
)
from app.access.sign_in import WRONG, Lasting, SignedIn, sign_in
from app.access.tables import AuditEntry, Person, SignIn, SignInAttempt
from app.access.throttle import PER_ADDRESS, PER_EMAIL, count_attempt, keys_of
from app.access.unit import work
from app.database import Database
from app.errors import Conflict, NotAllowed, NotFound, NotSignedIn, Refused, TooMany
from app.settings import load_settings
from tests.access.conftest import NOW, PASSWORD, Cast

pytestmark = pytest.mark.slow  # real password hashing

Audited = Callable[[], list[AuditEntry]]
EMAIL = "client_auditor@example.com"
OWN = {"Sec-Fetch-Site": "same-origin"}
LASTING = Lasting(timedelta(hours=12), timedelta(hours=12))


def attempt(
    database: Database,
    email: str = EMAIL,
    password: str = PASSWORD,
    *,
    address: str = "203.0.113.7",
    now: datetime = NOW,
) -> SignedIn:
    caller = Credentials("none", "", address, "request-1", "POST")
    return sign_in(database, caller, email, password, now=now, lasting=LASTING)


def test_the_right_password_opens_a_sign_in_that_ends(
    database: Database, cast: Cast, audited: Audited
) -> None:
    signed_in = attempt(database, "  Client_Auditor@Example.com ")
    assert signed_in.person_id == cast.people["client_auditor"]
    assert signed_in.expires_at == NOW + timedelta(hours=12)
    caller = Credentials("cookie", signed_in.secret, "203.0.113.7", "request-2")
    with work(database, caller, "reports:read", now=NOW + timedelta(hours=11)) as w:
        assert w.identity.organisation_id == cast.organisations["client"]
        assert w.identity.token_id is None
    with pytest.raises(NotSignedIn), work(database, caller, "reports:read", now=signed_in.expires_at):
        pytest.fail("this must not be reached")
    assert [entry.action for entry in audited()] == ["sign_in.open"]


def test_the_secret_of_a_sign_in_is_kept_nowhere(database: Database, cast: Cast) -> None:
    signed_in = attempt(database)
    with database.reading() as session:
        kept = session.exec(select(SignIn)).one()
    assert signed_in.secret not in repr(kept)
    assert len(kept.id) == 64
    assert signed_in.secret not in repr(signed_in)


def test_whatever_is_wrong_is_told_in_the_same_words(
    database: Database, cast: Cast, audited: Audited
) -> None:
    with database.writing() as session:
        someone = add_person(session, "nowhere@example.com", "No Member", now=NOW, password=PASSWORD)
        disabled = add_person(session, "gone@example.com", "Gone", now=NOW, password=PASSWORD)
        add_membership(session, disabled.id, cast.organisations["client"], "auditor", now=NOW)
        disabled.disabled_at = NOW
    wrong = [
        (EMAIL, "wrong horse battery"),
        ("nobody@example.com", PASSWORD),
        ("client_reader@example.com", PASSWORD),  # has no password
        (someone.email, PASSWORD),
        (disabled.email, PASSWORD),
    ]
    for number, (email, password) in enumerate(wrong):
        with pytest.raises(NotSignedIn) as refused:
            attempt(database, email, password, address=f"203.0.113.{number}")
        assert refused.value.message == WRONG
    entries = audited()
    assert [entry.action for entry in entries] == ["sign_in.refuse"] * 5
    assert entries[0].person_id == cast.people["client_auditor"]
    assert entries[1].person_id is None


def test_a_password_is_checked_once_whether_there_is_such_a_person_or_not(
    database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes the time is the hash, so the same work is done for known, unknown and without a password."""
    checked = []
    genuine = module.is_password
    monkeypatch.setattr(module, "is_password", lambda *given: checked.append(given[0]) or genuine(*given))
    for email in (EMAIL, "nobody@example.com", "client_reader@example.com"):
        with pytest.raises(NotSignedIn):
            attempt(database, email, "wrong horse battery")
    assert checked == ["wrong horse battery"] * 3


def test_h03_the_same_is_asked_for_known_and_unknown_people(database: Database, cast: Cast) -> None:
    """Beside the one check of the password, the same questions to the database, one for one."""
    told = []
    for email in (EMAIL, "nobody@example.com", "client_reader@example.com"):
        sent: list[str] = []
        note = partial(_noted, sent)
        event.listen(database.engine, "before_cursor_execute", note)
        with pytest.raises(NotSignedIn):
            attempt(database, email, "wrong horse battery")
        event.remove(database.engine, "before_cursor_execute", note)
        told.append(sent)
    assert told[0] == told[1] == told[2]
    assert len(told[0]) >= 3  # the attempt, the person, the entry of the log


def _noted(sent: list[str], _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
    sent.append(statement)


def test_guessing_is_slowed_and_the_owner_gets_in_again(database: Database, cast: Cast) -> None:
    for number in range(PER_EMAIL.free):
        with pytest.raises(NotSignedIn):
            attempt(database, password="wrong horse battery", address=f"203.0.113.{number}")
    with pytest.raises(TooMany) as slowed:  # the right password too, or a guesser would learn it
        attempt(database, address="198.51.100.1")
    assert slowed.value.retry_after == 1
    attempt(database, address="198.51.100.1", now=NOW + timedelta(seconds=1))
    attempt(database, address="198.51.100.1", now=NOW + timedelta(seconds=1))  # it starts anew


def test_the_wait_doubles_and_has_an_end(database: Database) -> None:
    waits, now = [], NOW
    for number in range(PER_EMAIL.free + 8):
        with database.writing() as session:
            count_attempt(session, EMAIL, f"203.0.113.{number}", now)
        if number + 1 >= PER_EMAIL.free:
            with pytest.raises(TooMany) as slowed, database.writing() as session:
                count_attempt(session, EMAIL, "198.51.100.1", now)
            waits.append(slowed.value.retry_after)
            now += timedelta(seconds=slowed.value.retry_after)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_unknown_people_wait_as_long_as_known_ones(database: Database, cast: Cast) -> None:
    for email in (EMAIL, "nobody@example.com"):
        with database.writing() as session:
            key = keys_of(email, "")[0][0]
            session.add(SignInAttempt(key=key, failures=PER_EMAIL.free + 2, last_at=NOW))
        with pytest.raises(TooMany) as slowed:
            attempt(database, email)
        assert slowed.value.retry_after == 4


def test_one_password_for_many_people_is_slowed_by_address(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        key = keys_of("", "203.0.113.7")[1][0]
        session.add(SignInAttempt(key=key, failures=PER_ADDRESS.free + 3, last_at=NOW))
    with pytest.raises(TooMany) as slowed:
        attempt(database, "somebody.else@example.com")
    assert slowed.value.retry_after == 8
    attempt(database, address="203.0.113.8")


def test_failures_are_forgotten(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        key = keys_of(EMAIL, "")[0][0]
        session.add(SignInAttempt(key=key, failures=1000, last_at=NOW))
    with pytest.raises(TooMany):
        attempt(database, now=NOW + timedelta(seconds=59))
    attempt(database, now=NOW + timedelta(minutes=16))


@pytest.mark.on_both
def test_sixteen_guesses_at_once_are_counted_one_by_one(database: Database, cast: Cast) -> None:
    def guess(number: int) -> str:
        try:
            attempt(database, password="wrong horse battery", address=f"203.0.113.{number}")
        except (NotSignedIn, TooMany) as refused:
            return type(refused).__name__
        return "in"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(16)))
    assert answers.count("NotSignedIn") == PER_EMAIL.free
    assert answers.count("TooMany") == 16 - PER_EMAIL.free


def test_a_new_password_signs_every_browser_out(database: Database, cast: Cast) -> None:
    signed_in = attempt(database)
    with database.writing() as session:
        change_password(session, signed_in.person_id, "another horse battery", now=NOW)
    caller = Credentials("cookie", signed_in.secret, "203.0.113.7", "request-2")
    with pytest.raises(NotSignedIn), work(database, caller, "reports:read", now=NOW):
        pytest.fail("this must not be reached")
    with pytest.raises(NotSignedIn):
        attempt(database)
    attempt(database, password="another horse battery")


def test_people_and_organisations_are_added_once_and_by_the_rules(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        with pytest.raises(Conflict):
            add_person(session, EMAIL.upper(), "Twice", now=NOW)
        for email in ("", "nobody", "a b@c", "a@b@c", "x" * 250 + "@example.com", "a\n@b"):
            with pytest.raises(Refused):
                add_person(session, email, "Somebody", now=NOW)
        for password in ("short", "x" * 1025, "a" * 20):
            with pytest.raises(Refused) as refused:
                add_person(session, "new@example.com", "Somebody", now=NOW, password=password)
            assert refused.value.problems[0].code == "weak_password"
            assert password not in refused.value.message
        with pytest.raises(Refused, match="The roles are"):
            add_membership(
                session, cast.people["client_reader"], cast.organisations["client"], "god", now=NOW
            )  # type: ignore[arg-type]
        again = add_membership(
            session, cast.people["client_reader"], cast.organisations["client"], "clerk", now=NOW
        )
        assert again.role == "clerk"


# Over HTTP


def signed_in(client: TestClient, **headers: str) -> str:
    answer = client.post("/api/v1/session", json={"email": EMAIL, "password": PASSWORD}, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.headers["set-cookie"]


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: TestClient, cast: Cast) -> None:
    cookie = signed_in(client)
    assert re.match(r"scorecard=[\w-]{43}; HttpOnly; Max-Age=43(200|199); Path=/; SameSite=lax$", cookie)
    assert client.get("/api/v1/me").json()["person"] == str(cast.people["client_auditor"])


def test_over_https_the_cookie_is_bound_to_host_and_encryption(web: FastAPI, cast: Cast) -> None:
    web.state.settings = load_settings(demo=True, base_url="https://sla.example.com")
    with TestClient(web, base_url="https://sla.example.com") as client:
        cookie = signed_in(client)
        assert cookie.startswith("__Host-scorecard=")
        assert "; Secure" in cookie
        assert "Domain" not in cookie
        secret = cookie.partition("=")[2].partition(";")[0]
        assert client.get("/api/v1/me").status_code == 200
        client.cookies.clear()
        client.cookies.set("scorecard", secret)  # the name that a subdomain could set
        assert client.get("/api/v1/me").status_code == 401


def test_every_sign_in_is_a_new_one_and_signing_out_ends_it(client: TestClient, cast: Cast) -> None:
    client.cookies.set("scorecard", "chosen-by-an-attacker")
    first = signed_in(client)
    assert "chosen-by-an-attacker" not in first
    secret = first.partition("=")[2].partition(";")[0]
    gone = client.delete("/api/v1/session", headers=OWN)
    assert (gone.status_code, gone.headers["clear-site-data"]) == (204, '"cache", "storage"')
    assert client.get("/api/v1/me").status_code == 401
    client.cookies.set("scorecard", secret)
    assert client.get("/api/v1/me").status_code == 401
    assert signed_in(client) != first


@pytest.mark.parametrize(
    ("headers", "page"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, "own"),
        ({"Sec-Fetch-Site": "none"}, "own"),
        ({"Origin": "http://127.0.0.1:8000"}, "own"),
        ({"Sec-Fetch-Site": "cross-site"}, "foreign"),
        ({"Sec-Fetch-Site": "same-site"}, "foreign"),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"}, "foreign"),
        ({"Origin": "https://evil.example"}, "foreign"),
        ({"Origin": "null"}, "foreign"),
        ({}, "unsaid"),
    ],
)
def test_a_browser_says_which_page_sends_a_request(headers: dict[str, str], page: str) -> None:
    app = FastAPI()
    app.state.settings = load_settings(demo=True)

    @app.post("/")
    def which(caller: Caller) -> str:
        return caller.page

    with TestClient(app) as client:
        assert client.post("/", headers=headers).json() == page


def test_another_sites_page_changes_nothing_with_our_cookie(
    client: TestClient, cast: Cast, audited: Audited
) -> None:
    signed_in(client)
    for foreign in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
        assert client.delete("/api/v1/session", headers=foreign).status_code == 403
        assert audited()[-1].action == "access.refuse"
        assert client.get("/api/v1/me", headers=foreign).status_code == 200
    assert client.delete("/api/v1/session", headers=OWN).status_code == 204
    assert audited()[-1].action == "sign_in.close"


def test_another_sites_page_signs_nobody_in(client: TestClient, database: Database, cast: Cast) -> None:
    body = {"email": EMAIL, "password": PASSWORD}
    answer = client.post("/api/v1/session", json=body, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    caller = Credentials("none", "", "203.0.113.7", "request-1", "POST", page="foreign")
    with pytest.raises(NotAllowed):
        sign_in(database, caller, EMAIL, PASSWORD, now=datetime.now(UTC), lasting=LASTING)


def test_a_wrong_password_is_not_repeated(client: TestClient, cast: Cast) -> None:
    answer = client.post("/api/v1/session", json={"email": EMAIL, "password": "geheim123456"})
    assert answer.status_code == 401
    assert answer.json()["detail"] == WRONG
    wrong_type = client.post("/api/v1/session", json={"email": EMAIL, "password": ["geheim123456"]})
    assert wrong_type.status_code == 422
    assert "geheim123456" not in answer.text + wrong_type.text


@pytest.mark.parametrize("odd", ["\0", "\ud800", "客", "x" * 200, "' OR 1=1 --"])
def test_odd_text_is_a_wrong_password_and_no_fault(client: TestClient, cast: Cast, odd: str) -> None:
    for body in ({"email": f"{odd}@example.com", "password": PASSWORD}, {"email": EMAIL, "password": odd}):
        raw = json.dumps(body)
        answer = client.post("/api/v1/session", content=raw, headers={"Content-Type": "application/json"})
        assert answer.status_code == (422 if "\ud800" in body["email"] else 401)


def test_one_may_choose_the_organisation_but_only_ones_own(
    client: TestClient, database: Database, cast: Cast
) -> None:
    with database.writing() as session:
        person = cast.people["client_auditor"]
        later = NOW + timedelta(days=1)
        add_membership(session, person, cast.organisations["provider"], "reader", now=later)
    body = {"email": EMAIL, "password": PASSWORD}
    for side, status in (("client", 201), ("provider", 201), ("outsider", 401)):
        chosen = {**body, "organisation": str(cast.organisations[side])}
        answer = client.post("/api/v1/session", json=chosen)
        assert answer.status_code == status
        if status == 201:
            assert answer.json()["organisation"] == str(cast.organisations[side])
    client.post("/api/v1/session", json=body)
    items = client.get("/api/v1/organisations").json()["items"]
    assert [(item["role"], item["current"]) for item in items] == [("auditor", True), ("reader", False)]


def test_somebody_disabled_between_password_and_sign_in_stays_out(
    database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = module.is_password

    def and_then_disabled(password: str, stored: str | None) -> bool:
        with database.writing() as session:
            session.execute(update(Person).where(col(Person.email) == EMAIL).values(disabled_at=NOW))
        return genuine(password, stored)

    monkeypatch.setattr(module, "is_password", and_then_disabled)
    with pytest.raises(NotSignedIn):
        attempt(database)


def test_two_clients_may_work_with_centres_of_one_name(database: Database, cast: Cast) -> None:
    """A unique name would tell a client which centres work for others."""
    with database.writing() as session:
        mine = add_organisation(session, "Chengdu  Contact Services", now=NOW)
        others = add_organisation(session, "Chengdu Contact Services", now=NOW)
        assert mine.id != others.id
        assert mine.name == others.name
        with pytest.raises(Conflict, match=f"2 organisations are called .*{mine.id}, {others.id}"):
            organisation_called(session, "Chengdu Contact Services")
        assert organisation_called(session, str(others.id)).id == others.id
        assert organisation_called(session, " The client ").id == cast.organisations["client"]
        for unknown in ("Nobody", str(cast.contract)):
            with pytest.raises(NotFound):
                organisation_called(session, unknown)
