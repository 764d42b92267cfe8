"""How each database is set up: keys, names, slots, and what passes after a fault."""

import sqlite3
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import insert, inspect, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoSlotError
from sqlmodel import Session

from app.database import (
    JOBS,
    Database,
    is_passing,
    is_taken,
    make_engine,
    new_id,
)
from tests.database.things import things


def test_sqlite_is_set_up_for_several_users(sqlite_url: str) -> None:
    database = Database(make_engine(sqlite_url))
    with database.reading() as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(text("PRAGMA foreign_keys")) == 1
        assert session.scalar(text("PRAGMA synchronous")) == 2
        assert (session.scalar(text("PRAGMA busy_timeout")) or 0) >= 10_000
    database.close()


def test_foreign_keys_are_held_on_both(database_url: str) -> None:
    database = Database(make_engine(database_url))
    orphan = text(
        "INSERT INTO contract_party (organisation_id, contract_id, part) VALUES (:one, :two, 'client')"
    )
    with pytest.raises(IntegrityError), database.writing() as session:
        session.execute(orphan, {"one": new_id().hex, "two": new_id().hex})
    database.close()


def test_a_key_that_is_taken_is_told_from_other_violations(database: Database) -> None:
    key = new_id()
    with database.writing() as session:
        session.execute(insert(things).values(id=key))
    with pytest.raises(IntegrityError) as taken, database.writing() as session:
        session.execute(insert(things).values(id=key))
    assert is_taken(taken.value)
    with pytest.raises(IntegrityError) as other, database.writing() as session:
        session.execute(text("INSERT INTO thing (id) VALUES (NULL)"))
    assert not is_taken(other.value)


def test_constraints_bear_the_names_of_the_convention_on_both(database_url: str) -> None:
    engine = make_engine(database_url)
    catalogue = inspect(engine)
    assert catalogue.get_pk_constraint("contract_party")["name"] == "pk_contract_party"
    assert {check["name"] for check in catalogue.get_check_constraints("contract_party")} == {
        "ck_contract_party_known_part"
    }
    engine.dispose()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/x"])
def test_a_database_that_would_not_work_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"file|not supported"):
        make_engine(url)


def test_the_folder_of_the_file_is_made(tmp_path: Path) -> None:
    database = Database(make_engine(f"sqlite:///{tmp_path}/new/folder/scorecard.db"))
    with database.reading() as session:
        assert session.scalar(text("SELECT 1")) == 1
    database.close()


def test_a_job_waits_longer_for_its_turn_to_write_than_whoever_asks(tmp_path: Path) -> None:
    waits = {}
    for role in ("", JOBS):
        database = Database(make_engine(f"sqlite:///{tmp_path}/patient.db", role=role))
        with database.reading() as session:
            waits[role] = session.scalar(text("PRAGMA busy_timeout"))
        database.close()
    assert waits == {"": 20_000, JOBS: 120_000}


def test_what_passes_is_told_from_what_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.database.BUSY_SECONDS", 0.05)
    database = Database(make_engine(f"sqlite:///{tmp_path}/busy.db", pool_size=1))

    def write_once() -> None:
        with database.writing() as session:
            session.execute(text("SELECT 1"))

    with database.writing() as first:
        first.execute(text("SELECT 1"))
        with pytest.raises(OperationalError) as locked:
            write_once()
    assert is_passing(locked.value)
    with pytest.raises(OperationalError) as missing, database.reading() as session:
        session.execute(text("SELECT * FROM nowhere"))
    assert not is_passing(missing.value)
    assert is_passing(NoSlotError("no slot in the pool"))
    database.close()


def test_what_is_in_use_at_the_close_is_closed_when_it_is_given_back(database_url: str) -> None:
    database = Database(make_engine(database_url))
    with database.reading() as late, database.reading() as other:
        other.execute(text("SELECT 1"))
        used = late.connection().connection.driver_connection
        assert used is not None
        database.close()
        assert late.scalar(text("SELECT 1")) == 1
    with pytest.raises((sqlite3.ProgrammingError, psycopg.OperationalError), match="closed"):
        used.execute("SELECT 1")


@pytest.mark.postgres
def test_a_restart_of_the_server_costs_no_request(postgres_url: str) -> None:
    database = Database(make_engine(postgres_url, pool_size=1))
    own_process = text("SELECT pg_backend_pid()")
    with database.reading() as session:
        victim = session.scalar(own_process)
    killer = make_engine(postgres_url)
    with killer.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:victim)"), {"victim": victim})
    killer.dispose()
    with database.reading() as session:
        assert session.scalar(own_process) != victim
    database.close()


@pytest.mark.postgres
def test_a_statement_that_never_ends_is_ended(postgres_url: str) -> None:
    database = Database(make_engine(postgres_url, statement_seconds=1))
    with pytest.raises(OperationalError) as ended, database.reading() as session:
        session.execute(text("SELECT pg_sleep(30)"))
    assert is_passing(ended.value)
    database.close()


@pytest.mark.postgres
def test_a_setting_of_one_transaction_does_not_reach_the_next_on_the_same_connection(
    postgres_url: str,
) -> None:
    """What row-level security will rest on: SET LOCAL lives and dies with the unit of work."""
    database = Database(make_engine(postgres_url, pool_size=1))

    def seen(session: Session) -> str | None:
        return session.scalar(text("SELECT current_setting('scorecard.organisation', true)"))

    with database.writing() as session:
        session.execute(text("SET LOCAL scorecard.organisation = 'a'"))
        assert seen(session) == "a"
    with database.reading() as session:
        assert not seen(session)
    database.close()
