"""The sample world of ``scorecard demo``, made once a run: the first worker that needs it makes it."""

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path

from app.cli.demo.making import make_or_keep
from app.cli.demo.place import Place
from app.cli.demo.processes import end_helpers, start_helpers
from app.sample.server import start_sample_server
from app.sample.world import World
from app.settings import Settings

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
BASE = "http://127.0.0.1:8000"
WORLD = World(NOW.date())


def sample_world(base_of_this_worker: Path) -> tuple[Place, Settings]:
    """The demo's place, which the workers of a run share, and the settings of its database."""
    shared = base_of_this_worker.parent if "PYTEST_XDIST_WORKER" in os.environ else base_of_this_worker
    place = Place(shared / "sample-world" / "demo")  # emptied as it is made, so the lock lies beside it
    place.folder.parent.mkdir(exist_ok=True)
    with (place.folder.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        helpers = [] if place.is_made(WORLD) else start_helpers(2)
        try:
            with start_sample_server(NOW, WORLD) as server:
                return place, make_or_keep(place, server, BASE, NOW, helpers=helpers)
        finally:
            end_helpers(helpers)
