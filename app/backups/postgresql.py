"""Backup of a PostgreSQL database as one archive of COPY texts, and an empty database filled from it.

Not pg_dump: it must be at least as new as the server, is not where our programs run, and knows nothing of the
wall around the rows. COPY is the server's own, reads one snapshot, and the texts can be read with any tool.
"""

import json
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic.util import CommandError
from sqlalchemy import Connection, inspect, text
from sqlmodel import Session

from app.access import walls
from app.backups.files import PASSING, Tell, written_whole
from app.database import JOBS, make_engine, migrate_on
from app.errors import Conflict, Refused
from app.jobs.heartbeat import living
from app.jobs.work import start_over

MAGIC = b"PK"
FORMAT = 1
MANIFEST = "scorecard.json"
VERSION_TABLE = "alembic_version"
_PLAIN = "SET LOCAL datestyle = ISO; SET LOCAL client_encoding = UTF8; SET LOCAL bytea_output = hex"
_FAST = 1  # of deflate: report bytes are compressed already
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """One table of an archive: its columns in their order, and how many rows it has."""

    name: str
    columns: tuple[str, ...]
    rows: int

    @property
    def entry(self) -> str:
        """Where it stands in the archive."""
        return f"tables/{self.name}.copy"

    def copy(self, direction: str) -> str:
        """The statement that reads or fills it, in PostgreSQL's text format."""
        columns = ", ".join(f'"{one}"' for one in self.columns)
        return f'COPY "{self.name}" ({columns}) {direction}'


def back_up(url: str, file: Path, now: datetime, tell: Tell) -> None:
    """Write every table as of this moment into a new archive; raises Conflict where the file exists.

    `url` signs in as whoever may act as the jobs, which see every row. Nobody is held up.
    """
    engine = make_engine(url, pool_size=1, statement_seconds=None, role=JOBS)
    try:
        reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with written_whole(file) as part, reader.connect() as connection, connection.begin():
            connection.exec_driver_sql(_PLAIN)
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=_FAST) as archive:
                _write(connection, archive, now, tell)
    finally:
        engine.dispose()


def _write(connection: Connection, archive: zipfile.ZipFile, now: datetime, tell: Tell) -> None:
    tables = _tables(connection)
    parts = []
    for done, (name, columns) in enumerate(tables, 1):
        part, rows = Part(name, columns, 0), 0
        with (
            archive.open(part.entry, "w", force_zip64=True) as out,
            _cursor(connection) as cursor,
            cursor.copy(part.copy("TO STDOUT")) as blocks,
        ):
            for block in blocks:
                rows += bytes(block).count(b"\n")  # a line break inside a value is escaped
                out.write(block)
        parts.append({"name": name, "columns": columns, "rows": rows})
        tell(done, len(tables))
    told = {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "revision": _revision(connection),
        "server": connection.execute(text("SHOW server_version")).scalar_one(),
        "tables": parts,
    }
    archive.writestr(MANIFEST, json.dumps(told, indent=1))


def _revision(connection: Connection) -> str:
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _tables(connection: Connection) -> list[tuple[str, tuple[str, ...]]]:
    """Every table with its columns, parents before their children."""
    inspector = inspect(connection)
    names = [name for name, _ in inspector.get_sorted_table_and_fkc_names() if name]
    kept = [name for name in names if name not in PASSING and name != VERSION_TABLE]
    return [(name, tuple(one["name"] for one in inspector.get_columns(name))) for name in kept]


def _cursor(connection: Connection) -> Any:
    return connection.connection.cursor()


def restore(url: str, file: Path, tell: Tell) -> None:
    """Fill the empty database of `url`, as its owner, and bring it to the schema of this version.

    Raises Conflict when it holds rows already, Refused for a file that is damaged or of a newer version. The
    rows come in one transaction: all or none, and nobody sees the wall down meanwhile.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            told = json.loads(archive.read(MANIFEST))
            if told["format"] != FORMAT:
                raise Refused(f"{file} is of a newer version; restore it with that one.")
            _restore(url, archive, told, tell)
    except (zipfile.BadZipFile, KeyError, json.JSONDecodeError, EOFError) as error:
        raise Refused(f"{file} is no whole backup: {error}.") from error


def _restore(url: str, archive: zipfile.ZipFile, told: dict[str, Any], tell: Tell) -> None:
    refuse_what_has_rows(url)
    parts = [Part(one["name"], tuple(one["columns"]), one["rows"]) for one in told["tables"]]
    engine = make_engine(url, pool_size=1, statement_seconds=None)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(_PLAIN)
            _migrate_to(connection, told["revision"])
            walls.lower(connection)  # COPY FROM does not go through policies
            for done, part in enumerate(parts, 1):
                _fill(connection, archive, part)
                tell(done, len(parts))
            migrate_on(connection)  # raises the wall again
            connection.exec_driver_sql(f"SET LOCAL ROLE {JOBS}")
            start_over(Session(connection))
    finally:
        engine.dispose()


def _migrate_to(connection: Connection, revision: str) -> None:
    migrate_on(connection)  # so that an empty one has the roles, and a known one goes down to it
    try:
        migrate_on(connection, revision)
    except CommandError as error:
        raise Refused("The backup is of a newer version; restore it with that one.") from error


def _fill(connection: Connection, archive: zipfile.ZipFile, part: Part) -> None:
    with _cursor(connection) as cursor:
        with archive.open(part.entry) as rows, cursor.copy(part.copy("FROM STDIN")) as target:
            while block := rows.read(_BLOCK):
                target.write(block)
        if cursor.rowcount != part.rows:
            raise Refused(f"{part.name} has {cursor.rowcount} rows where {part.rows} were backed up.")


def refuse_what_has_rows(url: str) -> None:
    """Raise Conflict when the database holds anything already, or somebody works on it."""
    engine = make_engine(url, pool_size=1)
    try:
        with engine.begin() as connection:
            names = set(inspect(connection).get_table_names()) - {*PASSING, VERSION_TABLE}
            if names:
                connection.exec_driver_sql(f"SET LOCAL ROLE {JOBS}")
            for name in sorted(names):
                if connection.exec_driver_sql(f'SELECT EXISTS (SELECT 1 FROM "{name}")').scalar_one():  # noqa: S608 - its own name
                    raise Conflict("The database is not empty; restore into a new one.")
            if names and living(Session(connection)):
                raise Conflict("A worker runs on this database; stop it, wait half a minute, restore.")
    finally:
        engine.dispose()
