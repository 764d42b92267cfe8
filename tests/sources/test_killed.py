"""kill -9 in the middle of a pull: it is resumed, nothing is doubled, nothing half stored. Both databases."""

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import col, func, select

from app.jobs import Executor, Work
from app.jobs.heartbeat import LEASE
from app.reports.tables import SheetRow
from app.sources.plan import ask_for
from app.sources.tables import Source
from app.sources.windows import window_of
from tests.sources.conftest import JANUARY, NOW, World
from tests.sources.faulty_provider import CSV, answer

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
pytestmark = pytest.mark.slow


@pytest.fixture
def start_worker(world: World) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Return a function that starts a worker process; all are ended afterwards."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        url = str(world.settings.database_url)
        command = [sys.executable, "-m", "tests.sources.puller", url, world.provider.allowed]
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


def ask(world: World, source_id: UUID) -> None:
    with world.database.writing() as session:
        source = session.get_one(Source, source_id)
        ask_for(session, source, window_of("month", JANUARY), NOW - timedelta(days=1))


def wait_until_done(world: World) -> None:
    until = time.monotonic() + PATIENCE
    open_pulls = select(func.count()).where(col(Work.kind) == "pull", col(Work.done_at).is_(None))
    while True:
        with world.database.reading() as session:
            if session.exec(open_pulls).one() == 0:
                return
        assert time.monotonic() < until, "the pull was never finished"
        time.sleep(0.05)  # another process is at work; its end shows in the database


def check_that_it_is_there_once(world: World) -> None:
    statuses = [one.status for one in world.attempts()]
    assert [one.number for one in world.attempts()] == list(range(1, len(statuses) + 1))
    assert statuses.count("accepted") == 1
    assert set(statuses) <= {"interrupted", "accepted", "unchanged"}
    (report,) = world.reports()
    (window,) = world.windows()
    assert (window.state, window.report_id, report.rows) == ("done", report.id, 2)
    with world.database.reading() as session:
        assert session.exec(select(func.count()).select_from(SheetRow)).one() == 2
        assert list(
            session.exec(select(Work.revision).where(Work.kind == "reassess", Work.revision > 1))
        ) == [report.revision]


def test_killed_in_the_middle_of_the_body_the_pull_is_resumed_f19(
    world: World, start_worker: Callable[[], subprocess.Popen[str]]
) -> None:
    halfway = threading.Event()

    def half_at_first(provider: object, connection: object, _: bytes) -> None:
        if halfway.is_set():
            connection.sendall(answer(CSV))  # type: ignore[attr-defined]
            return
        connection.sendall(answer(CSV[:30], length=len(CSV)))  # type: ignore[attr-defined]
        halfway.set()
        provider.closing.wait()  # type: ignore[attr-defined]

    world.provider.answers["half"] = half_at_first
    source = world.source("half")
    first = start_worker()
    ask(world, source)
    assert halfway.wait(PATIENCE)
    assert [one.status for one in world.attempts()] == ["running"]
    kill(world, first)
    assert (world.reports(), [one.status for one in world.attempts()]) == ([], ["running"])
    start_worker()
    wait_until_done(world)
    assert [one.status for one in world.attempts()] == ["interrupted", "accepted"]
    assert world.provider.hits["half"] == 2
    check_that_it_is_there_once(world)


def test_killed_at_random_moments_the_data_is_there_once_f19(
    world: World, start_worker: Callable[[], subprocess.Popen[str]], how_many: Callable[[int, int], int]
) -> None:
    """Between fetch and commit, in the commit, after it: whatever the moment, the end is the same."""

    def slowly(provider: object, connection: object, _: bytes) -> None:
        head, tail = answer(CSV)[:60], answer(CSV)[60:]
        connection.sendall(head)  # type: ignore[attr-defined]
        provider.closing.wait(0.2)  # type: ignore[attr-defined]
        connection.sendall(tail)  # type: ignore[attr-defined]

    world.provider.answers["slowly"] = slowly
    source = world.source("slowly")
    moments = random.Random(20261122)
    for _ in range(how_many(3, 20)):
        victim = start_worker()
        ask(world, source)  # joins the pull that is still open, else asks for the same window again
        time.sleep(moments.uniform(0.0, 0.9))  # the moment is what is tested
        kill(world, victim)
    start_worker()
    wait_until_done(world)
    check_that_it_is_there_once(world)
