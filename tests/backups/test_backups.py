"""A backup restored into an empty machine: the same scorecards to the last digest, all or nothing (M08)."""

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import inspect
from sqlmodel import select

from app.access import walls
from app.backups.files import PASSING, written_whole
from app.cli import main
from app.database import Database, make_engine, migrate, schema_is_current
from app.errors import Conflict
from app.jobs.tables import Work
from app.main import create_app
from app.settings import load_settings
from tests.desk import BASE, Desk, calls
from tests.scorecards.life.acts import CARDS, card, issue

pytestmark = pytest.mark.slow  # the service with its database

KEY = "Rk7-long-enough-and-random-0123456789-abcdef"
Use = Callable[..., tuple[int, str]]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Use:
    """Run a command on a database; its code and what it told."""

    def run(url: str, *args: object) -> tuple[int, str]:
        monkeypatch.setenv("SCORECARD_DATABASE_URL", url)
        monkeypatch.setenv("SCORECARD_SECRET_KEY", KEY)
        with pytest.raises(SystemExit) as left:
            main([str(one) for one in args])
        told = capsys.readouterr()
        return int(left.value.code or 0), told.out + told.err

    return run


@pytest.fixture
def elsewhere(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of the same kind: no file at all, or the schema that `scorecard migrate` made."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'elsewhere' / 'scorecard.db'}"
        return
    template = request.getfixturevalue("_postgres_template")
    with request.getfixturevalue("postgres_server").database(template=template) as url:
        yield url


def rows_of(url: str) -> dict[str, list[str]]:
    """Every row of every table, whoever owns it; those of work without what is begun anew."""
    engine = make_engine(url, pool_size=1)
    try:
        with engine.connect() as connection:
            names = set(inspect(connection).get_table_names()) - {*PASSING, "work"}
            return {
                name: sorted(map(repr, connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()))
                for name in names
            }
    finally:
        engine.dispose()


def lived_in(desk: Desk) -> None:
    """Two months reported, one issued, a file refused, and work that waits."""
    assert desk.send(calls()).status_code == 201
    assert issue(desk, "2026-01").status_code == 201
    assert desk.send(calls(9, "2026-02", range(1, 29))).status_code == 201
    assert desk.send(b"date,queue,offered,answered\n2026-03-01,billing,10,11\n").status_code == 422


def test_an_empty_machine_becomes_the_same(
    agreed: Desk, elsewhere: str, tmp_path: Path, use: Use, capsys: pytest.CaptureFixture[str]
) -> None:
    lived_in(agreed)
    url, file = str(agreed.settings.database_url), tmp_path / "a.backup"
    before = {label: card(agreed, label) for label in ("2026-01", "2026-02")}
    capsys.readouterr()
    code, told = use(url, "backup", file, "--json")
    assert (code, json.loads(told[: told.rindex("}") + 1])["bytes"]) == (0, file.stat().st_size)
    assert file.stat().st_mode & 0o077 == 0
    code, told = use(elsewhere, "restore", file)
    assert (code, told.startswith(f"Restored from {file}:")) == (0, True), told
    assert rows_of(elsewhere) == rows_of(url)
    code, told = use(elsewhere, "restore", file)
    assert (code, "is not empty; restore into a new one" in told) == (2, True)
    settings = load_settings(demo=True, database_url=elsewhere)
    app = create_app(settings, run_jobs=False)
    with TestClient(app, base_url=BASE) as http:
        there = Desk(app, http, app.state.database, settings, agreed.organisations, agreed.tokens)
        work = Database(make_engine(elsewhere))
        with work.reading() as session:
            waiting = session.exec(select(Work)).all()
        assert {one.generation for one in waiting if one.done_at is None} == {2}
        there = Desk(app, http, work, settings, agreed.organisations, agreed.tokens)
        there.judge()
        assert {label: card(there, label) for label in before} == before
        verified = there.get(f"{CARDS}/2026-01/verify")
        assert (verified.status_code, verified.json()["holds"]) == (200, True)
        work.close()


def test_nothing_is_ever_written_over_and_damage_leaves_nothing(
    one_agreed: Desk, tmp_path: Path, use: Use
) -> None:
    lived_in(one_agreed)
    url, file, cut = str(one_agreed.settings.database_url), tmp_path / "kept", tmp_path / "cut"
    file.write_text("my thesis")
    code, told = use(url, "backup", file)
    assert (code, "exists already and is left as it is" in told) == (2, True)
    assert file.read_text() == "my thesis"
    code, told = use(url, "restore", file)
    assert (code, "is no backup of ours" in told) == (2, True)
    assert use(url, "backup", tmp_path / "whole")[0] == 0
    whole = (tmp_path / "whole").read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    code, told = use(f"sqlite:///{tmp_path / 'new' / 'a.db'}", "restore", cut)
    assert (code, "is no whole backup" in told) == (2, True), told
    assert [one.name for one in (tmp_path / "new").iterdir()] == ["a.db.jobs.lock"]


@pytest.mark.postgres
def test_rows_that_do_not_come_are_missed(
    postgres_url: str, tmp_path: Path, use: Use, postgres_server: Any
) -> None:
    file, forged = tmp_path / "whole", tmp_path / "forged"
    assert use(postgres_url, "backup", file)[0] == 0
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(forged, "w") as other:
        for entry in whole.namelist():
            other.writestr(entry, whole.read(entry).replace(b'"rows": 0', b'"rows": 1'))
    with postgres_server.database() as empty:
        code, told = use(empty, "restore", forged)
        assert (code, "has 0 rows where 1 were backed up" in told) == (2, True), told
        assert rows_of(empty) == {}
        engine = make_engine(empty)
        assert use(empty, "restore", file)[0] == 0
        with engine.connect() as connection:
            assert walls.stands(connection)
        engine.dispose()


OLDER = "reports_3"
ACME = {
    "id": "018f0000-0000-7000-8000-000000000001",
    "name": "Acme Bank",
    "created_at": "2026-01-01 00:00:00+00",
}


def older_backup(url: str, file: Path) -> None:
    """A backup as an older version made it, of a database with one organisation."""
    if url.startswith("sqlite"):
        migrate(f"sqlite:///{file}", OLDER)
        with closing(sqlite3.connect(file)) as made:
            made.execute(
                "INSERT INTO organisation (id, name, created_at) VALUES (?, ?, 0)",
                (ACME["id"].replace("-", ""), ACME["name"]),
            )
            made.commit()
            made.execute("PRAGMA journal_mode=DELETE")
        return
    table = {"name": "organisation", "columns": [*ACME], "rows": 1}
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("tables/organisation.copy", "\t".join(ACME.values()) + "\n")
        made.writestr("scorecard.json", json.dumps({"format": 1, "revision": OLDER, "tables": [table]}))


def test_a_backup_of_an_older_version_is_brought_up_to_date(
    empty_database_url: str, tmp_path: Path, use: Use
) -> None:
    file = tmp_path / "old"
    older_backup(empty_database_url, file)
    code, told = use(empty_database_url, "restore", file)
    assert code == 0, told
    engine = make_engine(empty_database_url)
    assert schema_is_current(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT name FROM organisation").scalar_one() == "Acme Bank"
    engine.dispose()


def test_a_backup_of_another_kind_is_refused(sqlite_url: str, tmp_path: Path, use: Use) -> None:
    file, archive = tmp_path / "of-sqlite", tmp_path / "of-postgresql"
    assert use(sqlite_url, "backup", file)[0] == 0
    code, told = use("postgresql://nobody@127.0.0.1:1/none", "restore", file)
    assert (code, "was made of SQLite and cannot go into PostgreSQL" in told) == (2, True)
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("scorecard.json", "{}")
    code, told = use(f"sqlite:///{tmp_path / 'new.db'}", "restore", archive)
    assert (code, "was made of PostgreSQL and cannot go into SQLite" in told) == (2, True)


def test_the_copy_is_of_one_moment_while_others_write(sqlite_url: str, tmp_path: Path, use: Use) -> None:
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO executor VALUES ('x', 1, 1)")
        code, told = use(sqlite_url, "backup", tmp_path / "a")
        assert code == 0, told
        writer.execute("COMMIT")
    with closing(sqlite3.connect(tmp_path / "a")) as copy:
        assert copy.execute("SELECT count(*) FROM executor").fetchone() == (0,)


def test_what_fails_leaves_no_file(tmp_path: Path) -> None:
    file = tmp_path / "a"
    with pytest.raises(ZeroDivisionError), written_whole(file) as part:
        part.write_bytes(bytes(1 // (part.stat().st_size)))
    assert list(tmp_path.iterdir()) == []
    shutil.copy(__file__, file)
    with pytest.raises(Conflict, match="exists already"), written_whole(file):
        pass
