"""Backup of the embedded database by SQLite's own online copy while the service goes on, and the way back."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from app.backups.files import PASSING, Tell, written_whole
from app.database import Database, make_engine, migrate
from app.errors import Conflict, Refused
from app.jobs.only_one import OnlyOne
from app.jobs.work import start_over

MAGIC = b"SQLite format 3\x00"
_PAGES = 4096  # copied in one step
_BESIDE = ("-wal", "-shm", "-journal")


def back_up(url: str, file: Path, tell: Tell) -> None:
    """Copy the database as it is at this moment into a new SQLite file; raises Conflict where it exists.

    Writers are not held up: the copy reads one snapshot. The file is checked before it gets its name.
    """
    with written_whole(file) as part, closing(_opened(_path_of(url))) as source:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the snapshot begins here
        _copy(source, part, tell)
        source.execute("ROLLBACK")


def restore(url: str, file: Path, tell: Tell) -> None:
    """Make the database of `url` from a backup and bring it to the schema of this version.

    Raises Conflict when somebody serves it or it holds rows already, Refused for a file that is damaged or
    of a newer version. The database appears whole, or not at all.
    """
    path = _path_of(url)
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = OnlyOne(url)
    lock.take()
    try:
        refuse_what_has_rows(url)
        part = path.with_name(f".{path.name}.restored")
        _remove(part)
        try:
            _make_ready(file, part, tell)
            _remove(path)
            part.replace(path)
        finally:
            _remove(part)
    finally:
        lock.give_back()


def _path_of(url: str) -> Path:
    return Path(make_url(url).database or "").expanduser()


def _opened(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise Conflict(f"There is no database at {path}.")
    return sqlite3.connect(path, timeout=20, isolation_level=None)


def _copy(source: sqlite3.Connection, target: Path, tell: Tell) -> None:
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        source.backup(
            copy, pages=_PAGES, progress=lambda _status, left, pages: tell(pages - left, max(pages, 1))
        )
        copy.execute("PRAGMA journal_mode=DELETE")  # one file is the whole
        found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise Refused(f"The copy is damaged ({found}); nothing was kept of it.")


def _make_ready(file: Path, part: Path, tell: Tell) -> None:
    try:
        with closing(_opened(file)) as source:
            _copy(source, part, tell)
    except sqlite3.DatabaseError as error:
        raise Refused(f"{file} is no whole backup: {error}.") from error
    url = f"sqlite:///{part}"
    try:
        migrate(url)
    except RuntimeError as error:  # of a newer version: says which
        raise Refused(f"{file}: {error}") from error
    database = Database(make_engine(url, pool_size=1))
    try:
        with database.writing() as session:
            start_over(session)
            for table in sorted(PASSING):
                session.connection().exec_driver_sql(f'DELETE FROM "{table}"')  # noqa: S608 - our own words
    finally:
        database.close()
    with closing(sqlite3.connect(part, isolation_level=None)) as whole:
        whole.execute("PRAGMA journal_mode=DELETE")


def refuse_what_has_rows(url: str) -> None:
    """Raise Conflict when the database holds anything already."""
    path = _path_of(url)
    if not path.exists():
        return
    with closing(_opened(path)) as there:
        tables = there.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            if table in PASSING or table == "alembic_version" or table.startswith("sqlite_"):
                continue
            if there.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")').fetchone()[0]:  # noqa: S608 - its own name
                raise Conflict(f"The database at {path} is not empty; restore into a new one.")


def _remove(path: Path) -> None:
    for name in ("", *_BESIDE):
        path.with_name(path.name + name).unlink(missing_ok=True)
