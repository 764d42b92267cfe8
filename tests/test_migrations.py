"""One history for both databases: up, down, up again, and nothing between it and the tables."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from sqlalchemy import inspect

from app import database
from app.database import make_engine, migrate, schema_is_current


def check(url: str) -> None:
    """Run `alembic check`: it raises when the tables ask for more than the history gives."""
    engine = make_engine(url)
    with engine.execution_options(scorecard_writing=True).connect() as connection:
        config = database._alembic()
        config.attributes["connection"] = connection
        command.check(config)
    engine.dispose()


def tables(url: str) -> set[str]:
    engine = make_engine(url)
    try:
        return set(inspect(engine).get_table_names()) - {"alembic_version"}
    finally:
        engine.dispose()


def test_the_history_and_the_tables_say_the_same(database_url: str) -> None:
    check(database_url)


def test_up_down_and_up_again(empty_database_url: str) -> None:
    migrate(empty_database_url)
    full = tables(empty_database_url)
    assert {"organisation", "contract_party", "audit_entry"} <= full
    migrate(empty_database_url, "base")
    assert tables(empty_database_url) == set()
    migrate(empty_database_url)
    assert tables(empty_database_url) == full
    check(empty_database_url)


def test_to_an_older_revision_and_forward(empty_database_url: str) -> None:
    migrate(empty_database_url)
    full = tables(empty_database_url)
    migrate(empty_database_url, "access_1")
    assert "organisation" in tables(empty_database_url)
    migrate(empty_database_url)
    assert tables(empty_database_url) == full


def test_several_processes_may_migrate_at_once(empty_database_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, [empty_database_url] * 4))
    engine = make_engine(empty_database_url)
    assert schema_is_current(engine)
    engine.dispose()


def test_an_empty_or_a_newer_schema_is_not_current(empty_database_url: str) -> None:
    engine = make_engine(empty_database_url)
    assert not schema_is_current(engine)
    migrate(empty_database_url)
    assert schema_is_current(engine)
    with engine.execution_options(scorecard_writing=True).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'tomorrow_1'")
    assert not schema_is_current(engine)
    with pytest.raises(RuntimeError, match="tomorrow_1, which this version does not know"):
        migrate(empty_database_url)
    engine.dispose()


def test_the_history_has_one_end() -> None:
    from alembic.script import ScriptDirectory

    assert len(ScriptDirectory.from_config(database._alembic()).get_heads()) == 1
