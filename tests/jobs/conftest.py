import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.database import Database, make_engine
from app.jobs.engine import Jobs
from tests.jobs.errands import PATIENCE, settings_for

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Yield the open database of this test."""
    opened = Database(make_engine(database_url))
    yield opened
    opened.close()


@pytest.fixture
def jobs(database: Database, database_url: str) -> Iterator[Jobs]:
    """Yield the running engine of this process."""
    engine = Jobs(database, settings_for(database_url))
    engine.start()
    yield engine
    engine.stop()


@pytest.fixture
def worker_at() -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Return a function that starts a worker and waits until it works; all are ended afterwards."""
    started: list[subprocess.Popen[str]] = []

    def start(url: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.jobs.errands", url]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        process.executor = process.stdout.readline().strip()  # type: ignore[attr-defined]
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=PATIENCE)


@pytest.fixture
def worker(
    database_url: str, worker_at: Callable[[str], subprocess.Popen[str]]
) -> Callable[[], subprocess.Popen[str]]:
    """Return a function that starts a worker on this test's database."""
    return lambda: worker_at(database_url)


@pytest.fixture
def wait_for() -> Callable[[Callable[[], object]], None]:
    """Return a function that waits until something holds, and fails when it never does."""

    def wait(holds: Callable[[], object]) -> None:
        until = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < until, "it never came to be"
            time.sleep(0.01)

    return wait
