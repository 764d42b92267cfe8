"""kill -9 in the middle of a pull: it is resumed, nothing is doubled, nothing half stored. Both databases."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import func, select

from app.jobs import Work
from app.reports.tables import SheetRow
from app.sources.fetching.windows import window_of
from app.sources.pulling.plan import ask_for
from app.sources.tables import Source
from tests.conftest import on_postgresql
from tests.sources.conftest import JANUARY, NOW, World
from tests.sources.faulty_provider import CSV, answer
from tests.sources.many import open_pulls
from tests.workers import PATIENCE, Workers, wait_for, workers_of

pytestmark = pytest.mark.slow


@pytest.fixture
def workers(world: World) -> Iterator[Workers]:
    """Worker processes on this world's database; all are ended afterwards."""
    told = {"database_url": world.settings.database_url, "allowed_fetch_hosts": world.provider.allowed}
    with workers_of(
        world.database, "app.sources.pulling.pull", **told
    ) as found:  # nothing is planned by the clock
        yield found


def ask(world: World, source_id: UUID) -> None:
    with world.database.writing() as session:
        source = session.get_one(Source, source_id)
        ask_for(session, source, window_of("month", JANUARY), NOW - timedelta(days=1))


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


@on_postgresql
def test_killed_in_the_middle_of_the_body_the_pull_is_resumed_f19(world: World, workers: Workers) -> None:
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
    first = workers.start()
    ask(world, source)
    assert halfway.wait(PATIENCE)
    assert [one.status for one in world.attempts()] == ["running"]
    workers.kill(first)
    assert (world.reports(), [one.status for one in world.attempts()]) == ([], ["running"])
    workers.start()
    wait_for(lambda: open_pulls(world.database) == 0)
    assert [one.status for one in world.attempts()] == ["interrupted", "accepted"]
    assert world.provider.hits["half"] == 2
    check_that_it_is_there_once(world)


@on_postgresql
def test_killed_at_random_moments_the_data_is_there_once_f19(
    world: World, workers: Workers, how_many: Callable[[int, int], int]
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
        victim = workers.start()
        ask(world, source)  # joins the pull that is still open, else asks for the same window again
        time.sleep(moments.uniform(0.0, 0.9))  # the moment is what is tested
        workers.kill(victim)
    workers.start()
    wait_for(lambda: open_pulls(world.database) == 0)
    check_that_it_is_there_once(world)
