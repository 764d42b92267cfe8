"""An empty machine made the same as the one that was backed up, whichever the database."""

from pathlib import Path
from types import ModuleType

from sqlalchemy import make_url

from app.backups import postgresql, sqlite
from app.backups.files import Tell
from app.errors import Refused
from app.jobs.discard import discard_store
from app.jobs.engine import store_url
from app.settings import Settings

_KINDS = {sqlite: "SQLite", postgresql: "PostgreSQL"}


def restore(settings: Settings, file: Path, tell: Tell) -> None:
    """Fill the empty database from the file: all or nothing, with the schema of this version afterwards.

    Raises Refused for a file that is no backup of this kind of database, is damaged or of a newer version;
    Conflict when the database holds anything, or somebody works on it. What the job engine keeps for itself
    is thrown away, and work that was under way is begun anew.
    """
    embedded = make_url(settings.database_url).get_backend_name() == "sqlite"
    wanted, made_of = sqlite if embedded else postgresql, _made_of(file)
    if wanted is not made_of:
        raise Refused(f"{file} was made of {_KINDS[made_of]} and cannot go into {_KINDS[wanted]}.")
    url = settings.as_owner().database_url
    wanted.refuse_what_has_rows(url)
    discard_store(store_url(settings.as_worker()))
    wanted.restore(url, file, tell)


def _made_of(file: Path) -> ModuleType:
    try:
        with file.open("rb") as opened:
            head = opened.read(len(sqlite.MAGIC))
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from error
    if head == sqlite.MAGIC:
        return sqlite
    if head.startswith(postgresql.MAGIC):
        return postgresql
    raise Refused(f"{file} is no backup of ours.")
