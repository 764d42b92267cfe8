"""What the small world needs so that every page has something to show: people, machines, a waiting file."""

import re
from collections.abc import Mapping
from uuid import UUID

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import select

from app.access.people import add_membership, add_person
from app.contracts.tables import Contract
from app.telling.tables import WebhookDelivery, WebhookEndpoint
from tests.dashboards.test_acts import send
from tests.dashboards.test_arriving import FAULTY, look
from tests.dashboards.test_pages import HERE, sign_in
from tests.dashboards.world import PASSWORD, at

BOSS = "boss@example.com"


def furnish(app: FastAPI) -> Mapping[str, str]:
    """The pages whose addresses hold an id or a secret, by name; done as an administrator of the client."""
    _hire(app)
    with TestClient(app, follow_redirects=False, headers={"Accept": "text/html"}) as client:
        sign_in(client, BOSS)
        invited = send(client, "/people", act="invite", email="new@example.com", role="reader").text
        source = {"name": "Own system", "url": "https://calls.acme.example/daily.csv?day={start}"}
        send(client, f"{HERE}/sources", **source, side="client", window="day", cron="15 6 * * *")
        hook = {"name": "Ticket system", "url": "https://tickets.acme.example/hook"}
        send(client, "/webhooks", **hook, kind=["scorecard.issued"])
        _tell(app)
        return {
            "join": _found(r"(/join\?secret=\w+)", invited),
            "source": _found(rf'href="({HERE}/sources/[0-9a-f-]+)"', client.get(f"{HERE}/sources").text),
            "webhook": _found('href="(/webhooks/[0-9a-f-]+)"', client.get("/webhooks").text),
            "draft": look(client, FAULTY),
            "report": _found(rf'href="({HERE}/reports/[0-9a-f-]+)"', client.get(f"{HERE}/reports").text),
        }


def _found(form: str, page: str) -> str:
    found = re.search(form, page)
    assert found, form
    return found[1]


def _hire(app: FastAPI) -> None:
    with app.state.database.writing() as session:
        client = session.exec(select(Contract.organisation_id)).one()
        person = add_person(session, BOSS, "Maja Boss", now=at(1), password=PASSWORD)
        add_membership(session, person.id, client, "administrator", now=at(1))


def _tell(app: FastAPI) -> None:
    """One delivery of each state."""
    with app.state.database.writing() as session:
        endpoint = session.exec(select(WebhookEndpoint)).one()
        for number, state in enumerate(("waiting", "delivered", "failed", "dropped"), 1):
            status = 200 if state == "delivered" else 503
            one = {"at": at(3, number).isoformat(), "status": status, "error": "", "milliseconds": 41}
            tries = [] if state == "waiting" else [one]
            session.add(
                WebhookDelivery(
                    organisation_id=endpoint.organisation_id,
                    endpoint_id=endpoint.id,
                    event_id=UUID(int=number),
                    kind="scorecard.issued",
                    body="{}",
                    state=state,
                    tries=tries,
                    created_at=at(3, number),
                    begun_at=at(3, number),
                )
            )
