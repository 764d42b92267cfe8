"""Signing in with one's company, against a provider that is a process of its own on loopback."""

from typing import Any

import pytest
from sqlmodel import select

from app.access.audit_log.tables import NOBODY
from app.access.passwords import hash_password
from app.access.people import add_membership, add_organisation, add_person
from app.access.sign_on.tables import IdentityProvider, SignOnBegun
from app.access.tables import AuditEntry, Membership, Person
from app.single_sign_on.begin import NONE
from app.single_sign_on.come_back import FAILED, STALE
from app.single_sign_on.person_of import DOMAIN, ELSEWHERE, INVITED
from tests.conftest import on_embedded
from tests.desk import OPENED
from tests.single_sign_on.company import SECRET
from tests.single_sign_on.conftest import Walk

pytestmark = pytest.mark.slow  # the service with its database, and a provider

MEI = "mei@client.example"


def member(walk: Walk, email: str = MEI, role: Any = "reader") -> None:
    """Somebody of the client, without a password."""
    with walk.desk.database.writing() as session:
        person = add_person(session, email, "Mei Lin", now=OPENED)
        add_membership(session, person.id, walk.desk.organisations["client"], role, now=OPENED)


def reasons(walk: Walk) -> list[str]:
    """Why sign-ins were refused, as the audit log tells it."""
    with walk.desk.database.reading() as session:
        found = session.exec(select(AuditEntry).order_by(AuditEntry.id))  # type: ignore[arg-type]
        refused = [one for one in found if one.action == "sign_in.refuse"]
    assert {one.organisation_id for one in refused} <= {walk.desk.organisations["client"], NOBODY}
    return [str((one.after or {}).get("reason")) for one in refused]


def test_somebody_known_signs_in_with_their_company(walk: Walk) -> None:
    shown = walk.set_up()
    assert SECRET not in str(shown)
    assert shown["redirect"] == "http://127.0.0.1:8000/sign-in/company/back"
    member(walk)
    answer = walk.sign_in(MEI.upper())
    assert (answer.status_code, answer.headers["location"]) == (303, "/people")
    me = walk.http.get("/api/v1/me").json()
    assert (me["role"], me["organisation"]) == ("reader", str(walk.desk.organisations["client"]))
    with walk.desk.database.reading() as session:
        assert session.exec(select(SignOnBegun)).all() == []
        assert SECRET.encode() not in session.exec(select(IdentityProvider)).one().client_secret
        told = session.exec(select(AuditEntry.subject).where(AuditEntry.action == "sign_in.open")).all()
    assert told == ["single sign-on"]
    link = shown["link"].removeprefix("http://127.0.0.1:8000")
    assert "As somebody of The client." in walk.http.get(link, params={"lang": "en"}).text


@on_embedded
def test_what_is_not_the_providers_word_for_us_signs_nobody_in(walk: Walk) -> None:
    """H05, and the rest of OpenID Connect Core 3.1.3.7."""
    walk.set_up(newcomers="reader")
    forged: list[dict[str, Any]] = [
        {"sign": "none"},
        {"sign": "public"},  # HS256 under the public key
        {"sign": "other"},
        {"header": {"kid": "two"}},
        {"claims": {"aud": "somebody-else"}},
        {"claims": {"aud": ["scorecard", "other"], "azp": "other"}},
        {"claims": {"iss": "http://127.0.0.1:1"}},
        {"claims": {"nonce": "of another sign-in"}},
        {"claims": {"nonce": None}},
        {"in": {"exp": -120}},
        {"in": {"nbf": 600}},
        {"in": {"iat": 600}},
        {"claims": {"exp": "soon"}},
        {"claims": {"email_verified": False}},
        {"claims": {"email_verified": "true"}},
        {"claims": {"email": ["mei@client.example"]}},
        {"claims": {"email": None}},
    ]
    for wish in forged:
        answer = walk.sign_in(MEI, **wish)
        assert answer.status_code == 401, wish
        assert FAILED.partition(";")[0].replace("'", "&#39;") in answer.text, wish
        assert "scorecard" not in walk.http.cookies, wish
    assert len(reasons(walk)) == len(forged)
    with walk.desk.database.reading() as session:
        assert session.exec(select(Person).where(Person.email == MEI)).first() is None
    assert walk.sign_in(MEI, **{"in": {"nbf": -5}}, claims={"aud": ["scorecard"]}).status_code == 303


@on_embedded
def test_a_sign_in_belongs_to_the_browser_that_began_it_and_happens_once(walk: Walk) -> None:
    walk.set_up(newcomers="reader")
    brought = walk.at_company(walk.leave(MEI), MEI)
    kept = walk.http.cookies["scorecard-company"]
    for state, cookie in (("", kept), ("x" * 43, kept), (brought["state"], ""), (brought["state"], "y" * 43)):
        walk.http.cookies.clear()
        walk.http.cookies.set("scorecard-company", cookie)
        answer = walk.come({**brought, "state": state})
        assert (answer.status_code, STALE in answer.text) == (401, True)
    walk.http.cookies.set("scorecard-company", kept)
    assert walk.come(brought).status_code == 303
    walk.http.cookies.clear()
    walk.http.cookies.set("scorecard-company", kept)
    assert walk.come(brought).status_code == 401  # the state is used
    other = walk.at_company(walk.leave(MEI), MEI)
    assert walk.come({**other, "code": brought["code"]}).status_code == 401  # the code is used
    assert reasons(walk) == ["the server answers 400"]


@on_embedded
def test_a_provider_speaks_for_its_organisations_addresses_alone(walk: Walk) -> None:
    walk.set_up(newcomers="reader")
    for email, said in (
        ("provider_auditor@example.com", DOMAIN),  # somebody of another organisation
        ("mei@client.example.evil.example", DOMAIN),
    ):
        answer = walk.sign_in(MEI, claims={"email": email})
        assert (answer.status_code, said in answer.text) == (401, True), email
    with walk.desk.database.writing() as session:
        person = add_person(session, MEI, "Mei Lin", now=OPENED)
        elsewhere = add_organisation(session, "Elsewhere", now=OPENED)
        add_membership(session, person.id, elsewhere.id, "administrator", now=OPENED)
    answer = walk.sign_in(MEI)
    assert (answer.status_code, ELSEWHERE in answer.text) == (401, True)
    walk.set_up(newcomers=None)
    answer = walk.sign_in("new@client.example")
    assert (answer.status_code, INVITED in answer.text) == (401, True)


def test_newcomers_come_in_as_their_groups_say_and_follow_them(walk: Walk) -> None:
    walk.set_up(newcomers="reader", claim="groups", roles={"sla-audit": "auditor", "desk": "clerk"})
    for groups, role in (
        (["others"], "reader"),
        (["desk", "sla-audit"], "auditor"),
        ("desk", "clerk"),
        ([], "clerk"),  # none that is named: what they were stays
    ):
        assert walk.sign_in(MEI, claims={"groups": groups}).status_code == 303
        assert walk.http.get("/api/v1/me").json()["role"] == role
    with walk.desk.database.reading() as session:
        assert len(session.exec(select(Membership).where(Membership.role == "clerk")).all()) == 4
        actions = [one.action for one in session.exec(select(AuditEntry)) if one.action.startswith("member")]
    assert actions == ["member.come", "member.change", "member.change"]


@on_embedded
def test_the_last_administrator_stays_one_whatever_the_groups_say(walk: Walk) -> None:
    walk.set_up(domains=["example.com"], claim="groups", roles={"desk": "clerk"})
    assert walk.sign_in("client_administrator@example.com", claims={"groups": ["desk"]}).status_code == 303
    assert walk.http.get("/api/v1/me").json()["role"] == "administrator"


@on_embedded
def test_unknown_companies_are_told_alike(walk: Walk) -> None:
    for form in (
        {"email": MEI},
        {"email": "nobody"},
        {"email": "\0@x"},
        {"organisation": str(walk.desk.organisations["client"])},
        {"organisation": "01a20568-e290-77f9-bb10-a28805b7f5e1"},
    ):
        answer = walk.http.post("/sign-in/company", data=form, params={"lang": "en"})
        assert (answer.status_code, NONE in answer.text) == (404, True), form
    assert walk.http.get("/sign-in/company/01a20568-e290-77f9-bb10-a28805b7f5e1").status_code == 404
    foreign = {"Origin": "https://evil.example"}
    walk.set_up()
    assert walk.http.post("/sign-in/company", data={"email": MEI}, headers=foreign).status_code == 403


@on_embedded
def test_a_provider_inside_the_network_is_not_asked(walk: Walk) -> None:
    body = {"client_id": "c", "client_secret": "s", "domains": ["client.example"]}
    for issuer in ("http://127.0.0.1:1", "https://10.0.0.1/", "file:///etc/passwd", "https://[::1]/"):
        answer = walk.desk.ask("client_administrator", "PUT", walk.path, json={"issuer": issuer, **body})
        assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, "issuer"), issuer


@on_embedded
def test_a_secret_never_follows_to_another_issuer_and_others_may_not_look(walk: Walk) -> None:
    walk.set_up()
    body = {"issuer": walk.issuer, "client_id": "scorecard", "domains": ["client.example"]}

    def put(**more: Any) -> int:
        answer = walk.desk.ask("client_administrator", "PUT", walk.path, json={**body, **more})
        return int(answer.status_code)

    assert put() == 200
    assert put(issuer="https://login.evil.example") == put(client_id="other") == 422
    assert put(domains=["Client.Example"]) == put(domains=["*"]) == put(newcomers="god") == 422
    assert walk.desk.get(walk.path, "client_auditor").status_code == 403
    assert walk.desk.get(walk.path, "provider_administrator").status_code == 404
    assert SECRET not in walk.desk.get(walk.path, "client_administrator").text
    assert walk.desk.ask("client_administrator", "DELETE", walk.path).status_code == 204
    assert walk.desk.get(walk.path, "client_administrator").status_code == 404


@on_embedded
def test_administrators_set_it_up_on_a_page(walk: Walk) -> None:
    with walk.desk.database.writing() as session:
        boss = session.exec(select(Person).where(Person.email == "client_administrator@example.com")).one()
        boss.password_hash = hash_password("correct horse battery")
        session.add(boss)
    own, page = {"Sec-Fetch-Site": "same-origin"}, "/single-sign-on"
    entry = {"email": boss.email, "password": "correct horse battery"}
    walk.http.post("/sign-in", data=entry, headers=own)
    form = {
        "act": "put",
        "issuer": walk.issuer,
        "client_id": "scorecard",
        "client_secret": SECRET,
        "domains": "client.example, Bank.example",
        "newcomers": "",
        "claim": "groups",
        "roles": "sla-audit = auditor\ndesk = clerk\n",
    }
    assert walk.http.post(page, data={**form, "roles": "desk"}, headers=own).status_code == 422
    refused = walk.http.post(page, data={**form, "issuer": "http://10.0.0.1"}, headers=own)
    assert (refused.status_code, SECRET in refused.text, "sla-audit" in refused.text) == (422, False, True)
    done = walk.http.post(page, data=form, headers=own)
    assert "Saved." in done.text
    assert SECRET not in done.text
    shown = walk.desk.shown(walk.path, "client_administrator")
    assert (shown["domains"], shown["roles"]) == (
        ["bank.example", "client.example"],
        {"sla-audit": "auditor", "desk": "clerk"},
    )
    walk.http.post(page, data={"act": "remove"}, headers=own)
    assert walk.desk.get(walk.path, "client_administrator").status_code == 404
