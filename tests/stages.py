"""Databases as a set-up left them: each is made once in a run and copied for every test that begins there.

What a set-up does over HTTP takes seconds; a copy takes a few hundredths of one.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from tests.postgres import Server


class Stages(Protocol):
    """The set-ups of one kind of database."""

    def copy(self, name: str, lay: Callable[[str], Any], to: Path) -> Any:
        """A context: the address of a copy of what `lay(address)` left by this name, and what it returned."""


@dataclass
class SqliteStages:
    """Each set-up is a file."""

    migrated: Path
    folder: Path
    made: dict[str, tuple[Path, Any]] = field(default_factory=dict)

    @contextmanager
    def copy(self, name: str, lay: Callable[[str], Any], to: Path) -> Iterator[tuple[str, Any]]:
        if name not in self.made:
            path = Path(shutil.copyfile(self.migrated, self.folder / f"stage_{len(self.made)}.db"))
            told = lay(f"sqlite:///{path}")
            in_one_file(path)
            self.made[name] = path, told
        path, told = self.made[name]
        yield f"sqlite:///{shutil.copyfile(path, to / 'scorecard.db')}", told


@dataclass
class PostgresStages:
    """Each set-up is a database that serves as a template."""

    server: Server
    migrated: str
    made: dict[str, tuple[str, Any]] = field(default_factory=dict)

    @contextmanager
    def copy(self, name: str, lay: Callable[[str], Any], to: Path) -> Iterator[tuple[str, Any]]:
        if name not in self.made:
            database = f"stage_{next(self.server.numbers)}"
            told = lay(self.server.create(database, template=self.migrated))
            self.made[name] = database, told
        database, told = self.made[name]
        with self.server.database(template=database) as url:
            yield url, told


def in_one_file(path: Path) -> None:
    """Bring what SQLite still keeps beside the file into it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
