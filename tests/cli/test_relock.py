"""Changing the key that locks the secrets of sources, as an operator does it."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from app.access.locked import CannotUnlock, box_of, lock, unlock
from app.access.people import add_organisation
from app.contracts.open import open_contract
from app.database import Database, make_engine
from app.settings import load_settings
from app.sources.tables import Source
from tests.cli.conftest import Run

pytestmark = pytest.mark.slow  # the service with its database

OLD = "Rk7-long-enough-and-random-0123456789-abcdef"
NEW = "Zq3-another-one-that-is-random-9876543210-xyz"
NOW = datetime(2026, 2, 3, tzinfo=UTC)
TOKEN = {"kind": "bearer", "token": "s3cret"}


def stored(url: str) -> UUID:
    """Store a source whose credentials the old key locked."""
    database = Database(make_engine(url))
    with database.writing() as session:
        client = add_organisation(session, "Acme Bank", now=NOW)
        contract = open_contract(session, client.id, "ACME-2026-01", "Chengdu Contact Services", NOW)
        source = Source(
            organisation_id=client.id,
            contract_id=contract.id,
            side="client",
            name="daily",
            url="https://reports.example/",
            method="GET",
            window="day",
            lag_days=1,
            look_back=1,
            since=date(2026, 1, 1),
            every_minutes=60,
            credentials=lock(box_of(load_settings(secret_key=OLD)), TOKEN),
            created_at=NOW,
        )
        session.add(source)
    database.close()
    return source.id


def credentials(url: str, source_id: UUID) -> bytes:
    database = Database(make_engine(url))
    with database.reading() as session:
        locked = session.get_one(Source, source_id).credentials
    database.close()
    return locked


def test_after_relock_the_older_key_is_not_needed(
    database_url: str, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    source_id = stored(database_url)
    monkeypatch.setenv("SCORECARD_DATABASE_URL", database_url)
    monkeypatch.setenv("SCORECARD_SECRET_KEY", NEW)
    monkeypatch.setenv("SCORECARD_OLDER_SECRET_KEYS", OLD)
    for _ in range(2):
        ran = run("relock", "--json")
        assert (ran.code, ran.json) == (0, {"locked": 1, "lost": []})
    locked = credentials(database_url, source_id)
    assert unlock(box_of(load_settings(older_secret_keys="")), locked) == TOKEN
    with pytest.raises(CannotUnlock):
        unlock(box_of(load_settings(secret_key=OLD, older_secret_keys="")), locked)


def test_what_no_key_opens_is_named_and_kept(
    database_url: str, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    source_id = stored(database_url)
    before = credentials(database_url, source_id)
    monkeypatch.setenv("SCORECARD_DATABASE_URL", database_url)
    monkeypatch.setenv("SCORECARD_SECRET_KEY", NEW)
    ran = run("relock")
    assert ran.code == 2
    assert str(source_id) in ran.err
    assert "SCORECARD_OLDER_SECRET_KEYS" in ran.err
    assert credentials(database_url, source_id) == before
