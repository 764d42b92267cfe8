"""K06: kill -9 while a message is on its way: it arrives, under the same id, from whoever works next."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from app.jobs import Executor
from app.jobs.heartbeat import LEASE
from tests.telling.conftest import World

pytestmark = pytest.mark.slow  # processes that start and die

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
Start = Callable[[], subprocess.Popen[str]]


@pytest.fixture
def start_worker(world: World) -> Iterator[Start]:
    """Return a function that starts a worker process; all are ended afterwards."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.telling.worker"]
        command += [str(world.settings.database_url), world.receiver.host]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "works\n"
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=PATIENCE)


def kill(world: World, process: subprocess.Popen[str]) -> None:
    """Kill -9, and let the lease run out without waiting for it (on SQLite the lock says who lives)."""
    process.send_signal(signal.SIGKILL)
    process.wait()
    with world.database.writing() as session:
        for row in session.exec(select(Executor)):
            row.beat_at -= LEASE * 2
            session.add(row)


def wait_for(holds: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "it never came to be"
        time.sleep(0.05)  # another process is at work; its end shows in the database


def test_a_message_outlives_the_process_that_sent_it(world: World, start_worker: Start) -> None:
    world.endpoint()
    world.receiver.answers = ["hang", 200]
    first = start_worker()
    world.happen()
    assert world.receiver.got_one.wait(PATIENCE)  # it was sent, and nobody knows whether it arrived
    kill(world, first)
    start_worker()
    wait_for(lambda: [one.state for one in world.deliveries()] == ["delivered"])
    assert len(world.receiver.ids) == 2
    assert len(set(world.receiver.ids)) == 1
    assert world.receiver.came[0][1] == world.receiver.came[1][1]


def test_what_happened_while_nobody_worked_is_told_later(world: World, start_worker: Start) -> None:
    world.endpoint()
    for number in range(5):
        world.happen(once=f"{number}")
    start_worker()
    wait_for(lambda: [one.state for one in world.deliveries()] == ["delivered"] * 5)
    assert len(set(world.receiver.ids)) == 5
