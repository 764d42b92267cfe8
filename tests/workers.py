"""Worker processes that tests start and kill. Everything is imported once, before they are forked.

`python -m tests.workers SETTINGS MODULE…` starts a worker for each line of its input, with these settings
(JSON) and the jobs of these modules, and says which: `PID EXECUTOR`.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import update
from sqlmodel import col

from app.database import Database, make_engine
from app.jobs import Executor
from app.jobs.engine import Jobs
from app.jobs.heartbeat import LEASE
from app.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0  # seconds that a test waits for what takes a fraction of one


@dataclass
class Workers:
    """The worker processes of a database: each may be killed at any moment and another one started."""

    database: Database
    nursery: subprocess.Popen[str]
    living: dict[int, str] = field(default_factory=dict)  # process id: executor

    def start(self) -> int:
        """Start one and wait until it works; returns its process id."""
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.nursery.stdin.write("start\n")
        self.nursery.stdin.flush()
        pid, executor = self.nursery.stdout.readline().split()
        self.living[int(pid)] = executor
        return int(pid)

    def kill(self, pid: int) -> None:
        """Kill -9, and let the lease run out without waiting for it (on SQLite the lock says who lives)."""
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not _lives(pid))
        executor = self.living.pop(pid)
        with self.database.writing() as session:
            dead = update(Executor).where(col(Executor.id) == executor)
            session.execute(dead.values(beat_at=datetime.now(UTC) - LEASE * 2))

    def kill_one(self, moments: random.Random) -> None:
        """Kill any of them."""
        self.kill(moments.choice(sorted(self.living)))

    def stop(self) -> None:
        """End all of them in good order."""
        for pid in self.living:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        self.nursery.communicate(timeout=PATIENCE)


@contextmanager
def workers_of(database: Database, *modules: str, **settings: Any) -> Iterator[Workers]:
    """Yield workers that do the jobs of these modules, with these settings; none is left afterwards."""
    command = [sys.executable, "-m", "tests.workers", json.dumps({"demo": True, **settings}), *modules]
    pipe = subprocess.PIPE
    nursery = subprocess.Popen(
        command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
    )
    workers = Workers(database, nursery)
    try:
        yield workers
    finally:
        workers.stop()


def wait_for(holds: Callable[[], object]) -> None:
    """Wait until something holds that another process brings about."""
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "it never came to be"
        time.sleep(0.02)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def be_quiet() -> None:
    """Log beside standard output, whose pipe nobody empties."""
    quiet = structlog.PrintLoggerFactory(file=sys.stderr)
    structlog.configure(logger_factory=quiet, processors=[structlog.processors.JSONRenderer()])


def work(settings: Settings, told: Callable[[Jobs], str]) -> None:
    """Run the jobs of a database until SIGTERM; say so on standard output when they run."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    jobs = Jobs(Database(make_engine(settings.database_url)), settings)
    jobs.start()
    sys.stdout.write(f"{told(jobs)}\n")
    sys.stdout.flush()
    signal.sigwait({signal.SIGTERM})
    jobs.stop()


def main() -> None:
    """Fork a worker for each line that comes in; end when no more can come."""
    be_quiet()
    settings = load_settings(**json.loads(sys.argv[1]))
    for module in sys.argv[2:]:
        import_module(module)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended: they are killed
    for _ in sys.stdin:
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            sys.stdin.close()
            work(settings, lambda jobs: f"{os.getpid()} {jobs.executor}")
            os._exit(0)


if __name__ == "__main__":
    main()
