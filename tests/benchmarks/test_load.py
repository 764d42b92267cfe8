"""The load test runs, and sees what it is there to see: a lost file, a doubled one, a fault of ours."""

import dataclasses
from collections.abc import Callable

import pytest

from tests.benchmarks import mixed
from tests.benchmarks.crowd import Client, Seen, Uploader
from tests.benchmarks.load import Size, World, build, check, measure
from tests.postgres import Server

pytestmark = [pytest.mark.slow, pytest.mark.postgres]  # real servers

TINY = Size(readers=6, uploaders=2, seconds=2.0, kill=0.7)


@pytest.mark.soak
def test_nothing_is_lost_or_doubled_while_processes_are_killed(
    postgres_server: Server, postgres_url: str
) -> None:
    """Issue 5, the smallest of it: `make load` has a minute each, 100 readers and 20 uploaders."""
    lines = list(measure(postgres_url, postgres_server.as_application(postgres_url), TINY))
    assert len(lines) == 3
    cells = [one.strip() for one in lines[-1].strip("|").split("|")]
    assert cells[-3] == "none"
    assert int(cells[-2]) >= 1  # it did kill


@pytest.mark.soak
def test_l06_imports_beside_readers_are_done_and_memory_stays(
    sqlite_url: str, record_property: Callable[[str, object], None]
) -> None:
    """The smallest of `python -m tests.benchmarks.mixed`, which has a minute of 8 readers and 10 imports."""
    found = mixed.measure(sqlite_url, mixed.Size(readers=8, seconds=2.0, rows=100_000, rounds=6))
    record_property("answers", len(found.idle.seconds) + len(found.busy.seconds))
    record_property("MB after each import", " ".join(f"{one:.0f}" for one in found.held))
    assert found.idle.faults() == found.busy.faults() == {}
    assert set(found.busy.statuses) == {200}
    assert len(found.held) == 5
    assert found.growth < 64  # of some 300: what an import took was given back
    assert len(list(mixed.lines_of(found))) == 4


def test_what_is_lost_is_noticed(postgres_url: str) -> None:
    world: World = build(postgres_url, dataclasses.replace(TINY, uploaders=1))
    try:
        check(world, [Uploader(Client(0, ""), "LOAD-00")])
        with pytest.raises(AssertionError, match="lost"):
            check(world, [Uploader(Client(0, ""), "LOAD-00", ["a file that nobody kept"])])
    finally:
        world.database.close()


def test_faults_and_the_slowest_are_told() -> None:
    seen = Seen(seconds=[0.001] * 99 + [1.0])
    seen.statuses.update([200, 503])
    assert (seen.p99(), seen.faults()) == (1000.0, {503: 1})
