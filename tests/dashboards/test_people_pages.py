"""People and machines through their pages: invited, joined, changed; tokens, webhooks, notices, the log."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlmodel import select

from app.access.events.kinds import KINDS
from app.access.people import add_membership, add_person
from app.access.tables import Organisation
from app.contracts.tables import Contract
from dashboards.people.words import KINDS as WORDS
from tests.dashboards.test_acts import CLERK, send
from tests.dashboards.test_pages import OWN, seen, sign_in, text_of
from tests.dashboards.world import PASSWORD, at

pytestmark = pytest.mark.slow  # the service as a whole
BOSS = "boss@example.com"


@pytest.fixture(scope="module")
def boss(pages: TestClient) -> str:
    """An administrator of the client."""
    with pages.app.state.database.writing() as session:  # type: ignore[attr-defined]
        client = session.exec(select(Contract.organisation_id)).one()
        person = add_person(session, BOSS, "Boss", now=at(1), password=PASSWORD)
        add_membership(session, person.id, client, "administrator", now=at(1))
        assert session.get_one(Organisation, client).name == "Acme Bank"
    return BOSS


@pytest.fixture
def office(browse: TestClient, boss: str) -> TestClient:
    sign_in(browse, boss)
    return browse


def id_beside(page: str, name: str) -> str:
    found = re.search(rf'name="id" value="([0-9a-f-]+)">(?:(?!</form>).)*{re.escape(name)}', page, re.DOTALL)
    assert found, name
    return found[1]


def test_somebody_is_invited_joins_by_the_link_and_is_taken_out(office: TestClient) -> None:
    wrong = send(office, "/people", act="invite", email="nobody", role="reader")
    assert wrong.status_code == 422
    assert 'value="nobody"' in wrong.text
    made = send(office, "/people", act="invite", email="new@example.com", role="reader")
    assert made.status_code == 200
    link = re.search(r"/join\?secret=(inv_\w+)", made.text)
    assert link
    assert "1 invitation is open" in seen(office, "/people")
    assert link[1] not in office.get("/people").text  # shown once
    office.cookies.clear()
    form = office.get(f"/join?secret={link[1]}&lang=en")
    assert "Acme Bank" in form.text
    weak = send(office, "/join", secret=link[1], name="New One", password="short")
    assert weak.status_code == 422
    assert 'value="New One"' in weak.text
    assert "short" not in weak.text
    joined = send(office, "/join", secret=link[1], name="New One", password="a long enough password")
    assert (joined.status_code, joined.headers["location"]) == (303, "/sign-in")
    assert office.get(f"/join?secret={link[1]}").status_code == 404
    assert (
        send(office, "/join", secret=link[1], name="x", password="a long enough password").status_code == 422
    )
    sign_in(office, BOSS)
    page = office.get("/people", params={"lang": "en"}).text
    member = id_beside(page, "New One")
    assert send(office, "/people", act="role", id=member, role="auditor").status_code == 303
    assert send(office, "/people", act="remove", id=member).status_code == 303
    assert "New One" not in seen(office, "/people")
    own = id_beside(page, "Boss")
    last = send(office, "/people", act="remove", id=own)
    assert last.status_code == 409
    assert "Somebody has to administer" in text_of(last.text)
    assert send(office, "/people", act="remove", id="me").status_code == 422


def test_an_invitation_is_taken_back(office: TestClient) -> None:
    made = send(office, "/people", act="invite", email="late@example.com", role="reader")
    secret = re.search(r"secret=(inv_\w+)", made.text)
    assert secret
    one = id_beside(made.text, "late@example.com")
    assert send(office, "/people", act="take_back", id=one).status_code == 303
    assert office.get(f"/join?secret={secret[1]}").status_code == 404


def test_a_clerk_sees_colleagues_and_invites_nobody(browse: TestClient) -> None:
    sign_in(browse, CLERK)
    page = seen(browse, "/people")
    assert "clerk@example.com" in page
    assert "Invite" not in page
    assert send(browse, "/people", act="invite", email="x@example.com", role="reader").status_code == 403
    assert browse.get("/webhooks").status_code == 403
    assert browse.get("/audit").status_code == 403
    links = re.findall(r'<a href="/(people|notices|tokens|webhooks|audit)"', browse.get("/people").text)
    assert links == ["people", "notices", "tokens"]


def test_a_token_is_shown_once_works_and_is_revoked(browse: TestClient) -> None:
    sign_in(browse, CLERK)
    far = send(browse, "/tokens", act="make", name="night", role="clerk", days="x")
    assert far.status_code == 422
    assert 'value="night"' in far.text
    more = send(browse, "/tokens", act="make", name="night", role="administrator", days="9")
    assert more.status_code == 403
    made = send(browse, "/tokens", act="make", name="night", role="clerk", days="9", scope=["reports:write"])
    assert made.status_code == 200
    secret = re.search(r'class="hash once">([^<]+)<', made.text)
    assert secret
    listed = browse.get("/tokens", params={"lang": "en"})
    assert secret[1] not in listed.text
    assert "1 active token." in text_of(listed.text)
    one = id_beside(listed.text, "night")
    assert send(browse, "/tokens", act="revoke", id=one).status_code == 303
    assert "0 active tokens." in seen(browse, "/tokens")


def test_a_webhook_is_set_up_tried_rotated_and_taken_away(office: TestClient) -> None:
    inside = send(office, "/webhooks", name="desk", url="http://127.0.0.1:9/hook", kind=["report.refused"])
    assert inside.status_code == 422
    assert 'value="report.refused" checked' in inside.text
    made = send(office, "/webhooks", name="desk", url="https://hooks.example/x", kind=["report.refused"])
    secret = re.search(r"whsec_[\w+/=]+", made.text)
    assert secret
    here = re.search(r'href="(/webhooks/[0-9a-f-]+)"', made.text)
    assert here
    assert secret[0] not in office.get("/webhooks").text
    assert send(office, here[1], act="try").status_code == 303
    page = office.get(here[1], params={"lang": "en"})
    assert "Active; 1 delivery; 0 of them failed." in text_of(page.text)
    with office.app.state.database.writing() as session:  # type: ignore[attr-defined]
        session.execute(text("UPDATE webhook_delivery SET state = 'failed', next_at = NULL"))
    again = id_beside(office.get(here[1]).text, "</form>")
    assert send(office, here[1], act="replay", id=again).status_code == 303
    rotated = send(office, here[1], act="rotate")
    assert "whsec_" in rotated.text
    assert secret[0] not in rotated.text
    assert send(office, here[1], act="kinds", kind=["source.failing"]).status_code == 303
    assert send(office, here[1], act="stop").status_code == 303
    assert "Stopped; 1 delivery" in seen(office, here[1])
    assert send(office, here[1], act="explode").status_code == 422
    assert send(office, here[1], act="remove").headers["location"] == "/webhooks"
    assert office.get(here[1]).status_code == 404


def test_everybody_chooses_what_they_are_told(browse: TestClient) -> None:
    sign_in(browse, CLERK)
    assert "Your role decides until you choose" in seen(browse, "/notices")
    wrong = send(browse, "/notices", mail=["report.refused"], chat_address="nonsense")
    assert wrong.status_code == 422
    assert re.search('name="mail" value="report.refused" checked', wrong.text)
    saved = send(browse, "/notices", mail=["report.refused", "reply.due"], digest="true")
    assert saved.status_code == 200
    assert "You chose this yourself; 2 kinds of news reach you." in text_of(saved.text)


def test_the_log_is_filtered_and_verified(office: TestClient) -> None:
    send(office, "/people", act="invite", email="logged@example.com", role="reader")
    page = seen(office, "/audit", action="invitation")
    assert "invitation.make logged@example.com Boss" in page
    assert "terms.put" not in page
    assert "Verified:" in seen(office, "/audit", verify="yes")
    assert "A day cannot be read" in seen(office, "/audit", first="soon")
    assert "Nothing of that kind was done." in seen(office, "/audit", last="2020-01-01")
    export = re.search(r'href="(/api/v1/audit\.csv\?[^"]+)"', office.get("/audit?action=token").text)
    assert export
    assert export[1] == "/api/v1/audit.csv?action=token"


def test_forms_of_another_site_change_nothing(browse: TestClient) -> None:
    sign_in(browse, CLERK)
    foreign = OWN | {"Sec-Fetch-Site": "cross-site"}
    for path in ("/people", "/tokens", "/notices", "/webhooks"):
        assert browse.post(path, data={"act": "make"}, headers=foreign).status_code in (403, 422)
    assert browse.post("/tokens", data={"act": "revoke", "id": "1"}, headers=foreign).status_code in (
        403,
        422,
    )


def test_everything_that_can_happen_has_words() -> None:
    assert set(KINDS) <= set(WORDS)
