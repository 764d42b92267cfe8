"""Webhooks over HTTP: set up by administrators, secret shown once, deliveries seen and sent again."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select
from standardwebhooks import Webhook

from app.access.tables import AuditEntry, Person
from app.access.tokens import add_token
from app.telling.tables import WebhookEndpoint
from tests.desk import Begin, Desk, agree, calls
from tests.telling.receiver import Receiver

pytestmark = pytest.mark.slow  # the service with its database

ADMIN = "client_administrator"


@pytest.fixture
def desk(begin: Begin, receiver: Receiver) -> Desk:
    """The desk with terms, allowed to tell the receiver on loopback."""
    return begin(agree, allowed_fetch_hosts=receiver.host)


def made(desk: Desk, url: str, who: str = ADMIN, **given: Any) -> dict[str, Any]:
    body = {"name": "tickets", "url": url, "kinds": ["report.refused"], **given}
    answer = desk.ask(who, "POST", "/webhooks", json=body)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_what_happens_arrives_and_is_seen(desk: Desk, receiver: Receiver) -> None:
    endpoint = made(desk, receiver.url, kinds=["report.received"])
    desk.send(calls())
    desk.judge()
    ((headers, body),) = receiver.came
    assert Webhook(endpoint["secret"]).verify(body, headers)["type"] == "report.received"
    (delivery,) = desk.shown(f"/webhooks/{endpoint['id']}/deliveries", ADMIN)["items"]
    assert (delivery["state"], delivery["message_id"]) == ("delivered", headers["webhook-id"])
    assert json.loads(delivery["body"]) == json.loads(body)
    assert [one["status"] for one in delivery["attempts"]] == [200]


def test_a_delivery_is_sent_again_under_its_own_id(desk: Desk, receiver: Receiver) -> None:
    endpoint = made(desk, receiver.url)
    path = f"/webhooks/{endpoint['id']}"
    tried = desk.ask(ADMIN, "POST", f"{path}/try").json()
    again = f"{path}/deliveries/{tried['id']}/replay"
    assert desk.ask(ADMIN, "POST", again).status_code == 409  # it is on its way
    desk.judge()
    assert desk.ask(ADMIN, "POST", again).status_code == 202
    desk.judge()
    assert receiver.ids == [tried["message_id"]] * 2
    assert receiver.came[0][1] == receiver.came[1][1]
    (delivery,) = desk.shown(f"{path}/deliveries", ADMIN)["items"]
    assert len(delivery["attempts"]) == 2


def test_the_secret_is_shown_once_and_locked_away(desk: Desk, receiver: Receiver) -> None:
    endpoint = made(desk, receiver.url)
    path, secret = f"/webhooks/{endpoint['id']}", endpoint["secret"]
    assert secret.startswith("whsec_")
    assert secret not in desk.get(path, ADMIN).text + desk.get("/webhooks", ADMIN).text
    rotated = desk.ask(ADMIN, "POST", f"{path}/rotate").json()["secret"]
    assert rotated != secret
    with desk.database.reading() as session:
        stored = session.exec(select(WebhookEndpoint)).one()
        log = [f"{one.before} {one.after}" for one in session.exec(select(AuditEntry))]
    for one in (secret, rotated):
        key = one.removeprefix("whsec_")
        assert key.encode() not in stored.secrets
        assert not [text for text in log if key in text]
    desk.ask(ADMIN, "POST", f"{path}/try")
    desk.judge()
    headers, body = receiver.came[-1]
    for one in (secret, rotated):
        Webhook(one).verify(body, headers)


def test_secrets_of_the_address_are_not_shown(desk: Desk, receiver: Receiver) -> None:
    endpoint = made(desk, receiver.url)  # it ends in key=shown-to-nobody
    assert "shown-to-nobody" not in endpoint["url"]
    assert "shown-to-nobody" not in desk.get(f"/webhooks/{endpoint['id']}", ADMIN).text


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "https://10.0.0.1/",
        "https://localhost/",
        "http://2130706433/",
        "ftp://example.com/",
        "https://user:pass@example.com/",
        "https://example.com:8443/",
        "http://example.com/",
        "https://[::1]/",
    ],
)
def test_an_address_inside_is_refused_when_it_is_set_up_and_changed(
    desk: Desk, receiver: Receiver, url: str
) -> None:
    body = {"name": "inside", "url": url}
    assert desk.ask(ADMIN, "POST", "/webhooks", json=body).status_code == 422
    path = f"/webhooks/{made(desk, receiver.url)['id']}"
    assert desk.ask(ADMIN, "PATCH", path, json={"url": url}).status_code == 422


def test_only_administrators_and_only_their_own(desk: Desk, receiver: Receiver) -> None:
    endpoint = made(desk, receiver.url)
    path = f"/webhooks/{endpoint['id']}"
    acts = [("GET", path), ("PATCH", path), ("DELETE", path), ("POST", f"{path}/rotate")]
    acts += [("POST", f"{path}/try"), ("GET", f"{path}/deliveries"), ("GET", "/webhooks")]
    for method, where in acts:
        given = {"json": {"name": "x"}} if method == "PATCH" else {}
        for who in ("client_auditor", "client_reader", "client_clerk"):
            assert desk.ask(who, method, where, **given).status_code == 403, (who, method, where)
        if where != "/webhooks":
            for who in ("provider_administrator", "outsider_administrator"):
                assert desk.ask(who, method, where, **given).status_code == 404, (who, method, where)
    assert desk.shown("/webhooks", "outsider_administrator")["items"] == []


def test_a_token_for_one_contract_sets_up_no_webhook(desk: Desk, receiver: Receiver) -> None:
    with desk.database.writing() as session:
        person = session.exec(select(Person.id).where(Person.email == f"{ADMIN}@example.com")).one()
        contract = desk.shown("/contracts")["items"][0]["id"]
        mine, now = desk.organisations["client"], datetime.now(UTC)
        bound = add_token(session, mine, person, "b", "administrator", now=now, contracts=[UUID(contract)])
    desk.tokens["bound"] = bound.secret
    body = {"name": "x", "url": receiver.url}
    assert desk.ask("bound", "POST", "/webhooks", json=body).status_code == 403
    assert desk.get("/webhooks", "bound").status_code == 403


def test_a_change_wants_the_version_that_was_read(desk: Desk, receiver: Receiver) -> None:
    path = f"/webhooks/{made(desk, receiver.url)['id']}"
    etag = desk.get(path, ADMIN).headers["etag"]
    stale = {"If-Match": etag}
    changed = desk.ask(ADMIN, "PATCH", path, json={"state": "stopped"}, headers=stale)
    assert changed.json()["state"] == "stopped"
    assert desk.ask(ADMIN, "PATCH", path, json={"name": "x"}, headers=stale).status_code == 412
    desk.send(calls())
    desk.judge()
    assert receiver.came == []
    assert desk.ask(ADMIN, "PATCH", path, json={"kinds": ["no.such"]}).status_code == 422


def test_what_is_on_its_way_to_one_that_is_taken_away_is_dropped(desk: Desk, receiver: Receiver) -> None:
    path = f"/webhooks/{made(desk, receiver.url)['id']}"
    desk.ask(ADMIN, "POST", f"{path}/try")
    assert desk.ask(ADMIN, "DELETE", path).status_code == 204
    desk.judge()
    assert receiver.came == []
    assert desk.get(path, ADMIN).status_code == 404
    with desk.database.reading() as session:
        assert session.exec(select(WebhookEndpoint)).one().secrets == b""


def test_there_are_at_most_twenty(desk: Desk, receiver: Receiver) -> None:
    for _ in range(20):
        made(desk, receiver.url)
    body = {"name": "one more", "url": receiver.url}
    assert desk.ask(ADMIN, "POST", "/webhooks", json=body).status_code == 409
