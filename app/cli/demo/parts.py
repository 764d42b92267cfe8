"""Parts of the demo, each relived in a database file of its own and then put together.

SQLite lets one process write at a time, and receiving reports is most of the work; so helpers get copies.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import SQLModel

from app.cli.demo.history import Demo, judge_everything, relive
from app.cli.demo.place import Tell
from app.cli.stores import opened
from app.main import set_up_logs
from app.sample.server import start_sample_server
from app.sample.world import World
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Part:
    """What a helper is to do: which providers' contracts, in which database."""

    settings: Settings
    database: Path
    world: World
    now: datetime
    share: Sequence[str]


def relive_part(part: Part, tell: Tell) -> None:
    """In a process of its own, with a sample server of its own, whose clock travels by itself."""
    set_up_logs(part.settings)  # a process of its own logs as the first one does
    with start_sample_server(part.now, part.world) as server:
        reaching = (server.base_url.removeprefix("http://"),)
        mine = part.settings.model_copy(
            update={"allowed_fetch_hosts": reaching, "database_url": f"sqlite:///{part.database}"}
        )
        with opened(mine) as database:
            relive(Demo(database, mine, server, part.now), part.share, tell)
            judge_everything(database, mine)


def copy_database(whole: Path, part: Path) -> None:
    """A copy of a database that holds nothing but the bank, for a helper to work in."""
    connection = sqlite3.connect(whole)
    try:
        connection.execute("VACUUM INTO ?", (str(part),))
    finally:
        connection.close()


def put_together(whole: Path, part: Path) -> None:
    """Put every row of a part into the whole and remove the part; what was copied before is there already."""
    connection = sqlite3.connect(whole, isolation_level=None)
    try:
        connection.execute("ATTACH ? AS part", (str(part),))
        connection.execute("BEGIN IMMEDIATE")
        for table in SQLModel.metadata.sorted_tables:
            name, columns = table.name, ", ".join(f'"{column.name}"' for column in table.columns)
            connection.execute(
                f'INSERT OR IGNORE INTO main."{name}" ({columns}) SELECT {columns} FROM part."{name}"'  # noqa: S608
            )
        connection.execute("COMMIT")
    finally:
        connection.close()
    for path in part.parent.glob(f"{part.name}*"):
        path.unlink()
