"""`scorecard backup` and `scorecard restore`: everything in one file, and an empty machine made from it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.backups import postgresql, sqlite
from app.backups.files import Tell
from app.backups.restore import restore as restore_from
from app.cli.output import AsJson, print_json, progress, say
from app.cli.stores import is_embedded, kind_of, opened, settings_or_stop, telling_of_the_database

backing_up = typer.Typer(add_completion=False)
restoring = typer.Typer(add_completion=False)
File = Annotated[Path, typer.Argument(metavar="FILE", help="Where the backup lies.")]


@backing_up.command(
    epilog="""\b
Examples:
  scorecard backup /backups/2026-05-03.scorecard
  scorecard backup "/backups/$(date +%F).scorecard" --json     # nightly, while the service goes on
"""
)
def backup(file: File, json: AsJson = False) -> None:
    """Write everything as of this moment into a new file: reports, scorecards, people, the audit log.

    The service may go on meanwhile. A file that exists is never written over. Secrets of sources stay locked:
    keep SCORECARD_SECRET_KEY apart from the backup, and keep it.
    """
    settings = settings_or_stop()
    with opened(settings.as_worker()):
        begun = time.monotonic()
    with _told("backing up") as tell, telling_of_the_database():
        if is_embedded(settings):
            sqlite.back_up(settings.database_url, file, tell)
        else:
            postgresql.back_up(settings.as_worker().database_url, file, datetime.now(UTC), tell)
    _say_done("Backed up to", file, time.monotonic() - begun, kind_of(settings), json)


@restoring.command(
    epilog="""\b
Example, on an empty machine with the settings of the old one:
  scorecard restore /backups/2026-05-03.scorecard
"""
)
def restore(file: File, json: AsJson = False) -> None:
    """Fill an empty database from a backup, all or nothing; one that holds anything is refused.

    A backup of an older version is brought to the schema of this one. One of SQLite goes into SQLite, one of
    PostgreSQL into PostgreSQL. Work that was under way when it was made begins anew.
    """
    settings = settings_or_stop()
    kind, begun = kind_of(settings), time.monotonic()
    with _told("restoring") as tell, telling_of_the_database():
        restore_from(settings, file, tell)
    _say_done("Restored from", file, time.monotonic() - begun, kind, json)


@contextmanager
def _told(what: str) -> Iterator[Tell]:
    with progress() as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _say_done(what: str, file: Path, seconds: float, database: str, json: bool) -> None:
    size = file.stat().st_size
    if json:
        told = {"file": str(file), "bytes": size, "database": database, "seconds": f"{seconds:.3f}"}
        print_json(told)
    say(f"{what} {file}: {size / 1e6:.1f} MB in {seconds:.1f} s.")
