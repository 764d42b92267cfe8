"""The auditor's path over real readings: leave out, look at variants, issue, reply, settle, note, verify."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session, select

from app.access.tables import AuditEntry, Person
from app.contracts.tables import Contract
from app.scorecards.life.tables import ConfirmationLimit
from tests.dashboards.test_pages import ENGLISH, HERE, OWN, seen, sign_in, text_of
from tests.dashboards.world import CHINESE, at

pytestmark = pytest.mark.slow  # the service as a whole

CARD = f"{HERE}/scorecards/2026-02"
CLERK = "clerk@example.com"


def send(client: TestClient, path: str, **fields: Any) -> Response:
    data = {key.replace("__", "."): value for key, value in fields.items()}
    return client.post(path, data=data, headers=OWN, params=ENGLISH)


def act(client: TestClient, name: str, **fields: Any) -> Response:
    return send(client, f"{CARD}/acts", act=name, **fields)


def digest(client: TestClient) -> str:
    found = re.search(r'name="sha256" value="([0-9a-f]{64})"', client.get(CARD).text)
    assert found
    return found[1]


def test_an_exclusion_is_proposed_priced_and_agreed(browse: TestClient) -> None:
    sign_in(browse, CLERK)
    proposal = {
        "name": "Carrier outage",
        "reason": "ticket 4711",
        "begins": "2026-02-03T00:00",
        "ends": "2026-02-01T00:00",
        "queue": ["billing"],
        "whole_days": "true",
    }
    refused = send(browse, f"{HERE}/exclusions", **proposal)
    assert refused.status_code == 422
    page = text_of(refused.text)
    assert "an exclusion ends after it begins" in page
    assert 'value="2026-02-03T00:00"' in refused.text
    assert "ticket 4711" in page
    assert 'value="billing" checked' in refused.text
    done = send(browse, f"{HERE}/exclusions", **proposal | {"ends": "2026-02-05T00:00"})
    assert (done.status_code, done.headers["location"]) == (303, f"{HERE}/exclusions")
    own = seen(browse, f"{HERE}/exclusions")
    assert "0 exclusions are agreed; 1 waits for the other side." in own
    assert "Withdraw : Carrier outage" in own
    assert "Agree :" not in own
    sign_in(browse)
    shown = browse.get(f"{HERE}/exclusions", params=ENGLISH).text
    assert "Waives 0.00\N{NO-BREAK SPACE}CNY" in shown
    which = re.search(r'name="id" value="([^"]+)"><input type="hidden" name="version" value="([^"]+)"', shown)
    assert which
    stale = send(browse, f"{HERE}/exclusions", step="agree", id=which[1], version="old")
    assert stale.status_code == 412
    agreed = send(browse, f"{HERE}/exclusions", step="agree", id=which[1], version=which[2])
    assert agreed.status_code == 303
    assert "1 exclusion is agreed; 0 wait for the other side." in seen(browse, f"{HERE}/exclusions")
    assert "Carrier outage" in seen(browse, CARD)


def test_what_cannot_be_read_is_refused_with_its_place(browse: TestClient) -> None:
    sign_in(browse)
    answer = send(browse, f"{HERE}/exclusions", name="x", reason="y", begins="soon", ends="later")
    assert answer.status_code == 422
    assert "From: write it like 2026-04-30T09:30" in text_of(answer.text)
    nothing = send(browse, f"{HERE}/exclusions", step="explode", id="1")
    assert nothing.status_code == 422


def test_every_variant_stands_beside_the_agreed_one(browse: TestClient) -> None:
    sign_in(browse)
    page = seen(browse, f"{HERE}/sensitivity/2026-02")
    assert "as agreed" in page
    assert "Abandonment rate ≤" in page


@pytest.fixture
def limited(pages: TestClient) -> Iterator[Session]:
    """The client asks for a second person above 100.00."""
    with pages.app.state.database.writing() as session:  # type: ignore[attr-defined]
        contract = session.exec(select(Contract)).one()
        person = session.exec(select(Person.id).where(Person.email == CHINESE)).one()
        key = {"organisation_id": contract.organisation_id, "contract_id": contract.id}
        limit = ConfirmationLimit(**key, amount=10000, person_id=person, at=at(3))
        session.add(limit)
    yield session
    with pages.app.state.database.writing() as session:  # type: ignore[attr-defined]
        session.delete(session.get(ConfirmationLimit, tuple(key.values())))


def test_above_the_limit_it_waits_for_a_second_person(browse: TestClient, limited: Session) -> None:
    sign_in(browse)
    assert act(browse, "issue", sha256=digest(browse)).status_code == 303
    page = seen(browse, CARD)
    assert "It waits for a second person of the client." in page
    assert "Confirm and issue" not in page
    own = act(browse, "confirm", sha256=digest(browse))
    assert own.status_code == 403
    assert "You asked for this issue yourself" in text_of(own.text)


def test_from_issue_to_cash(browse: TestClient) -> None:
    sign_in(browse)
    assert act(browse, "issue", sha256="0" * 64).status_code == 412
    assert act(browse, "explode").status_code == 422
    assert act(browse, "issue", sha256=digest(browse)).headers["location"] == f"{CARD}#life"
    issued = seen(browse, CARD)
    assert "Issued as number 1 by li.na" in issued
    assert "Send the reply" not in issued
    assert "every digit and the chain hold" in seen(browse, CARD, verify="yes")
    with browse.app.state.database.reading() as session:  # type: ignore[attr-defined]
        read = select(AuditEntry.after).where(AuditEntry.action == "scorecard.verify")
        assert session.exec(read).all() == [{"number": 1, "holds": True}]

    sign_in(browse, CLERK)
    assert "Send the reply" in seen(browse, CARD)
    answer = {
        "position__abandonment": "disputed",
        "amount__abandonment": "99999.00",
        "comment__abandonment": "outage",
        "position__satisfaction": "accepted",
    }
    refused = act(browse, "reply", comment="see ticket", **answer)
    assert refused.status_code == 422
    assert "at most its credit can be disputed" in text_of(refused.text)
    assert 'value="99999.00"' in refused.text
    assert 'value="see ticket"' in refused.text
    odd = act(browse, "reply", **answer | {"amount__abandonment": "five"})
    assert odd.status_code == 422
    assert act(browse, "reply", **answer | {"amount__abandonment": "5000.00"}).status_code == 303
    assert act(browse, "issue", sha256="0" * 64).status_code == 403

    sign_in(browse)
    page = seen(browse, CARD)
    assert "Abandonment rate: disputed 5,000.00 CNY – outage" in page
    settled = act(browse, "settle", amount__abandonment="2500.00", agreed_by="Li Wei", comment="half")
    assert settled.status_code == 303
    assert "agreed with Li Wei" in seen(browse, CARD)

    money = seen(browse, f"{HERE}/money/2026-02")
    assert "Settled −2,500.00 CNY" in money
    assert "Payable 9,500.00 CNY" in money
    note = {"entry": "1", "what": "set_off", "on": "2026-04-30", "document_number": "INV-118"}
    too_much = send(browse, f"{HERE}/money/2026-02", **note, amount="12000.01")
    assert too_much.status_code == 409
    assert 'value="INV-118"' in too_much.text
    assert send(browse, f"{HERE}/money/2026-02", **note | {"entry": "one"}).status_code == 422
    assert send(browse, f"{HERE}/money/2026-02", **note).status_code == 303
    done = seen(browse, f"{HERE}/money/2026-02")
    assert "set off 12,000.00 CNY Apr 30, 2026 · INV-118 · li.na" in done
    assert "Outstanding −2,500.00 CNY" in done


def test_a_form_of_another_site_changes_nothing(browse: TestClient) -> None:
    sign_in(browse)
    for path in (f"{CARD}/acts", f"{HERE}/money/2026-02", f"{HERE}/exclusions"):
        sent = browse.post(path, data={"act": "issue"}, headers={"Sec-Fetch-Site": "cross-site"})
        assert sent.status_code == 403


def test_an_outsider_acts_on_what_is_not_there(browse: TestClient) -> None:
    sign_in(browse, "outsider@example.com")
    for path in (f"{CARD}/acts", f"{HERE}/money/2026-02", f"{HERE}/exclusions"):
        assert send(browse, path, act="issue", sha256="0" * 64, entry="1").status_code in (404, 422)
