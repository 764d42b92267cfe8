"""One process runs the jobs of a SQLite database: a lock file beside it, which dies with its holder."""

import fcntl
import os
from pathlib import Path
from typing import IO

from sqlalchemy import make_url

from app.errors import Conflict


class OnlyOne:
    """Holds the lock of a SQLite database's jobs from `take` to `give_back`; does nothing on PostgreSQL."""

    def __init__(self, database_url: str) -> None:
        url = make_url(database_url)
        embedded = url.get_backend_name() == "sqlite"
        self.path = Path(f"{url.database}.jobs.lock") if embedded else None
        self._held: IO[str] | None = None

    def take(self) -> None:
        """Take the lock; raise Conflict with one sentence when another process holds it."""
        if self.path is None:
            return
        file = self.path.open("a+", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            file.close()
            raise Conflict(
                f"Process {holder} already runs the jobs of this SQLite database, and only one can; "
                "stop it first, or use PostgreSQL for several workers."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._held = file

    def give_back(self) -> None:
        """Let the next process in."""
        if self._held is not None:
            self._held.close()
            self._held = None
