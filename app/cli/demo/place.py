"""Where the demo lives: a folder with its database, this database's key, and a note when it is complete."""

import json
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.sample.world import World

VERSION = 1  # raise it when a database that an older version made would tell another story
Tell = Callable[[], None]  # one more thing is done


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of one demo."""

    folder: Path

    @property
    def database(self) -> Path:
        """The database file."""
        return self.folder / "scorecard.db"

    @property
    def note(self) -> Path:
        """Says which world the database holds; written last."""
        return self.folder / "made.json"

    def part(self, number: int) -> Path:
        """The database file of a helper, while the demo is made."""
        return self.folder / f"part-{number}.db"

    def is_made(self, world: World) -> bool:
        """Whether a complete database of this world is here."""
        return self.note.exists() and self.note.read_text() == _stamp(world)

    def is_complete(self, world: World) -> None:
        """Note that the database is complete."""
        self.note.write_text(_stamp(world))

    def clear(self) -> None:
        """Begin afresh."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def key(self) -> str:
        """The secret key; it lies beside the database whose header values it opens."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "secret.key"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(48))
        return path.read_text()


def _stamp(world: World) -> str:
    return json.dumps({"version": VERSION, "world": f"{world.start} {world.end} {world.seed}"})
