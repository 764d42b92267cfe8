"""Deleting an organisation: every row of its own goes, nobody else's, and a signed statement stays (N06)."""

import json
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import String, cast, func, or_, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel, col, select

from app.access.delete_organisation import is_ours
from app.access.tables import Organisation
from app.contracts.tables import Contract
from app.settings import load_settings
from tests.cli.conftest import Run
from tests.desk import KEY, REF, Begin, Desk, agree, calls, surveys
from tests.scorecards.life.acts import dispute, issue, reply

pytestmark = pytest.mark.slow  # the service with its database


def do_much(desk: Desk) -> None:
    """Terms, reports, an issued scorecard, a source, a webhook, choices."""
    agree(desk)
    for sent in (calls(), surveys(), b"date,offered\n2026-01-01,x\n"):
        desk.send(sent)
    body = {"name": "daily", "url": "https://reports.example/{start}", "every_minutes": 60}
    assert desk.ask("provider_clerk", "POST", f"/contracts/{REF}/sources", json=body).is_success
    hook = {"name": "tickets", "url": "https://tickets.example/"}
    assert desk.ask("client_administrator", "POST", "/webhooks", json=hook).is_success
    told = {"mail": [], "chat": [], "digest": True}
    assert desk.ask("client_auditor", "PUT", "/me/notices", json=told).is_success
    assert issue(desk, "2026-01").status_code == 201
    assert reply(desk, "2026-01", dispute()).status_code == 201


@pytest.fixture
def desk(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk where much was done; PostgreSQL's tests sign in as its superuser."""
    desk = begin(do_much)
    monkeypatch.setenv("SCORECARD_DATABASE_URL", desk.settings.database_url)
    monkeypatch.setenv("SCORECARD_SECRET_KEY", KEY)
    return desk


def left_of(desk: Desk, *ids: UUID) -> dict[str, int]:
    """The tables that still hold one of these ids in any column."""
    found = {}
    with desk.database.reading() as session:
        for table in SQLModel.metadata.sorted_tables:
            forms = [str(one) for one in ids] + [one.hex for one in ids]
            holds = or_(*(cast(column, String).in_(forms) for column in table.c))
            if count := session.execute(select(func.count()).select_from(table).where(holds)).scalar_one():
                found[table.name] = count
    return found


def contract_of(desk: Desk) -> UUID:
    with desk.database.reading() as session:
        return session.exec(select(Contract.id).where(col(Contract.reference) == REF)).one()


def test_a_client_goes_with_everything_and_its_provider_stays(desk: Desk, run: Run) -> None:
    client, contract = desk.organisations["client"], contract_of(desk)
    assert len(left_of(desk, client, contract)) >= 15
    ran = run("organisation", "delete", "The client", "--for-good", "--json")
    assert ran.code == 0, ran.err
    assert left_of(desk, client, contract) == {"audit_closing": 1}
    told: Any = json.loads(ran.json["statement"])
    assert told["organisation"] == str(client)
    assert told["rows"]["contract"] == 1
    assert told["log"]["entries"] == told["rows"]["audit_link"] == told["rows"]["audit_entry"] == 4
    assert is_ours(load_settings(), ran.json["statement"], ran.json["signature"])
    assert not is_ours(load_settings(), ran.json["statement"] + " ", ran.json["signature"])
    assert desk.get("/contracts").status_code == 401
    assert desk.shown("/contracts", "provider_clerk")["items"] == []
    assert desk.shown("/audit", "provider_auditor")["items"] != []
    assert run("audit", "verify", "--json").json["closed"] == 1


def test_a_provider_goes_and_its_clients_contract_stays(desk: Desk, run: Run) -> None:
    assert run("organisation", "delete", "The provider", "--for-good").code == 0
    assert desk.get("/me", "provider_clerk").status_code == 401
    assert desk.shown(f"/contracts/{REF}")["reference"] == REF
    assert len(desk.shown(f"/contracts/{REF}/reports")["items"]) == 3
    assert desk.shown(f"/contracts/{REF}/scorecards/2026-01")["life"]["stage"] == "disputed"
    with desk.database.reading() as session:
        names = set(session.exec(select(Organisation.name)))
    assert "The provider" not in names


def test_the_closing_entry_is_neither_changed_nor_deleted_and_forging_is_found(desk: Desk, run: Run) -> None:
    assert run("organisation", "delete", "The client", "--for-good").code == 0
    for statement in ("DELETE FROM audit_closing", "UPDATE audit_closing SET entries = 0"):
        with pytest.raises(DBAPIError, match="only ever added to"), desk.database.writing() as session:
            session.execute(text(statement))
    with pytest.MonkeyPatch.context() as other:
        other.setenv("SCORECARD_SECRET_KEY", "Zq3-another-one-that-is-random-9876543210-xyz")
        ran = run("audit", "verify")
    assert ran.code == 2
    assert "its closing statement is not ours" in ran.err


def test_nothing_is_deleted_by_a_slip(desk: Desk, run: Run) -> None:
    assert run("organisation", "delete", "The client").code == 2
    assert run("organisation", "delete", "Nobody Ltd", "--for-good").code == 2
    assert desk.shown(f"/contracts/{REF}")["reference"] == REF
