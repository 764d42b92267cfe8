"""Reading ahead: the slow part before the lock, counted only while it is still what would be read."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

import app.reports.keeping.basis as module
from app.contracts.tables import Contract
from app.database import Database
from app.errors import Refused
from app.reports.keeping.basis import Ahead, Sent, plan_reading
from app.reports.keeping.receive import receive
from tests.desk import REF, Desk, calls, terms

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read, one entry a reading."""
    names: list[str] = []
    plain = module.read_report

    def counted(content: bytes, *given: Any, name: str = "", good_rows: bool = False) -> Any:
        names.append(name)
        return plain(content, *given, name=name, good_rows=good_rows)

    monkeypatch.setattr(module, "read_report", counted)
    return names


def contract_of(database: Database) -> Contract:
    with database.reading() as session:
        return session.exec(select(Contract).where(Contract.reference == REF)).one()


def planned(desk: Desk, sent: Sent) -> Ahead:
    with desk.database.reading() as session:
        basis = plan_reading(session, contract_of(desk.database), sent, NOW)
    assert basis is not None
    return Ahead(basis, basis.read(sent))


def received(desk: Desk, sent: Sent, ahead: Ahead) -> str:
    with desk.database.writing() as session:
        return receive(session, contract_of(desk.database).id, sent, NOW, ahead).status


def test_an_upload_is_read_once_and_while_nothing_is_locked(agreed: Desk, read: list[str]) -> None:
    assert agreed.send(calls(), params={"name": "january.csv"}).status_code == 201
    assert read == ["january.csv"]
    assert agreed.send(calls(), params={"name": "again.csv"}).status_code == 200
    assert read == ["january.csv"]  # known bytes are not read at all


def test_a_reading_made_before_the_terms_changed_is_made_again(agreed: Desk, read: list[str]) -> None:
    sent = Sent(
        calls(days=range(1, 3)), "january.csv", "provider", contract_of(agreed.database).organisation_id
    )
    ahead = planned(agreed, sent)
    assert (
        agreed.put_terms(terms().replace("billing: {title: 账单热线}", "billing: {}, other: {}")).status_code
        == 201
    )
    assert received(agreed, sent, ahead) == "accepted"
    assert len(read) == 2


def test_a_reading_ahead_is_dropped_when_the_same_file_came_first(agreed: Desk, read: list[str]) -> None:
    sent = Sent(calls(), "january.csv", "provider", contract_of(agreed.database).organisation_id)
    ahead = planned(agreed, sent)
    assert agreed.send(calls()).status_code == 201
    assert received(agreed, sent, ahead) == "unchanged"
    with agreed.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM report")).scalar_one() == 1


def test_another_days_reading_is_made_again(agreed: Desk, read: list[str]) -> None:
    """The last day that a row may have is today: a reading of yesterday is no reading of today."""
    sent = Sent(calls(), "january.csv", "provider", contract_of(agreed.database).organisation_id)
    ahead = planned(agreed, sent)
    yesterday = replace(ahead.basis, context=replace(ahead.basis.context, latest=NOW.date().replace(day=1)))
    assert received(agreed, sent, replace(ahead, basis=yesterday)) == "accepted"
    assert len(read) == 2


def test_without_terms_nothing_is_planned(desk: Desk) -> None:
    sent = Sent(calls(), "january.csv", "provider", contract_of(desk.database).organisation_id)
    with desk.database.reading() as session, pytest.raises(Refused, match="no terms yet"):
        plan_reading(session, contract_of(desk.database), sent, NOW)
