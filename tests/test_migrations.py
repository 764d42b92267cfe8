"""One history for both databases: up, down, up again, and nothing between it and the tables."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from app import database
from app.database import make_engine, migrate, schema_is_current
from tests.conftest import on_sqlite

pytestmark = pytest.mark.slow  # the service with its database

ROW = {"id": "01a20568e29077f9bb10a28805b7f5e1", "at": "2026-11-22T12:00:00.000000Z"}
TWIN = {**ROW, "id": "01a20568e2c277c4b8ea3f379108bba2"}


KILLED = """
import os, signal, sys
from itertools import count
from sqlalchemy import Engine, event
from app.database import migrate
statements = count(1)
kill = lambda *_: next(statements) == 60 and os.kill(os.getpid(), signal.SIGKILL)
event.listen(Engine, "after_cursor_execute", kill)
migrate(sys.argv[1])
"""


def check(url: str) -> None:
    """Run `alembic check`: it raises when the tables ask for more than the history gives."""
    engine = make_engine(url)
    with engine.execution_options(scorecard_writing=True).connect() as connection:
        config = database._alembic()
        config.attributes["connection"] = connection
        command.check(config)
    engine.dispose()


def tables(url: str) -> set[str]:
    """Every table, view, column and index by name."""
    engine = make_engine(url)
    try:
        seen = inspect(engine)
        names = {*seen.get_table_names(), *seen.get_view_names()} - {"alembic_version"}
        parts = {f"{name}.{one['name']}" for name in names for one in seen.get_columns(name)}
        indexed = {f"{name} by {one['name']}" for name in names for one in seen.get_indexes(name)}
        return names | parts | indexed
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


@on_sqlite
def test_m07_a_migration_that_is_killed_changed_nothing_and_runs_again(empty_database_url: str) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, empty_database_url], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert tables(empty_database_url) == set()
    migrate(empty_database_url)
    engine = make_engine(empty_database_url)
    assert schema_is_current(engine)
    engine.dispose()


def test_to_an_older_revision_and_forward(empty_database_url: str) -> None:
    migrate(empty_database_url)
    full = tables(empty_database_url)
    migrate(empty_database_url, "access_1")
    assert "organisation" in tables(empty_database_url)
    migrate(empty_database_url)
    assert tables(empty_database_url) == full


@on_sqlite
def test_each_step_goes_down_and_up_again(empty_database_url: str) -> None:
    """Whoever goes back one version at a time finds each step whole: what it added gone, the rest kept."""
    steps = [script.revision for script in ScriptDirectory.from_config(database._alembic()).walk_revisions()]
    migrate(empty_database_url)
    seen = [tables(empty_database_url)]
    for step in [*steps[1:], "base"]:
        migrate(empty_database_url, step)
        seen.append(tables(empty_database_url))
    assert all(after != before for before, after in pairwise(seen))
    for step, before in zip(reversed(steps), list(reversed(seen))[1:], strict=True):
        migrate(empty_database_url, step)
        assert tables(empty_database_url) == before
    check(empty_database_url)


def test_what_is_stored_outlives_a_step_down_and_up(empty_database_url: str) -> None:
    migrate(empty_database_url)
    engine = make_engine(empty_database_url)
    with engine.execution_options(scorecard_writing=True).begin() as connection:
        connection.execute(
            text("INSERT INTO organisation (id, name, created_at) VALUES (:id, 'A', :at)"), ROW
        )
        connection.execute(
            text("INSERT INTO organisation (id, name, created_at) VALUES (:id, 'A', :at)"), TWIN
        )
    migrate(empty_database_url, "contracts_1")
    migrate(empty_database_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM organisation WHERE name = 'A'")).scalar() == 2
    engine.dispose()


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
    assert len(ScriptDirectory.from_config(database._alembic()).get_heads()) == 1
