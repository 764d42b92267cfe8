"""The database: engine, exact column types, and units of work, the same on SQLite and PostgreSQL.

One request is one transaction, opened inside the call and committed before the answer. SQLite's driver would
begin transactions on its own and late, so that a read followed by a write answers "database is locked" at
once; that is switched off, and a writing unit begins with BEGIN IMMEDIATE, which waits its turn instead.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import uuid_utils
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, exc, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, SQLModel

from app.columns import Document, ExactFraction, Instant, Whole, plain_json

__all__ = ["Database", "Document", "ExactFraction", "Instant", "Whole"]
__all__ += ["insert_into", "is_passing", "is_taken", "make_engine", "migrate", "migrate_on", "new_id"]
__all__ += ["schema_is_current"]

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
BUSY_SECONDS = 20  # how long a writer waits for the one before it; whoever asked is told to come again
JOBS_BUSY_SECONDS = 120  # the same of a job, for which nobody waits; a large report may write for long
_READ_ONLY_SERVER = "25006"
_WRITING = "scorecard_writing"
_MIGRATION_LOCK = 7239114  # any number, the same in every process
APPLICATION, JOBS = "scorecard_app", "scorecard_jobs"  # whom PostgreSQL lets see what: app/access/walls.py

# Names that both databases share, so that a migration can drop what another one made.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> uuid.UUID:
    """A new UUIDv7: ids made one after the other lie beside one another in an index."""
    return uuid.UUID(bytes=uuid_utils.uuid7().bytes)


def new_ids(count: int) -> list[uuid.UUID]:
    """So many new UUIDv7 that follow each other: the random part of the first counts up (RFC 9562, 6.2)."""
    first = new_id().int
    return [uuid.UUID(int=first + number) for number in range(count)]


def make_engine(
    url: str | URL, *, pool_size: int = 8, statement_seconds: int | None = 60, role: str = ""
) -> Engine:
    """An engine for `sqlite:///file` (its folder is made) or `postgresql://…`. ValueError for others.

    `pool_size` must be at least the number of threads that work at once. `statement_seconds` bounds one
    statement on PostgreSQL (None: unbounded, for migrations); `role` is whom it acts as there, if not as
    whoever signs in, and on SQLite how patient a writer is.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed, pool_size, JOBS_BUSY_SECONDS if role == JOBS else BUSY_SECONDS)
    if parsed.get_backend_name() in ("postgresql", "postgres"):
        return _postgresql_engine(parsed, pool_size, statement_seconds, role)
    raise ValueError(
        f"a database of kind {parsed.drivername} is not supported; use sqlite:///… or postgresql://…"
    )


def _sqlite_engine(url: URL, pool_size: int, patience: float) -> Engine:
    if not url.database or url.database == ":memory:":
        raise ValueError(
            "the database must be a file (sqlite:///path): in memory, every thread would see its own"
        )
    Path(url.database).expanduser().parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        pool_size=pool_size,
        max_overflow=4,
        connect_args={"timeout": patience, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver leaves transactions to us
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16384"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING, False)
    if writing:
        connection.exec_driver_sql("PRAGMA query_only=0")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    driver: Any = connection.connection.driver_connection  # neither touches the file, so neither can fail
    driver.execute("PRAGMA query_only=1").close()
    driver.execute("BEGIN").close()


def _postgresql_engine(url: URL, pool_size: int, statement_seconds: int | None, role: str) -> Engine:
    limit = f" -c statement_timeout={statement_seconds * 1000}" if statement_seconds else ""
    limit += f" -c role={role}" if role else ""
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=4,
        pool_pre_ping=True,  # a restarted server costs one retry, not one failed request a connection
        connect_args={"options": f"-c timezone=UTC{limit}", "connect_timeout": 10},
        json_serializer=plain_json,  # documents are checked by their column type
        json_deserializer=orjson.loads,
    )
    event.listen(engine, "checkin", _as_the_server_says)
    return engine


def _as_the_server_says(connection: Any, _record: object) -> None:
    """After a reading unit SQLAlchemy asks for READ WRITE, which a read-only server answers with a fault."""
    if connection is not None and not connection.closed:
        connection.read_only = None


def is_passing(error: exc.SQLAlchemyError) -> bool:
    """Whether the fault is the state of the database and may be gone soon (locked, restarting, full)."""
    if isinstance(error, exc.TimeoutError):
        return True
    if getattr(getattr(error, "orig", None), "sqlstate", None) == _READ_ONLY_SERVER:
        return True
    if not isinstance(error, exc.OperationalError | exc.InterfaceError):
        return False
    name = getattr(error.orig, "sqlite_errorname", None)
    return name is None or name.split("_")[1] in ("BUSY", "LOCKED", "FULL", "IOERR", "CANTOPEN", "NOMEM")


def is_taken(error: exc.SQLAlchemyError) -> bool:
    """Whether a unique key stood in the way: somebody else stored the same at the same time."""
    if not isinstance(error, exc.IntegrityError):
        return False
    name = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
    return name in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "23505")


class Database:
    """A database and its two kinds of unit of work. Safe to share between threads; a session is not."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = engine.execution_options(**{_WRITING: True})
        postgresql = engine.dialect.name == "postgresql"
        snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reader = engine.execution_options(**snapshot) if postgresql else engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment of the database and cannot change it."""
        with Session(self._reader, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in one transaction: committed on leaving, undone as a whole when anything is raised.

        On SQLite writers take turns from the first statement on. On PostgreSQL lock what you are going to
        change: `select(…).with_for_update()`, which SQLite does not need and leaves out.
        """
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        """Close every pooled connection; one that is in use is closed when it is given back."""
        event.listen(self.engine, "checkin", _close)  # comes with the pool that takes the place of this one
        self.engine.dispose()


def _close(_connection: object, record: ConnectionPoolEntry) -> None:
    record.invalidate()


def insert_into(session: Session, table: type[SQLModel] | Table) -> postgresql.Insert | sqlite.Insert:
    """The dialect's INSERT; both have `on_conflict_do_nothing()` and `on_conflict_do_update()`."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def columns_of(table: type[SQLModel]) -> Any:
    """The columns of a table by their names, for statements that read values and no entities."""
    return SQLModel.metadata.tables[str(table.__tablename__)].c


def _alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def migrate(url: str | URL, revision: str = "head") -> None:
    """Bring the schema to `revision` in one transaction; a second process that tries at the same time waits.

    An older revision goes down to it. Nothing is changed when anything fails.
    """
    engine = make_engine(url, pool_size=1, statement_seconds=None)
    try:
        with engine.execution_options(**{_WRITING: True}).connect() as connection:
            if (
                engine.dialect.name == "sqlite"
            ):  # tables are rebuilt by copying; checked again before the commit
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
            with connection.begin():
                migrate_on(connection, revision)
    finally:
        engine.dispose()


def migrate_on(connection: Connection, revision: str = "head") -> None:
    """The same on a connection, in the transaction that its owner has begun."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
    config = _alembic()
    walled = revision if connection.dialect.name == "postgresql" else None  # env.py lowers the wall meanwhile
    config.attributes.update(connection=connection, walled=walled)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in known:
        raise RuntimeError(
            f"the database is at revision {current}, which this version does not know: update it"
        )
    go = command.downgrade if _goes_down(config, current, revision) else command.upgrade
    go(config, revision)
    if connection.dialect.name == "sqlite" and (
        broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    ):
        raise RuntimeError(f"the migration leaves {len(broken)} rows that point nowhere; nothing was changed")


def _goes_down(config: Config, current: str | None, revision: str) -> bool:
    if revision == "base":
        return True
    if current is None or revision == "head":
        return False
    below = ScriptDirectory.from_config(config).iterate_revisions(current, "base")
    return revision in {script.revision for script in below} - {current}


def schema_is_current(engine: Engine) -> bool:
    """Whether the schema is the one that this version expects; the service does not start otherwise."""
    heads = set(ScriptDirectory.from_config(_alembic()).get_heads())
    with engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == heads
