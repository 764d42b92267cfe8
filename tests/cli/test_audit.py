"""`scorecard audit verify` on both databases: every log at once, one alone, and what is wrong with it."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import text

from app.access.audit import record
from app.access.audit_log.seal import last_link, seal
from app.access.credentials import Credentials
from app.access.people import add_organisation
from app.database import Database, make_engine
from tests.cli.conftest import Run

pytestmark = pytest.mark.slow  # the service's database

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def organisation(database_url: str, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """An organisation with three entries, all sealed, and one refusal that belongs to nobody."""
    monkeypatch.setenv("SCORECARD_DATABASE_URL", database_url)
    monkeypatch.setenv("SCORECARD_SECRET_KEY", "Rk7-long-enough-and-random-0123456789-abcdef")
    database = Database(make_engine(database_url))
    caller = Credentials("none", "", "::1", "request-1")
    with database.writing() as session:
        whose = add_organisation(session, "Acme Bank", now=NOW).id
        for _ in range(3):
            record(session, NOW, caller, "thing.change", "x", organisation_id=whose)
        record(session, NOW, caller, "sign_in.refuse", "password")
    seal(database, NOW)
    database.close()
    return whose


def end_of(url: str, whose: UUID) -> str:
    database = Database(make_engine(url))
    with database.reading() as session:
        end = last_link(session, whose)
    database.close()
    assert end is not None
    return f"{end.number}:{end.sha256}"


def test_every_log_is_checked(run: Run, organisation: UUID) -> None:
    ran = run("audit", "verify", "--json")
    assert ran.code == 0
    assert ran.json["holds"] is True
    assert [(one["organisation"][:9], one["links"]) for one in ran.json["logs"]] == [
        ("Acme Bank", 3),
        ("(nobody: ", 1),
    ]
    assert "Acme Bank: holds, 3 links, 0 waiting" in run("audit", "verify").out


def test_one_log_passes_through_what_was_written_down(
    run: Run, organisation: UUID, database_url: str
) -> None:
    anchor = end_of(database_url, organisation)
    held = run("audit", "verify", "--organisation", "Acme Bank", "--anchor", anchor)
    assert held.code == 0
    other = run("audit", "verify", "--organisation", str(organisation), "--anchor", f"3:{'0' * 64}")
    assert other.code == 2
    assert "Acme Bank: link 3: The chain does not pass through" in other.err
    assert run("audit", "verify", "--anchor", anchor).code == 2
    assert run("audit", "verify", "--organisation", "Nobody Ltd").code == 2


def test_an_entry_that_is_nowhere_sealed_is_told_with_its_place(
    run: Run, organisation: UUID, database_url: str
) -> None:
    database = Database(make_engine(database_url))
    with database.writing() as session:
        record(
            session, NOW, Credentials("none", "", "", ""), "thing.change", "x", organisation_id=organisation
        )
        session.execute(text("DELETE FROM audit_waiting"))
    database.close()
    ran = run("audit", "verify")
    assert ran.code == 2
    assert "lies outside of the chain" in ran.err
    assert "Acme Bank: does not hold" in ran.out
